"""Subscriptions: GraphQL over WebSocket in the protocol graphql-transport-ws, and in no other.

    -> {"type": "connection_init", "payload": {"authorization": "Bearer ..."}}     without it the cookie of a page of ours
    <- {"type": "connection_ack"}
    -> {"type": "subscribe", "id": "1", "payload": {"query": "...", "variables": {...}}}     or documentId
    <- {"type": "next", "id": "1", "payload": {"data": ...}}

Close codes are the protocol's (github.com/enisdenjo/graphql-ws, PROTOCOL.md); 4403 gives the error's code as its reason.
"""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from graph.http import answers
from graph.http.connections import Close, Closed
from graph.http.endpoint import Endpoint
from graph.http.requests import tell
from graph.http.session import from_own_origin, token_told
from graph.http.stream import Ended, Refusal, Talk, delivered
from graph.request_note import begin, current
from loaders.reading import Reading
from permissions.errors import CodedError, LimitExceeded
from permissions.request_errors import CrossSite

PROTOCOL = "graphql-transport-ws"
MOST_BYTES = 100_000
"""The longest message a client may send."""
INIT_WITHIN = 5.0
"""Seconds until connection_init must have come."""
MOST_STREAMS = 10
"""Subscriptions a connection."""
LONGEST_ID = 100


async def subscriptions(socket: WebSocket) -> None:
    """The door."""
    offered = PROTOCOL in socket.scope["subprotocols"]
    with suppress(WebSocketDisconnect):
        await socket.accept(PROTOCOL if offered else None)
        try:
            if not offered:
                raise Closed(Close.PROTOCOL, "Subprotocol not acceptable")
            await _served(socket)
        except Closed as closed:
            await socket.close(closed.code, closed.reason)
        except (CodedError, Ended) as error:
            current().tell([error.code])
            await socket.close(Close.FORBIDDEN, error.code)
        except WebSocketDisconnect:
            raise
        except Exception as error:  # the last net: nothing internal leaves
            answers.LOG.error("a WebSocket failed", exc_info=error)
            await socket.close(Close.FAILED, "Internal error")


async def _served(socket: WebSocket) -> None:
    endpoint = socket.app.state.endpoint
    try:
        async with endpoint.connections.one(endpoint.peers.caller(socket)):
            talk, reading = await _begun(socket, endpoint)
    except (Closed, Ended, CodedError, WebSocketDisconnect):
        await endpoint.count_caller(socket, endpoint.house.now())
        raise
    async with endpoint.connections.of(reading.viewer.staff_key):
        await _send(socket, {"type": "connection_ack"})
        await _talked(socket, talk)


async def _begun(socket: WebSocket, endpoint: Endpoint) -> tuple[Talk, Reading]:
    """Whose connection it is."""
    if not from_own_origin(socket, endpoint.house.settings.public_origin):
        raise CrossSite
    try:
        async with asyncio.timeout(INIT_WITHIN):
            first = await _received(socket)
    except TimeoutError:
        raise Closed(Close.INIT_LATE, "Connection initialisation timeout") from None
    if first["type"] == "subscribe":
        raise Closed(Close.UNAUTHORIZED, "Unauthorized")
    if first["type"] != "connection_init":
        raise Closed(Close.BAD_REQUEST, "connection_init must come first")
    payload = first.get("payload") or {}
    if not isinstance(payload, dict):
        raise Closed(Close.BAD_REQUEST, "Invalid connection_init")
    told = payload.get("authorization", payload.get("Authorization"))
    talk = Talk(endpoint, socket, token_told(socket, told))
    return talk, await talk.asked()


async def _talked(socket: WebSocket, talk: Talk) -> None:
    """Whatever is said until one side closes; what ends one of the streams by closing comes up here."""
    try:
        async with asyncio.TaskGroup() as group:
            await _Streams(socket, talk, group).listen()
    except BaseExceptionGroup as found:
        raise found.exceptions[0] from None


@dataclass
class _Streams:
    """The subscriptions of a connection, each a task that is gone when the connection is."""

    socket: WebSocket
    talk: Talk
    group: asyncio.TaskGroup
    running: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)

    async def listen(self) -> None:
        while True:
            message = await _received(self.socket)
            match message["type"]:
                case "subscribe":
                    await self._begin(_id(message), message.get("payload"))
                case "complete":
                    self._end(_id(message))
                case "ping":
                    await _send(self.socket, {"type": "pong"})
                case "pong":
                    pass
                case "connection_init":
                    raise Closed(Close.TOO_MANY, "Too many initialisation requests")
                case _:
                    raise Closed(Close.BAD_REQUEST, "Unknown message type")

    async def _begin(self, id_: str, payload: object) -> None:
        if id_ in self.running:
            raise Closed(Close.DOUBLED, f"Subscriber for {id_} already exists")
        if len(self.running) >= MOST_STREAMS:
            words = f"一つの接続で購読できるのは{MOST_STREAMS}件までです。"
            refusal = LimitExceeded(words, limit="subscriptions", most=MOST_STREAMS)
            await _send(self.socket, {"id": id_, "type": "error", "payload": answers.written([refusal])})
            return
        self.running[id_] = self.group.create_task(self._run(id_, payload))

    def _end(self, id_: str) -> None:
        if (task := self.running.pop(id_, None)) is not None:
            task.cancel()

    async def _run(self, id_: str, payload: object) -> None:
        begin(note := replace(current(), method="SUBSCRIPTION", codes=[]))
        begun, events = perf_counter(), 0
        try:
            async with aclosing(delivered(self.talk, payload)) as bodies:
                async for body in bodies:
                    events += 1
                    await _send(self.socket, {"id": id_, "type": "next", "payload": orjson.Fragment(body)})
        except Refusal as refusal:
            await _send(self.socket, {"id": id_, "type": "error", "payload": answers.written(refusal.errors)})
        finally:
            tell(self.socket.app, note, perf_counter() - begun, events=events)
            if self.running.get(id_) is asyncio.current_task():  # else the id has been given to another by now
                del self.running[id_]


def _id(message: Mapping[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not 1 <= len(id_) <= LONGEST_ID:
        raise Closed(Close.BAD_REQUEST, "Invalid id")
    return id_


async def _received(socket: WebSocket) -> dict[str, Any]:
    """The next message of the client: a JSON object with a type."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    text = message.get("text")
    if text is None:
        raise Closed(Close.BAD_REQUEST, "Messages are text")
    if len(text) > MOST_BYTES:
        raise Closed(Close.TOO_BIG, "Message too big")
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("type"), str):
        raise Closed(Close.BAD_REQUEST, "Invalid message")
    return told


async def _send(socket: WebSocket, message: Mapping[str, Any]) -> None:
    await socket.send_text(orjson.dumps(message).decode())
