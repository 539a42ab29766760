"""Subscriptions over real connections, as they are served: TLS and its certificates, other processes, bounds, the end."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from graph.commands.authority import Pair
from graph.http import socket as served
from loaders import changes as feed
from models.codes.change import ChangeKind
from models.rows import Change
from seed.stories import STORIES
from tests.changing import SUBSCRIBE
from tests.proving import person
from tests.secured import Secured
from tests.socket_talk import PROTOCOL, bearer

CONSENTED = STORIES["progress-certified"]
SOON = 20.0
BROAD = """
subscription { changes { changes { a: beneficiary { ...P } b: beneficiary { ...P } c: beneficiary { ...P } } } }
fragment P on Beneficiary { access { information informationLabel reason reasonLabel remedy readable } }
"""
"""Half a megabyte for a hundred changes."""


@contextmanager
def talking(
    secured: Secured, pair: Pair | None, door: socket.socket | None = None, port: int = 0
) -> Iterator[ClientConnection]:
    """A connection with this certificate."""
    context, port = secured.client_context(pair), port or secured.settings.port
    protocols = [Subprotocol(PROTOCOL)]
    address = f"wss://localhost:{port}/graphql"
    with connect(address, sock=door, ssl=context, subprotocols=protocols, max_queue=1, max_size=None) as client:
        assert client.subprotocol == PROTOCOL
        yield client


@contextmanager
def let_in(secured: Secured, pair: Pair | None = None, door: socket.socket | None = None) -> Iterator[ClientConnection]:
    with talking(secured, pair or secured.certificate(), door) as client:
        begin(client, secured)
        assert hear(client) == {"type": "connection_ack"}
        yield client


def begin(client: ClientConnection, secured: Secured) -> None:
    say(client, type="connection_init", payload=bearer(secured.service, "hachiro"))


def say(client: ClientConnection, **message: Any) -> None:
    client.send(json.dumps(message))


def hear(client: ClientConnection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.recv(timeout=SOON))
    return found


def kinds(client: ClientConnection) -> list[str]:
    return [change["kind"] for change in hear(client)["payload"]["data"]["changes"]["changes"]]


def end(client: ClientConnection) -> tuple[int, str] | None:
    """Code and reason of the close; None where the connection was dropped without one."""
    while True:
        try:
            client.recv(timeout=SOON)
        except ConnectionClosed as closed:
            return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else None


def written_elsewhere(secured: Secured, times: int = 1) -> None:
    """What another process has committed, and not numbered."""
    key, now = person(secured.service, CONSENTED).key, secured.service.clock.instant
    with secured.service.rows() as rows:
        rows.add_all(Change(beneficiary_key=key, kind=ChangeKind.LIFE_ARRIVED, at=now) for _ in range(times))
        rows.commit()


def test_what_another_process_has_written_arrives(secured: Secured) -> None:
    with let_in(secured) as client:
        assert client.response is not None
        assert "Sec-WebSocket-Extensions" not in client.response.headers, "nothing is compressed"
        say(client, type="subscribe", id="1", payload={"query": SUBSCRIBE})
        assert kinds(client) == []
        written_elsewhere(secured)
        assert kinds(client) == ["LIFE_ARRIVED"]


def test_the_certificate_of_the_connection_counts(secured: Secured) -> None:
    with talking(secured, None) as client:
        begin(client, secured)
        assert end(client) == (4403, "CERTIFICATE_REQUIRED")
    pair = secured.certificate()
    with let_in(secured, pair) as client:
        say(client, type="subscribe", id="1", payload={"query": SUBSCRIBE})
        assert kinds(client) == []
        # revoked while the connection stands, it ends with the next delivery
        secured.revoke_in_table(pair)
        written_elsewhere(secured)
        assert end(client) == (4403, "CERTIFICATE_REVOKED")


def test_a_message_that_is_too_big_is_not_even_taken_in(secured: Secured) -> None:
    with let_in(secured) as client:
        client.send("a" * 100_001)
        found = end(client)
        assert found is not None
        assert found[0] == 1009


def test_when_the_server_stops_it_says_so_at_once(open_secured: Callable[..., Secured]) -> None:
    secured = open_secured()
    with let_in(secured) as client:
        say(client, type="subscribe", id="1", payload={"query": SUBSCRIBE})
        assert kinds(client) == []
        begun = time.monotonic()
        secured.server.should_exit = True
        assert end(client) == (1012, "")
        assert time.monotonic() - begun < 5


def test_who_does_not_read_is_dropped_and_goes_on_by_the_cursor(
    secured: Secured, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a client with small buffers that reads nothing, and a server that waits half a second
    monkeypatch.setattr(served, "SLOWEST", 0.5)
    monkeypatch.setattr(feed, "LOOK_AGAIN", 0.2)
    connections = secured.service.app.state.endpoint.connections
    with closing(socket.socket()) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        door.connect(("127.0.0.1", secured.settings.port))
        with let_in(secured, door=door) as client:
            for number in range(10):
                say(client, type="subscribe", id=str(number), payload={"query": BROAD})
            # when more is sent than anything holds
            deadline = time.monotonic() + 6 * SOON  # while others keep the machine busy
            while connections.open and time.monotonic() < deadline:
                written_elsewhere(secured, 100)
                time.sleep(0.3)
            # then it is gone here, and what waited with it
            assert connections.open == 0
            assert end(client) is None
    with let_in(secured) as client:
        say(client, type="subscribe", id="1", payload={"query": SUBSCRIBE})
        assert kinds(client) == []
