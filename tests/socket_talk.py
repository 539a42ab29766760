"""What tests of subscriptions say again and again, to the service in this process: open, subscribe, hear, be closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from tests.changing import SUBSCRIBE, brief
from tests.service import Service

PROTOCOL = "graphql-transport-ws"
LONGEST = 20.0
"""Seconds a message may take."""


def bearer(service: Service, user: str) -> dict[str, str]:
    return {"authorization": f"Bearer {service.token(user)}"}


@contextmanager
def opened(service: Service, by: str | None = "nurse", **headers: str) -> Iterator[WebSocketTestSession]:
    """A connection of this account, acknowledged."""
    with connected(service, **headers) as socket:
        payload = {} if by is None else bearer(service, by)
        say(socket, type="connection_init", payload=payload)
        assert hear(socket) == {"type": "connection_ack"}
        yield socket


@contextmanager
def connected(service: Service, protocol: str = PROTOCOL, **headers: str) -> Iterator[WebSocketTestSession]:
    """A connection that has said nothing yet."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with service.client.websocket_connect("/graphql", subprotocols=[protocol], headers=named) as socket:
        yield socket


def say(socket: WebSocketTestSession, **message: Any) -> None:
    socket.send_text(orjson.dumps(message).decode())


def hear(socket: WebSocketTestSession) -> dict[str, Any]:
    """The next message; a test that waits for one in vain fails, where `receive_text` would wait for ever."""
    message = socket.portal.start_task_soon(socket._send_rx.receive).result(LONGEST)
    socket._raise_on_close(message)
    found: dict[str, Any] = orjson.loads(message["text"])
    return found


def subscribe(socket: WebSocketTestSession, id_: str = "1", query: str = SUBSCRIBE, **variables: Any) -> None:
    say(socket, type="subscribe", id=id_, payload={"query": query, "variables": variables})


def heard(socket: WebSocketTestSession, id_: str = "1") -> dict[str, Any]:
    """The next page."""
    message = hear(socket)
    assert (message["type"], message["id"]) == ("next", id_), message
    assert "errors" not in message["payload"], message
    page: dict[str, Any] = message["payload"]["data"]["changes"]
    return page


def briefly(socket: WebSocketTestSession, id_: str = "1") -> list[tuple[str, str | None]]:
    return [brief(change) for change in heard(socket, id_)["changes"]]


def refused(socket: WebSocketTestSession, id_: str = "1") -> list[str]:
    """The codes by which a subscription is refused or ends, while the connection goes on."""
    message = hear(socket)
    assert (message["type"], message["id"]) == ("error", id_), message
    return [error["extensions"]["code"] for error in message["payload"]]


def closed(socket: WebSocketTestSession) -> tuple[int, str]:
    """Code and reason by which the service closes."""
    try:
        message = hear(socket)
    except WebSocketDisconnect as end:
        return end.code, end.reason
    raise AssertionError(f"still open: {message}")
