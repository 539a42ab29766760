"""A server that ends without leaving a request unanswered.

/readyz says no, for KAIGO_NOTICE_SECONDS, so that whoever sends requests here sends them elsewhere; then no connection is
taken any more, and whoever keeps one open is told (`Connection: close`, close code 1012 to a WebSocket). What is being
answered has ten seconds; then the record is written to its end, signed, and the database is left (graph/http/app.py).
"""

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

import uvicorn

from graph.http.health import STOPPING

FINISH = 10
"""Seconds for what is being answered."""
QUIET = 0.5
"""Seconds a connection that is kept open may still bring a request which is on its way."""
CLOSE = (b"connection", b"close")


class LeavingServer(uvicorn.Server):
    """uvicorn's server, apart from how it ends."""

    def __init__(self, config: uvicorn.Config, notice: float) -> None:
        super().__init__(config)
        self._notice = notice

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state[STOPPING] = True
        await self._while(lambda: True, self._notice)
        self.server_state.default_headers.append(CLOSE)
        await self._close_doors(sockets or [])
        for connection in list(self.server_state.connections):
            if not _is_idle(connection):
                connection.shutdown()
        # uvicorn would close the idle ones now, and with them requests that it has not read yet.
        await self._while(lambda: any(map(_is_idle, self.server_state.connections)), QUIET)
        await super().shutdown(sockets)

    async def _while(self, lasts: Callable[[], bool], seconds: float) -> None:
        end = monotonic() + seconds
        while lasts() and monotonic() < end and not self.force_exit:  # noqa: ASYNC110 - a second SIGINT is no event
            await asyncio.sleep(0.01)

    async def _close_doors(self, doors: Sequence[socket.socket]) -> None:
        """Nobody is taken any more; but who has come by now is: the system would cut off whoever waits in line."""
        lines = [door.dup() for door in doors]
        for server in self.servers:
            server.close()
        waiting = [visitor for line in lines for visitor in _waiting(line)]
        for line in lines:
            line.close()
        loop = asyncio.get_running_loop()
        taken = (loop.connect_accepted_socket(self._protocol, visitor, ssl=self.config.ssl) for visitor in waiting)
        with suppress(TimeoutError):  # a handshake of TLS takes as long as the client likes
            async with asyncio.timeout(QUIET):
                await asyncio.gather(*taken, return_exceptions=True)

    def _protocol(self) -> asyncio.Protocol:
        state = {"server_state": self.server_state, "app_state": self.lifespan.state}
        return self.config.http_protocol_class(config=self.config, **state)  # type: ignore[call-arg]


def _is_idle(connection: Any) -> bool:
    """Whether nothing is being answered over a connection; a WebSocket is never idle."""
    cycle = getattr(connection, "cycle", connection)
    return cycle is None or getattr(cycle, "response_complete", False)


def _waiting(line: socket.socket) -> Iterator[socket.socket]:
    """Who has connected and was not taken yet."""
    line.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            yield line.accept()[0]
