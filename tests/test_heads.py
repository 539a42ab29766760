"""Heads of requests over real connections: what clients offer and need not get, and what is no request at all."""

import json
import shutil
import socket
import subprocess
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.secured import Secured
from tests.test_patience import codes, connected, heard

Opened = Callable[..., Secured]
WHO = b'{"query": "{ viewer { userId } }"}'
HACHIRO = b'{"data":{"viewer":{"userId":"hachiro"}}}'
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
OTHERS = {
    "h2c": H2C,
    "another": b"Connection: upgrade\r\nUpgrade: foo/2\r\n",
    "several": b"Connection: upgrade\r\nUpgrade: h2c, websocket\r\n",
    "a WebSocket by POST": b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
}


@pytest.fixture
def plain(open_secured: Opened) -> Secured:
    """The service as it is served without TLS."""
    return open_secured(tls=None)


def asking(server: Secured, offered: bytes, *, close: bool = False) -> bytes:
    """The head of a POST."""
    token = server.service.token("hachiro").encode()
    end = b"Connection: close\r\n" if close else b""
    return (
        b"POST /graphql HTTP/1.1\r\nHost: kaigo\r\nContent-Type: application/json\r\nAuthorization: Bearer %b\r\n"
        b"Content-Length: %d\r\n%b%b\r\n" % (token, len(WHO), offered, end)
    )


def test_an_upgrade_to_something_else_is_ignored(plain: Secured, subtests: pytest.Subtests) -> None:
    for name, offered in OTHERS.items():
        head, last = asking(plain, offered), asking(plain, b"", close=True)
        together = (head + WHO + head + WHO + last + WHO,)
        for pieces in (together, (head, WHO, head[:40], head[40:] + WHO[:5], WHO[5:] + last, WHO)):
            with subtests.test(name, pieces=len(pieces)), closing(connected(plain)) as connection:
                # when three requests come over one connection, at once or in pieces, two of which offer it
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                answer = heard(connection, iter([*pieces, *[b""] * 1_000]))
                # then each is answered as if it had not
                assert (answer.count(b"HTTP/1.1 200 OK"), answer.count(HACHIRO)) == (3, 3)


def test_a_crowd_of_them_in_one_piece_is_answered_too(plain: Secured) -> None:
    with closing(connected(plain)) as connection:
        # given as many as one piece may bring
        one = b"GET /livez HTTP/1.1\r\nHost: a\r\nUpgrade: b\r\nConnection: "
        connection.sendall((one + b"upgrade\r\n\r\n") * 900 + one + b"close\r\n\r\n")
        assert heard(connection).count(b"HTTP/1.1 200 OK") == 901


def test_curl_that_offers_http_2_is_answered(plain: Secured) -> None:
    curl, address = shutil.which("curl"), f"http://127.0.0.1:{plain.settings.port}/graphql"
    assert curl, "curl is missing: .ci/run installs it"
    headers = ("-H", "Content-Type: application/json", "-H", f"Authorization: Bearer {plain.service.token('hachiro')}")
    twice = (address, address, "-d", WHO.decode(), *headers, "--http2", "-sS", "--max-time", "20")
    found = subprocess.run([curl, *twice, "-w", "%{num_connects} "], check=True, capture_output=True, timeout=60)
    assert found.stdout == HACHIRO + b"1 " + HACHIRO + b"0 ", "both over one connection"


NO_REQUEST = {
    "no host": (b"GET /livez HTTP/1.1\r\n", b"400", "BAD_REQUEST"),
    "two hosts": (b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: a\r\n", b"400", "BAD_REQUEST"),
    "two hosts of old": (b"GET /livez HTTP/1.0\r\nHost: a\r\nHost: b\r\n", b"400", "BAD_REQUEST"),
    "a WebSocket without host": (
        b"GET /graphql HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n",
        b"400",
        "BAD_REQUEST",
    ),
    "a tunnel": (b"CONNECT kaigo:443 HTTP/1.1\r\nHost: kaigo:443\r\n", b"400", "BAD_REQUEST"),
    "a zipped transfer": (
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n",
        b"501",
        "TRANSFER_CODING_NOT_IMPLEMENTED",
    ),
    "a zipped transfer, in two lines": (
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        b"501",
        "TRANSFER_CODING_NOT_IMPLEMENTED",
    ),
}


def test_what_is_no_request_is_told_so(plain: Secured, subtests: pytest.Subtests) -> None:
    for name, (head, status, code) in NO_REQUEST.items():
        with subtests.test(name), closing(connected(plain)) as connection:
            connection.sendall(head + b"\r\n")
            assert codes(heard(connection)) == (status, [code])


def test_what_is_one_is_answered(plain: Secured) -> None:
    with closing(connected(plain)) as connection:
        connection.sendall(b"GET /livez HTTP/1.0\r\n\r\n")
        assert heard(connection).startswith(b"HTTP/1.1 200 OK")
    with closing(connected(plain)) as connection:
        chunked = asking(plain, b"", close=True).replace(
            b"Content-Length: %d" % len(WHO), b"Transfer-Encoding: Chunked"
        )
        connection.sendall(chunked + b"%x\r\n%b\r\n0\r\n\r\n" % (len(WHO), WHO))
        assert json.loads(heard(connection).partition(b"\r\n\r\n")[2]) == json.loads(HACHIRO)
