"""How long a client may keep us waiting: uvicorn waits for ever for the rest of a request's head, and for a first one.

A head, and the next request, must be there after five seconds; a handshake too. A body must go on every five seconds, and
not so slowly that a few clients could hold all connections. Whoever does not read what is sent is dropped after thirty:
bytes lie in the buffers of two systems before we see them move.
"""

import asyncio
from asyncio import TimerHandle
from typing import Any

import uvloop

from graph.http.heads import HeadProtocol
from permissions.request_errors import HeadTooLarge

PATIENCE = 5.0
"""Seconds for a head, between two requests, and between two pieces of a body."""
UNREAD = 30.0
"""Seconds in which something of an answer must have been read."""
LEAST_RATE = 50_000
"""Bytes a second of a body, after the first seconds."""
MOST_HEAD = 64 * 1024
"""Bytes of a head, and one piece off the wire."""


def time_left(begun: float, now: float, size: int) -> float:
    """How many seconds the next piece of a body may take, of which `size` bytes have come since it begun."""
    return max(0.0, min(PATIENCE, begun + PATIENCE + size / LEAST_RATE - now))


class HttpProtocol(HeadProtocol):
    """HTTP for one connection, with an end to waiting."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._due: TimerHandle | None = None
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        inside = self._in_head
        super().data_received(data)
        if inside and self._in_head and not self.transport.is_closing():
            self._head += len(data)
            if self._head > MOST_HEAD:
                self.refuse(HeadTooLarge())

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._wait(UNREAD)
        elif not self._busy and self.cycle.more_body:
            self._wait(PATIENCE)  # the rest of a body that was refused is thrown away: who is cut off reads no answer
        elif not self._busy:
            self._await_head()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if not self._busy:
            self._await_head()

    def handle_websocket_upgrade(self) -> None:
        self._stop()  # from here on the connection is another protocol's, which has its own patience
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait(UNREAD)

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self._in_head and not self.transport.is_closing():
            self._stop()

    @property
    def _busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        self._in_head, self._head = True, 0
        self._wait(PATIENCE)

    def _wait(self, seconds: float) -> None:
        self._stop()
        self._unread = self.transport.get_write_buffer_size()
        self._due = self.loop.call_later(seconds, self._waited, seconds)

    def _stop(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _waited(self, seconds: float) -> None:
        """Too long for a head; or for an answer to be read, unless some of it has been."""
        unread = self.transport.get_write_buffer_size()
        if self._busy or unread:
            if unread and unread >= self._unread and seconds >= UNREAD:
                self.transport.abort()
            else:
                self._wait(UNREAD)
        else:
            self.transport.close()


class Loop(uvloop.Loop):
    """uvloop's event loop, which waits a minute for a handshake, and half of one for the client's word that TLS ends."""

    async def create_server(self, *args: Any, **named: Any) -> Any:
        if named.get("ssl") is not None:
            named |= {"ssl_handshake_timeout": PATIENCE, "ssl_shutdown_timeout": PATIENCE}
        return await super().create_server(*args, **named)
