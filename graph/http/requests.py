"""Follows each request from its first byte to its last: gives it an id, and tells the log what came of it.

A line of JSON a request, and one a subscription (README, "operating"); graph/request_note.py says what may stand there.
"""

import logging
from collections.abc import Mapping
from time import perf_counter
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.http.tracing import Traces
from graph.request_note import RequestNote, begin

LOG = logging.getLogger("kaigo.request")
DOORS = {"graphql", "token", "uploads", "documents", "schema.graphql", "explorer", "livez", "readyz", "metrics"}
QUIET = {"livez", "readyz", "metrics"}
"""Asked every few seconds by machines; told of only where they fail."""


class Requests:
    """The outermost of what is ours around the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        begun, note = perf_counter(), _note(scope)
        begin(note)

        async def sent(message: Message) -> None:
            match message["type"]:
                case "http.response.start" | "websocket.http.response.start":
                    note.status = message["status"]
                    message = {**message, "headers": [*message.get("headers", ()), _own(note)]}
                case "websocket.accept":
                    message = {**message, "headers": [*message.get("headers", ()), _own(note)]}
                case "websocket.close":
                    note.status = message.get("code", 1000)
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            tell(scope["app"], note, perf_counter() - begun)


def tell(app: Starlette, note: RequestNote, seconds: float, **more: object) -> None:
    """Say what came of a request."""
    app.state.endpoint.traffic.tell(note, seconds)
    traces: Traces | None = app.state.traces
    if traces is not None:
        traces.tell(note, seconds)
    if LOG.isEnabledFor(logging.INFO) and (note.door not in QUIET or (note.status or 0) >= 500):
        LOG.info("answered", extra={"told": {**_told(note), "ms": round(seconds * 1000, 1), **more}})


def _note(scope: Scope) -> RequestNote:
    door = scope["path"].split("/", 2)[1] if scope["path"].startswith("/") else ""
    method = scope["method"] if scope["type"] == "http" else "WEBSOCKET"
    return RequestNote.of(door if door in DOORS else "other", method, Headers(scope=scope))


def _own(note: RequestNote) -> tuple[bytes, bytes]:
    return b"x-request-id", note.request.encode()


def _told(note: RequestNote) -> Mapping[str, Any]:
    return {name: value for name, value in vars(note).items() if value not in (None, [])}
