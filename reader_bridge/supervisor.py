"""Gives jobs to the worker, one at a time, each with a deadline; a worker that misses it is killed and replaced."""

import asyncio
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import overload

from reader_bridge.card import Opened
from reader_bridge.failures import Failed, Failure
from reader_bridge.pin import Pin, wipe
from reader_bridge.readers import Look
from reader_bridge.worker import Answered, Close, Job, Open, Sign, Source, Watch, work

DEADLINE = 10.0
"""Seconds a job may take; a real card signs in well under one."""


class Supervisor:
    """The worker's supervisor. It belongs to one event loop, which never waits for a card itself."""

    def __init__(self, source: Source, deadline: float = DEADLINE) -> None:
        self._source, self._deadline = source, deadline
        self._thread = ThreadPoolExecutor(1, "worker")
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    @property
    def worker(self) -> int | None:
        """The worker's process id, where one runs."""
        return self._process.pid if self._process else None

    @overload
    async def do(self, job: Watch) -> Look: ...
    @overload
    async def do(self, job: Open) -> Opened: ...
    @overload
    async def do(self, job: Sign, pin: Pin) -> bytes: ...
    @overload
    async def do(self, job: Close) -> None: ...
    async def do(self, job: Job, pin: Pin | None = None) -> Answered:
        """What the worker found.

        Raises:
            Failed: the worker's, STUCK where it missed the deadline, CARD_LOST where it died.
        """
        digits = bytearray(pin.digits if pin else b"")
        waiting = self._thread.submit(self._ask, job, digits)
        waiting.add_done_callback(lambda _: wipe(digits))  # our own: the caller may wipe his before they are sent
        return await asyncio.wrap_future(waiting)

    async def stop(self) -> None:
        """End the worker; a card it held is let go by the PC/SC service."""
        ended = self._thread.submit(self._end)
        self._thread.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(ended))  # it ends also where Ctrl-C ends the waiting

    def _ask(self, job: Job, digits: bytearray) -> Answered:
        """On the one thread: jobs are done one at a time, also where nobody waits for one any more."""
        try:
            pipe = self._running()
            pipe.send(job)
            if isinstance(job, Sign):
                pipe.send_bytes(digits)
            if not pipe.poll(self._deadline):
                self._end()
                raise Failed.by(Failure.STUCK)
            answer: Answered | Failed = pipe.recv()
        except (EOFError, OSError):
            self._end()
            raise Failed.by(Failure.CARD_LOST) from None
        if isinstance(answer, Failed):
            raise answer
        return answer

    def _running(self) -> Connection:
        """The pipe to the worker. It is spawned, not forked: a fork would share the connection to the PC/SC service."""
        if self._pipe is None:
            spawn = multiprocessing.get_context("spawn")
            self._pipe, theirs = spawn.Pipe()
            self._process = spawn.Process(target=work, args=(theirs, self._source), daemon=True)
            self._process.start()
            theirs.close()
            self._pipe.recv()  # it is ready: starting may take longer than a job
        return self._pipe

    def _end(self) -> None:
        if self._pipe is not None and self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._pipe.close()
            self._pipe = self._process = None
