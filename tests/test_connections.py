"""Bounds on WebSockets: whoever opens many and says nothing keeps nobody else out."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager

import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from graph.http import connections
from graph.http.connections import MOST_OF_ONE, MOST_WAITING, Closed, Connections
from tests.secured import Secured
from tests.socket_talk import PROTOCOL
from tests.test_live_subscriptions import begin, end, hear


@contextmanager
def silent(server: Secured, address: str) -> Iterator[ClientConnection]:
    """A connection from this address of this machine, on which nothing has been said."""
    at = ("127.0.0.1", server.settings.port)
    door = socket.create_connection(at, timeout=20, source_address=(address, 0))
    with connect(f"ws://localhost:{at[1]}/graphql", sock=door, subprotocols=[Subprotocol(PROTOCOL)]) as client:
        yield client


def test_one_address_shuts_nobody_else_out(
    open_secured: Callable[..., Secured], monkeypatch: pytest.MonkeyPatch
) -> None:
    # given an address with as many silent connections as one may have, and more that are refused
    monkeypatch.setattr(connections, "MOST_OF_ONE", 5)
    monkeypatch.setattr(connections, "MOST_WAITING", 8)
    server = open_secured(tls=None)
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(silent(server, "127.0.0.2"))
        for _ in range(5):
            with silent(server, "127.0.0.2") as refused:
                assert end(refused) == (1013, "BUSY")
        # then somebody at another address is let in, and again
        for _ in range(3):
            one = stack.enter_context(silent(server, "127.0.0.1"))
            begin(one, server)
            assert hear(one) == {"type": "connection_ack"}


async def taken(kept: Connections, callers: list[str | None]) -> list[str | None]:
    """Those of these callers who get a place while those before them hold theirs."""
    found: list[str | None] = []
    async with AsyncExitStack() as stack:
        for caller in callers:
            try:
                await stack.enter_async_context(kept.one(caller))
            except Closed:
                continue
            found.append(caller)
        assert kept.waiting == len(found)
    assert kept.waiting == 0
    return found


def test_whom_only_the_proxy_tells_apart_leave_room_for_the_others() -> None:
    strangers: list[str | None] = [None] * MOST_WAITING
    others: list[str | None] = [f"certificate {number}" for number in range(2 * MOST_WAITING)]
    found = asyncio.run(taken(Connections(), strangers + others))
    assert found == strangers[: MOST_WAITING // 2] + others[: MOST_WAITING // 2]
    one: list[str | None] = ["address 192.0.2.1"] * MOST_WAITING
    assert asyncio.run(taken(Connections(), [*one, "address 192.0.2.2"])) == [*one[:MOST_OF_ONE], "address 192.0.2.2"]
