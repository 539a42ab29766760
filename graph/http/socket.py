"""uvicorn's WebSocket, which tells the application of the connection's TLS, and drops whoever does not take what is sent.

Bytes that a client does not read stay in memory here; one that reads nothing for a while has to come again, and one that
does not answer that the connection is closed is not waited for. What is no opening of a WebSocket is answered in our words.
"""

import asyncio
from typing import Any

import orjson
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol
from websockets.typing import StatusLike

from graph.http import answers
from graph.http.tls import told_of
from permissions.errors import CodedError
from permissions.request_errors import HandshakeRefused, HeadTooLarge, WebSocketVersionUnknown

PING_EVERY = 20.0
"""Seconds between two pings, and until a connection counts as dead that does not answer one."""
SLOWEST = 10.0
"""Seconds a client may leave unread what is more than the buffers hold."""
CLOSED_WITHIN = 3.0
"""Seconds a client may leave our close frame unanswered."""


class SocketProtocol(WebSocketsSansIOProtocol):
    """One WebSocket."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.conn = _Opening(max_size=self.config.ws_max_size, logger=self.logger)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            # uvicorn would leave the answer unsent, and the connection open
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

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
        if message["type"] == "websocket.http.response.body" and self.close_sent:
            self.handshake_complete = True  # else uvicorn takes it for a failure of the application
        if self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(CLOSED_WITHIN, self.transport.abort)


class _Opening(ServerProtocol):
    """The handshake; the library's refusals are plain text with the words of its exceptions."""

    def accept(self, request: Request) -> Response:
        response = super().accept(request)
        if response.status_code != 101 and request.headers.get_all("Sec-WebSocket-Version") != ["13"]:
            return self._refusal(WebSocketVersionUnknown())
        return response

    def reject(self, status: StatusLike, text: str) -> Response:
        told: dict[int, CodedError] = {
            414: HeadTooLarge(),
            431: HeadTooLarge(),
            500: CodedError("サーバーで問題が起きました。"),
        }
        return self._refusal(told.get(int(status), HandshakeRefused()))

    def _refusal(self, error: CodedError) -> Response:
        response = super().reject(error.status, orjson.dumps({"errors": answers.written([error])}).decode())
        for name, value in {**answers.HEADERS, **error.headers, "Content-Type": answers.JSON}.items():
            response.headers.pop(name, None)
            response.headers[name] = value
        return response
