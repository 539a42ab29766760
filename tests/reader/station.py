"""The bridge on a thread of its own, so that tests do one step after another and wait for what is shown."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2

from reader_bridge.account import Account
from reader_bridge.bridge import TICK, Bridge, Status, Step
from reader_bridge.readers import ReaderState
from reader_bridge.service import Service
from reader_bridge.signed import Confirmation, Form, Purpose
from reader_bridge.supervisor import Supervisor
from reader_bridge.worker import Source, Watch
from tests.reader.card import VirtualCard
from tests.reader.issuer import issued
from tests.reader.pcscd import Pcscd
from tests.reader.server import APP, SECRET, FakeServer

PATIENCE = 30.0
NAME = "Virtual PCD"
"""So that a reader of this machine, with somebody's own card in it, is never taken."""
BY_PIN = Form(Confirmation.PIN)
Found = TypeVar("Found")


class Clock:
    """Seconds, moved by the test."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Station:
    """A running bridge, its clock, and its server."""

    def __init__(self, server: FakeServer | Account, source: Source | None = None, deadline: float = 10.0) -> None:
        """At the tests' server, or with an account at a real one."""
        self.clock = Clock()
        account = server if isinstance(server, Account) else Account(server.origin, APP, SECRET)
        begun: Future[tuple[Bridge, Supervisor, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

        async def run() -> None:
            ended, supervisor = asyncio.Event(), Supervisor(source or Source(NAME), deadline)
            async with httpx2.AsyncClient(base_url=account.origin) as http, asyncio.TaskGroup() as together:
                bridge = Bridge(supervisor, Service(http, account), self.clock)
                watching = together.create_task(bridge.watch())
                begun.set_result((bridge, supervisor, asyncio.get_running_loop(), ended))
                await ended.wait()
                watching.cancel()
                await bridge.stop()

        self._thread = Thread(target=lambda: asyncio.run(run()))
        self._thread.start()
        self.bridge, self.supervisor, self._loop, self._ended = begun.result(PATIENCE)

    def begin(self, step: Coroutine[Any, Any, Found]) -> Future[Found]:
        """A step of the bridge, in its own loop, without waiting for it."""
        return asyncio.run_coroutine_threadsafe(step, self._loop)

    def do(self, step: Coroutine[Any, Any, Found]) -> Found:
        """A step of the bridge, and what came of it."""
        return self.begin(step).result(PATIENCE)

    def until(self, *readers: ReaderState) -> Status:
        """Wait until the readers are shown so."""
        return self.do(self.bridge.until(lambda status: status.reader in readers))

    def until_empty(self) -> None:
        """Wait until the service itself has seen the last card go: until then it would not see a next one come.

        Of a client that died it lets go by resetting the card. Where that has gone, it says so at once, before it looks.
        Each card that it sees come or go is counted in the upper half of a state: an odd number is a card.
        """
        look = self.do(self.supervisor.do(Watch((), 0)))
        while any(state >> 16 & 1 for _, state in look.known):
            look = self.do(self.supervisor.do(Watch(look.known, TICK)))

    def start(self, form: Form = BY_PIN, purpose: Purpose = Purpose.VIEWING) -> Status:
        return self.do(self.bridge.start(purpose, form))

    def confirm(self, pin: str = "1234", *, last_try: bool = False) -> Status:
        return self.do(self.bridge.confirm(bytearray(pin.encode()), last_try=last_try))

    def read(self) -> Status:
        """A whole reading of the card that is put into the reader."""
        self.until(ReaderState.CARD_PRESENT)
        self.start()
        return self.confirm()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def code(status: Status) -> str | None:
    """Why it failed, where it did."""
    return status.failed.code if status.failed else None


def assert_reads(pcscd: Pcscd, station: Station, fake_server: FakeServer) -> None:
    """The bridge is none the worse: a card that is put in now is read, and it is the first that is registered."""
    station.until(ReaderState.NO_CARD)
    station.until_empty()
    assert fake_server.registered == []
    with pcscd.insert(VirtualCard(issued(7))):
        assert station.read().step is Step.DONE
    assert [read["certificate"] for read in fake_server.registered] == [issued(7).der]
