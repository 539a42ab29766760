"""What uvicorn takes too easily, or not at all, in the head of a request (RFC 9110, RFC 9112).

- An `Upgrade` to anything but a WebSocket is ignored (RFC 9110 7.8): curl and Java's client offer HTTP/2 with every request
  over plain HTTP. The parser stops there, and uvicorn forgets what follows: the body, and every later request.
- HTTP/1.1 has one `Host` (RFC 9112 3.2), and a body comes whole or in chunks, in no other coding (RFC 9112 6.1).

What is refused here is answered in our words, and closed: nobody knows where the next request would begin.
"""

from collections.abc import Mapping
from typing import Any

import httptools
import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from graph.http import answers
from permissions.errors import CodedError
from permissions.request_errors import BadRequest, CodingUnknown


class HeadProtocol(HttpToolsProtocol):
    """uvicorn's HTTP for one connection, with an eye on heads."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._ignoring = False

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        pieces = [memoryview(data)]
        while pieces:
            piece = pieces.pop()
            try:
                self.parser.feed_data(piece)
            except httptools.HttpParserUpgrade as stopped:
                if self._should_upgrade():
                    self.handle_websocket_upgrade()
                    return
                pieces += [piece[stopped.args[0] :], memoryview(self._without_upgrade())]
                self.parser = _parser(self)
            except httptools.HttpParserError as error:
                found = error.__context__  # what was raised below
                told = found if isinstance(found, CodedError) else BadRequest("HTTPの要求として正しくありません。")
                self.refuse(told)
                return

    def on_headers_complete(self) -> None:
        self._require_sound()
        self._ignoring = self.parser.should_upgrade() and not self._should_upgrade()
        if not self._ignoring:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if not self._ignoring:
            super().on_message_complete()

    def refuse(self, error: CodedError) -> None:
        """Answer what is no request, and close."""
        body = orjson.dumps({"errors": answers.written([error])})
        told: Mapping[str, str] = {
            **answers.HEADERS,
            **error.headers,
            "Content-Type": answers.JSON,
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self.transport.write(STATUS_LINE[error.status] + lines.encode() + b"\r\n" + body)
        self.transport.close()

    def _require_sound(self) -> None:
        """Refuse a head that leaves open whom it is for, or where its body ends.

        Raises:
            BadRequest: no Host, or more than one; or a tunnel is asked for.
            CodingUnknown: the body is coded otherwise than in chunks.
        """
        if self.parser.get_method() == b"CONNECT":
            raise BadRequest("CONNECT は使えません。")
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise BadRequest("Host ヘッダーを一つ付けてください。")
        codings = [value.strip().lower() for name, value in self.headers if name == b"transfer-encoding"]
        if codings not in ([], [b"chunked"]):
            raise CodingUnknown

    def _should_upgrade(self) -> bool:
        """Whether a WebSocket is to be opened, which is done by GET (RFC 6455 4.1)."""
        fits = self.parser.get_method() == b"GET" and self.parser.get_http_version() == "1.1"
        return fits and super()._should_upgrade()

    def _without_upgrade(self) -> bytes:
        """The head that has just come, as if nothing had been offered."""
        version = self.parser.get_http_version().encode()
        kept = (name + b": " + value for name, value in self.headers if name != b"upgrade")
        first = b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)
        return b"\r\n".join([first, *kept, b"", b""])


def _parser(protocol: HttpToolsProtocol) -> httptools.HttpRequestParser:
    """As uvicorn makes it."""
    parser = httptools.HttpRequestParser(protocol)
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser
