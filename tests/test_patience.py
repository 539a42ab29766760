"""Slow and half-open clients, over real connections: none keeps us waiting for long, and nobody honest is cut off."""

import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import chain, repeat

import pytest

from graph.http import patience
from graph.http.patience import time_left
from tests.secured import Secured, assert_answered

SHORT = 0.4
"""What stands for five seconds here."""
LONG = 20 * SHORT
"""Until here it must have ended; machines are slow."""
HEAD = b"POST /graphql HTTP/1.1\r\nHost: kaigo\r\nContent-Type: application/json\r\n"
ALIVE = b"GET /livez HTTP/1.1\r\nHost: kaigo\r\n"
Opened = Callable[..., Secured]


@pytest.fixture
def plain(open_secured: Opened, monkeypatch: pytest.MonkeyPatch) -> Secured:
    """The service as it is served without TLS, with little patience."""
    monkeypatch.setattr(patience, "PATIENCE", SHORT)
    return open_secured(tls=None)


def connected(server: Secured) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.settings.port), timeout=LONG)


SILENCE = repeat(b"")


def heard(connection: socket.socket, said: Iterator[bytes] = SILENCE) -> bytes:
    """All that comes until the server closes, while this is said, piece by piece."""
    answer, end = b"", time.monotonic() + LONG
    connection.settimeout(SHORT / 10)
    while time.monotonic() < end:
        try:
            part = connection.recv(1 << 20)
        except TimeoutError:
            with suppress(ConnectionError):
                connection.sendall(next(said))
            continue
        except ConnectionError:
            return answer
        if not part:
            return answer
        answer += part
    raise AssertionError(f"still open: {answer[-200:]!r}")


def codes(answer: bytes) -> tuple[bytes, list[str]]:
    """The status and the codes of the one answer in it."""
    head, _, body = answer.partition(b"\r\n\r\n")
    for line in (b"cache-control: no-store", b"x-content-type-options: nosniff", b"connection: close"):
        assert line in head.lower()
    return head.split()[1], [error["extensions"]["code"] for error in json.loads(body)["errors"]]


DRIPPING = {
    "nothing at all": (b"", b""),
    "half a head": (HEAD, b""),
    "a head that never ends": (HEAD, b"x"),
    "empty lines": (b"", b"\r\n"),
    "an answer, and then nothing": (ALIVE + b"\r\n", b""),
    "an answer, and then half a head": (ALIVE + b"\r\n" + HEAD, b"x"),
    "an answer before the end of the body": (ALIVE + b"Content-Length: 1000\r\n\r\n", b"x"),
}


def test_who_does_not_go_on_is_closed(plain: Secured, subtests: pytest.Subtests) -> None:
    for name, (first, then) in DRIPPING.items():
        with subtests.test(name), closing(connected(plain)) as connection:
            begun = time.monotonic()
            connection.sendall(first)
            answer = heard(connection, repeat(then))
            assert time.monotonic() - begun >= SHORT * 0.9
            assert answer.count(b"HTTP/1.1 200") == ALIVE.count(b"GET") * name.startswith("an answer")


def test_a_body_that_does_not_come_is_408(plain: Secured, subtests: pytest.Subtests) -> None:
    token = plain.service.token("hachiro").encode()
    file = (
        b"POST /uploads HTTP/1.1\r\nHost: a\r\nContent-Type: application/pdf\r\nAuthorization: Bearer "
        + token
        + b"\r\n"
    )
    form = b"POST /token HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    for head in (HEAD, file):
        for drip in (b"", b"x"):
            with subtests.test(head=head[:12], drip=drip), closing(connected(plain)) as connection:
                connection.sendall(head + b"Content-Length: 9999\r\n\r\n{")
                assert codes(heard(connection, repeat(drip))) == (b"408", ["REQUEST_TIMEOUT"])
    with closing(connected(plain)) as connection:
        connection.sendall(form + b"Content-Length: 99\r\n\r\n{")
        status, _, told = heard(connection).partition(b"\r\n")
        assert (status, b"connection: close" in told.lower()) == (b"HTTP/1.1 408 Request Timeout", True)


def test_who_goes_on_sending_what_was_refused_still_reads_why(plain: Secured) -> None:
    # given a body that is too large, and a client that sends all of it before it reads
    with closing(connected(plain)) as connection:
        connection.sendall(HEAD + b"Content-Length: 2000000\r\n\r\n" + bytes(2_000_000))
        # then it reads the answer, no other, and may go on
        first = connection.recv(1 << 20)
        assert (first[:13], b"PAYLOAD_TOO_LARGE" in first, first.count(b"HTTP/1.1")) == (b"HTTP/1.1 413 ", True, 1)
        connection.sendall(ALIVE + b"\r\n")
        assert connection.recv(1 << 20).startswith(b"HTTP/1.1 200 ")
        # though its next head must not be endless either
        connection.sendall(ALIVE + b"X: " + b"x" * 70_000)
        assert heard(connection).startswith(b"HTTP/1.1 431 ")


def test_a_body_may_take_its_time_where_it_goes_on() -> None:
    assert time_left(begun=100, now=100, size=0) == 5
    assert time_left(begun=100, now=104.9, size=10) == pytest.approx(0.1, abs=0.01)
    assert time_left(begun=100, now=106, size=10) == 0, "a byte now and then is not enough"
    assert time_left(begun=100, now=119, size=1_000_000) == 5, "a megabyte may take twenty seconds, and more"


def test_whoever_goes_on_is_answered(plain: Secured) -> None:
    """On one connection: a slow body, a slow head, and an answer that itself takes longer than that."""
    token = plain.service.token("hachiro").encode()
    query = b'{"query": "{ viewer { userId } }"}'
    head = HEAD + b"Authorization: Bearer %b\r\nContent-Length: %d\r\nConnection: %%b\r\n\r\n" % (token, len(query))
    with closing(connected(plain)) as connection:
        for part in (head % b"keep-alive", query[:9], query[9:], head[:30], head[30:] % b"keep-alive", query):
            connection.sendall(part)
            time.sleep(SHORT / 4)
        gate = plain.service.app.state.endpoint.gate
        gate.running, gate.longest_wait = 1_000, 3 * SHORT
        connection.sendall(head % b"close" + query)
        answer = heard(connection)
        gate.running = 0
    assert answer.count(b'{"data":{"viewer":{"userId":"hachiro"}}}') == 2
    assert answer.count(b"HTTP/1.1 503") == 1


def test_who_does_not_read_is_dropped(plain: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "UNREAD", SHORT)
    wanted = 200
    size = len(plain.service.client.get("/schema.graphql").content)
    with closing(connected(plain)) as connection:
        connection.sendall(b"GET /schema.graphql HTTP/1.1\r\nHost: kaigo\r\n\r\n" * wanted)
        open_ones = plain.server.server_state.connections
        while not open_ones:
            time.sleep(SHORT / 10)
        while open_ones:
            time.sleep(SHORT / 10)
        assert len(heard(connection)) < wanted * size


def test_what_is_no_http_is_told_so(plain: Secured) -> None:
    for junk in (
        b"\x16\x03\x01junk\r\n\r\n",
        b"GET / HTTP/1.1\r\nX" + b"\0" * 9 + b"\r\n\r\n",
        HEAD + b"Content-Length: x\r\n\r\n",
    ):
        with closing(connected(plain)) as connection:
            connection.sendall(junk)
            assert codes(heard(connection)) == (b"400", ["BAD_REQUEST"])


def test_a_head_without_end_is_refused(plain: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", LONG)
    with closing(connected(plain)) as connection:
        connection.sendall(HEAD)
        assert codes(heard(connection, chain(repeat(b"x" * 9_000, 9), repeat(b"")))) == (
            b"431",
            ["REQUEST_HEADER_FIELDS_TOO_LARGE"],
        )


def test_half_a_handshake_is_closed(open_secured: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", SHORT)
    secured = open_secured()
    with closing(connected(secured)) as connection:
        assert heard(connection) == b""
    # and whoever shakes hands is served, and closed when idle
    pair = secured.certificate()
    assert_answered(secured.ask(secured.connect(pair), "hachiro"))
    context = secured.client_context(pair)
    with closing(context.wrap_socket(connected(secured), server_hostname="localhost")) as idle, suppress(ssl.SSLError):
        assert heard(idle) == b""
