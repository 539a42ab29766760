"""graphql-transport-ws and no other protocol: whom a WebSocket is opened to, what it takes, and how it is closed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from starlette.testclient import WebSocketTestSession

from graph.http import connections, subscriptions
from tests.partners import reads
from tests.service import Service
from tests.socket_talk import PROTOCOL, bearer, closed, connected, hear, heard, opened, refused, say, subscribe

OTHER = "https://evil.example"


@contextmanager
def alone(service: Service, **headers: str) -> Iterator[WebSocketTestSession]:
    """A connection of which nothing must be left on record."""
    with connected(service, **headers) as socket:
        yield socket
    assert reads(service) == 0


@pytest.mark.parametrize("protocol", ["graphql-ws", "graphql", "GRAPHQL-TRANSPORT-WS"])
def test_no_other_protocol_is_spoken(service: Service, protocol: str) -> None:
    with connected(service, protocol) as socket:
        assert socket.accepted_subprotocol is None
        assert closed(socket) == (4406, "Subprotocol not acceptable")


def test_where_several_are_offered_ours_is_taken(service: Service) -> None:
    with service.client.websocket_connect("/graphql", subprotocols=["graphql-ws", PROTOCOL]) as socket:
        assert socket.accepted_subprotocol == PROTOCOL
        say(socket, type="connection_init", payload=bearer(service, "nurse"))
        assert hear(socket) == {"type": "connection_ack"}


def test_who_does_not_begin_in_time_is_closed(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "INIT_WITHIN", 0.05)
    with alone(service) as socket:
        assert closed(socket) == (4408, "Connection initialisation timeout")


@pytest.mark.parametrize(
    ("message", "end"),
    [
        ('{"type": "subscribe", "id": "1", "payload": {"query": "{ viewer { name } }"}}', (4401, "Unauthorized")),
        ('{"type": "ping"}', (4400, "connection_init must come first")),
        ('{"type": "connection_init", "payload": []}', (4403, "UNAUTHENTICATED")),
        ('{"type": "connection_init", "payload": "Bearer"}', (4400, "Invalid connection_init")),
        ('{"type": "connection_init", "payload": {"authorization": "Bearer wrong"}}', (4403, "UNAUTHENTICATED")),
        ('{"type": "connection_init", "payload": {"authorization": ["Bearer"]}}', (4403, "UNAUTHENTICATED")),
        ('{"type": "connection_init"}', (4403, "UNAUTHENTICATED")),
        ('{"type": 1}', (4400, "Invalid message")),
        ("[]", (4400, "Invalid message")),
        ("null", (4400, "Invalid message")),
        ("{", (4400, "Invalid message")),
        ("", (4400, "Invalid message")),
        ('"' + "a" * 100_000 + '"', (1009, "Message too big")),
    ],
)
def test_a_beginning_that_is_none_is_closed(service: Service, message: str, end: tuple[int, str]) -> None:
    with alone(service) as socket:
        socket.send_text(message)
        assert closed(socket) == end


@pytest.mark.parametrize(
    ("message", "end"),
    [
        ('{"type": "connection_init"}', (4429, "Too many initialisation requests")),
        ('{"type": "start", "id": "1"}', (4400, "Unknown message type")),
        ('{"type": "next", "id": "1"}', (4400, "Unknown message type")),
        ('{"type": "subscribe", "payload": {"query": "{ viewer { name } }"}}', (4400, "Invalid id")),
        ('{"type": "subscribe", "id": "", "payload": {}}', (4400, "Invalid id")),
        ('{"type": "subscribe", "id": 1, "payload": {}}', (4400, "Invalid id")),
        ('{"type": "complete"}', (4400, "Invalid id")),
    ],
)
def test_later_what_is_no_message_closes_too(service: Service, message: str, end: tuple[int, str]) -> None:
    with opened(service) as socket:
        socket.send_text(message)
        assert closed(socket) == end


def test_bytes_are_no_messages(service: Service) -> None:
    with opened(service) as socket:
        socket.send_bytes(b'{"type": "ping"}')
        assert closed(socket) == (4400, "Messages are text")


def test_an_id_is_used_once_at_a_time(service: Service) -> None:
    with opened(service) as socket:
        subscribe(socket)
        heard(socket)
        say(socket, type="complete", id="1")
        say(socket, type="complete", id="unknown")
        subscribe(socket)
        heard(socket)
        subscribe(socket)
        assert closed(socket) == (4409, "Subscriber for 1 already exists")


def test_a_connection_has_so_many_subscriptions(service: Service) -> None:
    with opened(service) as socket:
        for number in range(subscriptions.MOST_STREAMS):
            subscribe(socket, str(number))
            heard(socket, str(number))
        subscribe(socket, "more")
        assert refused(socket, "more") == ["LIMIT_EXCEEDED"]
        # one that ends makes room for another
        say(socket, type="complete", id="0")
        subscribe(socket, "more")
        heard(socket, "more")


def test_an_account_has_so_many_connections(service: Service) -> None:
    with ExitStack() as stack:
        for _ in range(connections.MOST_CONNECTIONS):
            stack.enter_context(opened(service))
        with connected(service) as socket:
            say(socket, type="connection_init", payload=bearer(service, "nurse"))
            assert closed(socket) == (4429, "Too many connections")
        with opened(service, "clerk"):
            pass
    # and when they are gone, there is room again
    with opened(service):
        pass


def test_a_process_has_so_many_connections(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_ALTOGETHER", 1)
    with opened(service, "clerk"), connected(service) as socket:
        say(socket, type="connection_init", payload=bearer(service, "nurse"))
        assert closed(socket) == (1013, "BUSY")
    with opened(service):
        pass


def test_an_address_has_so_many_that_say_nothing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_OF_ONE", 2)
    with opened(service), opened(service), connected(service), connected(service), connected(service) as socket:
        assert closed(socket) == (1013, "BUSY")
    with opened(service):
        pass


def test_a_page_of_ours_is_let_in_by_its_cookie(open_service: Callable[..., Service]) -> None:
    service = open_service(origin="https://kaigo.example")
    cookie = f"__Host-session={service.token('nurse')}"
    for origin in ("https://kaigo.example", "http://testserver"):
        with opened(service, None, origin=origin, cookie=cookie) as socket:
            subscribe(socket)
            heard(socket)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": OTHER},
        {"origin": "null"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver:8001"},
        {"origin": "http://testserver", "sec_fetch_site": "cross-site"},
        {"origin": "http://testserver", "sec_fetch_site": "same-site"},
        {},
    ],
)
def test_another_sites_page_is_not_whatever_it_brings(service: Service, headers: dict[str, str]) -> None:
    """Nor is a cookie without a browser."""
    with alone(service, cookie=f"__Host-session={service.token('nurse')}", **headers) as socket:
        say(socket, type="connection_init")
        assert closed(socket) == (4403, "CROSS_SITE")
    if headers:
        with alone(service, **headers) as socket:
            say(socket, type="connection_init", payload=bearer(service, "nurse"))
            assert closed(socket) == (4403, "CROSS_SITE")


def test_a_token_and_a_cookie_are_one_too_many(service: Service) -> None:
    with alone(service, origin="http://testserver", cookie=f"__Host-session={service.token('nurse')}") as socket:
        say(socket, type="connection_init", payload=bearer(service, "nurse"))
        assert closed(socket) == (4403, "TWO_CREDENTIALS")


def test_headers_of_a_proxy_are_not_believed(service: Service) -> None:
    with alone(service, x_ssl_client_verify="SUCCESS") as socket:
        say(socket, type="connection_init", payload=bearer(service, "nurse"))
        assert closed(socket) == (4403, "PROXY_HEADERS_REFUSED")


def test_an_office_without_its_certificate_is_not_let_in(open_service: Callable[..., Service]) -> None:
    service = open_service(certificates_from="offices")
    with alone(service) as socket:
        say(socket, type="connection_init", payload=bearer(service, "nurse"))
        assert closed(socket) == (4403, "CERTIFICATE_REQUIRED")
