"""Several server processes behind one door: each takes connections from the same socket, and one that dies is replaced.

The door is opened once, here, so that nobody is refused while workers come and go. Whatever must happen once, or be seen
by all, is settled in the database; the rest lies in a folder that lives as long as they do (graph/http/shared.py).
"""

import logging
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import monotonic

from graph.http.shared import Shared
from models.settings import Settings

LOG = logging.getLogger("kaigo.workers")
SPAWN = multiprocessing.get_context("spawn")
NOT_STARTED = 3
"""The exit code of a worker that could not start: another could not either."""
LONGEST_END = 30.0
"""Seconds after which a worker that was told to end is killed."""
TOO_SOON = 2.0
"""A worker that dies within so many seconds is not replaced before they are over."""
LOOK_AGAIN = 0.2


@dataclass(frozen=True)
class Worker:
    """What a worker is given."""

    settings: Settings
    door: socket.socket
    shared: Shared


@dataclass
class Workers:
    """Starts them, replaces them, and ends them all when it is told to. `serve` is the work of one, to its exit code."""

    settings: Settings
    door: socket.socket
    serve: Callable[[Worker], int]
    _running: dict[int, tuple[SpawnProcess, float]] = field(default_factory=dict)
    _ending: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Until SIGTERM or SIGINT; returns an exit code when all have ended."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: self._ending.set())
        code = 0
        with tempfile.TemporaryDirectory(prefix="kaigo-") as shared:
            for number in range(self.settings.workers):
                self._start(Shared(Path(shared), number))
            while not self._ending.wait(LOOK_AGAIN):
                code = self._replace(Path(shared))
                if code:
                    break
            self._end()
        return code

    def _start(self, shared: Shared) -> None:
        given = Worker(self.settings, self.door, shared)
        process = SPAWN.Process(target=_work, args=(self.serve, given), name=f"worker-{shared.number}")
        process.start()
        self._running[shared.number] = process, monotonic()

    def _replace(self, shared: Path) -> int:
        """Start another in the place of each that has died; tells an exit code where that is of no use."""
        for number, (process, begun) in self._running.items():
            if process.exitcode == NOT_STARTED:
                return NOT_STARTED
            if process.exitcode is not None and monotonic() - begun > TOO_SOON:
                LOG.error("worker %s has died (%s) and is replaced", number, process.exitcode)
                self._start(Shared(shared, number))
        return 0

    def _end(self) -> None:
        """Every worker answers what it has taken; the line at the door is theirs, and not held open here."""
        self.door.close()
        for process, _ in self._running.values():
            process.terminate()
        end = monotonic() + LONGEST_END + self.settings.notice_seconds
        for process, _ in self._running.values():
            process.join(max(0, end - monotonic()))
            if process.exitcode is None:
                LOG.error("%s did not end in time and is killed", process.name)
                process.kill()
                process.join()


def _work(serve: Callable[[Worker], int], given: Worker) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(KeyboardInterrupt):
        raise SystemExit(serve(given))


def _end_with_parent() -> None:
    """Nobody would replace or end a worker that is left alone."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
