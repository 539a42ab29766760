"""WebSockets over real connections: openings that are none are answered in our words, and a closed one is soon gone."""

import base64
import json
import logging
import struct
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from starlette.testclient import WebSocketDenialResponse
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from graph.http import patience, subscriptions
from graph.http import socket as served
from tests.secured import Secured
from tests.service import Service
from tests.socket_talk import PROTOCOL
from tests.test_http import assert_common_headers
from tests.test_live_subscriptions import begin, hear, say
from tests.test_patience import codes, connected, heard

Opened = Callable[..., Secured]
KEY = base64.b64encode(bytes(16)).decode()
GOOD = {
    "Host": "kaigo",
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": PROTOCOL,
}
SHORT = 0.4


@pytest.fixture
def plain(open_secured: Opened) -> Secured:
    """The service as it is served without TLS."""
    return open_secured(tls=None)


def opening(path: str = "/graphql", **changed: str) -> bytes:
    """A handshake; "" leaves a header out."""
    headers = {**GOOD, **{name.replace("_", "-"): value for name, value in changed.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


MANY = {f"X-{number}": "x" for number in range(200)}
REFUSED = {
    "another version": (opening(Sec_WebSocket_Version="8"), b"426", "WEBSOCKET_VERSION_UNKNOWN"),
    "no version": (opening(Sec_WebSocket_Version=""), b"426", "WEBSOCKET_VERSION_UNKNOWN"),
    "no key": (opening(Sec_WebSocket_Key=""), b"400", "BAD_REQUEST"),
    "a wrong key": (opening(Sec_WebSocket_Key="あ"), b"400", "BAD_REQUEST"),
    "many headers": (opening(**MANY), b"431", "REQUEST_HEADER_FIELDS_TOO_LARGE"),
    "another path": (opening("/livez"), b"404", "NOT_FOUND"),
    "no path": (opening("/nothing"), b"404", "NOT_FOUND"),
}


def test_what_opens_no_websocket_is_told_why(
    plain: Secured, subtests: pytest.Subtests, caplog: pytest.LogCaptureFixture
) -> None:
    for name, (sent, status, code) in REFUSED.items():
        with subtests.test(name), closing(connected(plain)) as connection:
            connection.sendall(sent)
            answer = heard(connection)
            assert codes(answer) == (status, [code])
            told = b"Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" in answer
            assert told == (status == b"426")
            assert b"\r\nContent-Type: application/json\r\n".lower() in answer.lower()
            assert json.loads(answer.partition(b"\r\n\r\n")[2])["errors"][0]["message"].endswith("。")
            assert b"Failed" not in answer
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_path_without_websockets_tells_the_number_of_the_request(service: Service) -> None:
    given = "0123456789abcdef" * 2
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        service.client.websocket_connect("/livez", headers={"X-Request-Id": given}),
    ):
        pass
    assert (denied.value.status_code, denied.value.headers["X-Request-Id"]) == (404, given)
    assert_common_headers(denied.value)


def test_a_websocket_outlives_the_patience_with_heads(plain: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", SHORT)
    with closing(connected(plain)) as door:
        address = f"ws://localhost:{plain.settings.port}/graphql"
        with connect(address, sock=door, subprotocols=[Subprotocol(PROTOCOL)]) as client:
            begin(client, plain)
            assert hear(client) == {"type": "connection_ack"}
            time.sleep(3 * SHORT)
            say(client, type="ping")
            assert hear(client) == {"type": "pong"}


SILENT = {
    "no connection_init": (opening(), 4408),
    "no protocol": (opening(Sec_WebSocket_Protocol=""), 4406),
    "another site": (opening(Origin="https://evil.example"), 4403),
}


def test_whoever_does_not_answer_the_close_is_soon_gone(
    plain: Secured, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    # given little patience, where there is five and three seconds of it
    monkeypatch.setattr(subscriptions, "INIT_WITHIN", SHORT)
    monkeypatch.setattr(served, "CLOSED_WITHIN", SHORT)
    for name, (sent, code) in SILENT.items():
        with subtests.test(name), closing(connected(plain)) as connection:
            # when a client opens a connection and never says anything again
            connection.sendall(sent)
            begun, answer = time.monotonic(), heard(connection)
            # then it is told why, and the connection ends without its word
            assert struct.pack("!H", code) in answer
            assert time.monotonic() - begun < 10 * SHORT
    assert not plain.server.server_state.connections
