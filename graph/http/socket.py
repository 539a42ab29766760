"""uvicorn's WebSocket, which tells the application of the connection's TLS, and drops whoever does not take what is sent.

Bytes that a client does not read stay in memory here; one that reads nothing for a while has to come again.
"""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.http11 import Request

from graph.http.tls import told_of

PING_EVERY = 20.0
"""Seconds between two pings, and until a connection counts as dead that does not answer one."""
SLOWEST = 10.0
"""Seconds a client may leave unread what is more than the buffers hold."""


class SocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        connection = self.transport.get_extra_info("ssl_object")
        if connection is not None and hasattr(self, "scope"):  # there is none where the handshake was refused
            self.scope["extensions"]["tls"] = told_of(connection)  # type: ignore[assignment]

    def shutdown(self) -> None:
        """The server ends; where this connection is just ending by itself, uvicorn would fail, and everything with it."""
        try:
            super().shutdown()
        except InvalidState:
            self.transport.close()

    async def send(self, message: Any) -> None:
        try:
            async with asyncio.timeout(SLOWEST):
                await self.writable.wait()
        except TimeoutError:
            self.transport.abort()
        await super().send(message)
