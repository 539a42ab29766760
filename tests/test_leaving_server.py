"""How a server ends, step by step, with the smallest application there is (tests/test_leaving.py: the service itself)."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from graph.http import leaving
from graph.http.leaving import LeavingServer

Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]
GET = b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Served:
    """A server at work, whose application answers /slow when it is let go."""

    def __init__(self) -> None:
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()
        self.clients: list[Client] = []
        app = Starlette(routes=[Route("/", self._quick), Route("/slow", self._slow)])
        self.door = socket.socket()
        self.door.bind(("127.0.0.1", 0))
        self.address = self.door.getsockname()
        config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=leaving.FINISH)
        self.server = LeavingServer(config, notice=0)

    async def _quick(self, request: Request) -> Response:
        return PlainTextResponse("quick")

    async def _slow(self, request: Request) -> Response:
        self.asked.set()
        await self.let_go.wait()
        return PlainTextResponse("slow")

    def leave(self) -> "asyncio.Task[None]":
        """The server ends, now and not at its next tick."""
        self.server.started = False  # it would end once more
        return asyncio.create_task(self.server.shutdown([self.door]))

    async def connect(self, visitor: socket.socket | None = None) -> Client:
        """A client over a new connection, or over one that is there."""
        client = await (asyncio.open_connection(sock=visitor) if visitor else asyncio.open_connection(*self.address))
        self.clients.append(client)
        return client


@asynccontextmanager
async def served() -> AsyncIterator[Served]:
    found = Served()
    work = asyncio.create_task(found.server.serve([found.door]))
    while not found.server.started:  # noqa: ASYNC110 - it has no event
        await asyncio.sleep(0.01)
    yield found
    found.server.should_exit = True
    await work
    for _, writer in found.clients:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def ask(client: Client, path: bytes = b"/") -> bytes:
    """The whole answer to a request."""
    client[1].write(GET % path)
    return await answer(client)


async def answer(client: Client) -> bytes:
    head = await client[0].readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    return head + await client[0].readexactly(length)


def run(test: Callable[[Served], Awaitable[None]]) -> None:
    async def in_time() -> None:
        async with asyncio.timeout(20), served() as found:
            await test(found)

    asyncio.run(in_time())


def test_a_request_on_its_way_over_a_kept_connection_is_answered_and_is_the_last() -> None:
    async def test(found: Served) -> None:
        kept = await found.connect()
        assert b"connection: close" not in await ask(kept)
        leaves = found.leave()
        await asyncio.sleep(0.1)
        told = await ask(kept)
        assert b"connection: close" in told
        assert told.endswith(b"quick")
        assert await kept[0].read() == b""
        await leaves

    run(test)


def test_who_waits_in_line_is_taken_and_nobody_afterwards() -> None:
    async def test(found: Served) -> None:
        with socket.create_connection(found.address) as waiting:  # while the server does not look
            waiting.setblocking(False)
            leaves = found.leave()
            await asyncio.sleep(0.1)
            with pytest.raises(ConnectionRefusedError):
                await found.connect()
            told = await ask(await found.connect(waiting.dup()))
            assert told.endswith(b"quick")
        await leaves

    run(test)


def test_what_is_being_answered_is_answered_to_its_end() -> None:
    async def test(found: Served) -> None:
        client = await found.connect()
        slow = asyncio.create_task(ask(client, b"/slow"))
        await found.asked.wait()
        leaves = found.leave()
        await asyncio.sleep(leaving.QUIET + 0.5)
        assert not leaves.done()
        found.let_go.set()
        told = await slow
        assert b"connection: close" in told
        assert told.endswith(b"slow")
        await leaves

    run(test)


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "FINISH", 1)

    async def test(found: Served) -> None:
        client = await found.connect()
        slow = asyncio.create_task(ask(client, b"/slow"))
        await found.asked.wait()
        await found.leave()
        with pytest.raises((AssertionError, asyncio.IncompleteReadError)):  # a 500, or nothing
            await slow

    run(test)
