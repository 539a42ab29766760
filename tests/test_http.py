"""GraphQL over HTTP: media types, headers, methods, sizes; also as raw bytes against a server of its own."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest

from models.settings import ROOT
from tests.service import Service

MODERN, OLD = "application/graphql-response+json", "application/json"
MOST_BYTES = 1_000_000
TOO_LARGE = {"message": "本文は1,000,000バイトまでです。", "extensions": {"code": "PAYLOAD_TOO_LARGE"}}
WRONG_TYPE = {
    "message": "本文は application/json (UTF-8) で送ってください。",
    "extensions": {"code": "UNSUPPORTED_MEDIA_TYPE"},
}

WHO = "{ viewer { userId } }"
WHO_BODY = b'{"query": "{ viewer { userId } }"}'
WHO_ANSWER = {"data": {"viewer": {"userId": "hachiro"}}}


def post(service: Service, query: str, accept: str | None = None, **body: object) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {service.token('hachiro')}"}
    if accept is not None:
        headers["Accept"] = accept
    return service.client.post("/graphql", json={"query": query, **body}, headers=headers)


def post_bytes(service: Service, content: bytes | Iterator[bytes], **headers: str) -> httpx2.Response:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    signed_in = {"Authorization": f"Bearer {service.token('hachiro')}", "Content-Type": "application/json"}
    return service.client.post("/graphql", content=content, headers={**signed_in, **told})


def codes(response: httpx2.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


def assert_common_headers(response: httpx2.Response) -> None:
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["vary"] == "Accept"
    assert "server" not in response.headers
    assert "access-control-allow-origin" not in response.headers


PREFERRED = {
    MODERN: MODERN,
    OLD: OLD,
    "*/*": OLD,
    "text/html, application/*;q=0.1": OLD,
    "": OLD,
    f"{MODERN}, {OLD}": MODERN,
    f"{OLD}, {MODERN}": MODERN,
    f"{MODERN}; charset=utf-8, {OLD}; charset=utf-8": MODERN,
    f"{MODERN};q=0.5, {OLD}": OLD,
    f"{MODERN}, {OLD};q=0.9": MODERN,
    f"{MODERN};q=0, */*": OLD,
    f"{MODERN};q=junk, {OLD};q=0.1": MODERN,
    "Application/GraphQL-Response+JSON": MODERN,
}


def test_the_media_type_is_the_one_the_caller_prefers(service: Service, subtests: pytest.Subtests) -> None:
    for accept, media_type in PREFERRED.items():
        with subtests.test(accept=accept):
            response = post(service, WHO, accept)
            assert (response.status_code, response.json()) == (200, WHO_ANSWER)
            assert response.headers["content-type"] == media_type
            assert_common_headers(response)
    two = [("Authorization", f"Bearer {service.token('hachiro')}"), ("Accept", OLD), ("Accept", MODERN)]
    assert service.client.post("/graphql", json={"query": WHO}, headers=two).headers["content-type"] == MODERN


CANNOT_RUN: tuple[tuple[str, object], ...] = (
    ("{ viewer {", {}),
    ("{ nothing }", {}),
    ("query ($n: Int!) { beneficiaries(first: $n) { totalCount } }", {"n": "many"}),
)


def test_what_cannot_run_is_400_for_the_new_media_type_and_200_for_the_old(
    service: Service, subtests: pytest.Subtests
) -> None:
    for query, variables in CANNOT_RUN:
        with subtests.test(query=query):
            modern, old = (post(service, query, accept, variables=variables) for accept in (MODERN, OLD))
            assert (modern.status_code, old.status_code) == (400, 200)
            assert modern.json() == old.json()
            assert "data" not in modern.json()


def test_the_status_of_an_answer_with_errors_tells_whether_there_are_data(service: Service) -> None:
    for accept in (MODERN, OLD):
        response = post(service, "{ viewer { userId } beneficiaries(first: 0) { totalCount } }", accept)
        assert response.status_code == 200
        assert response.json()["data"] == {**WHO_ANSWER["data"], "beneficiaries": None}
        assert codes(response) == ["BAD_USER_INPUT"]

    many = {"ids": ["bnf_aaaaaaaaaaaaaaaa"] * 101}
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    modern, old = (post(service, query, accept, variables=many) for accept in (MODERN, OLD))
    assert (modern.status_code, old.status_code) == (400, 200)
    assert modern.json() == old.json()
    assert modern.json()["data"] is None


def test_a_bad_request_is_400_for_both(service: Service) -> None:
    for accept in (MODERN, OLD):
        response = post_bytes(service, b"{", Accept=accept)
        assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])
        assert response.headers["content-type"] == accept
        assert_common_headers(response)


def test_other_methods_are_not_served(service: Service, subtests: pytest.Subtests) -> None:
    headers = {"Authorization": f"Bearer {service.token('hachiro')}"}
    for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"):
        with subtests.test(method=method):
            response = service.client.request(method, "/graphql", params={"query": WHO}, headers=headers)
            assert (response.status_code, set(response.headers["allow"].split(", "))) == (405, {"GET", "POST"})
            assert_common_headers(response)
            if method != "HEAD":
                assert (codes(response), "data" in response.json()) == (["METHOD_NOT_ALLOWED"], False)


OTHER_TYPES = (
    "",
    "text/plain",
    "application/graphql",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=shift_jis",
    "application/jsonp",
)


def test_other_content_types_are_refused_unread(service: Service, subtests: pytest.Subtests) -> None:
    for content_type in OTHER_TYPES:
        with subtests.test(content_type=content_type):
            response = post_bytes(service, WHO_BODY, Content_Type=content_type)
            assert (response.status_code, response.json()) == (415, {"errors": [WRONG_TYPE]})
    headers = {"Authorization": f"Bearer {service.token('hachiro')}"}
    form = service.client.post("/graphql", data={"query": WHO}, headers=headers)
    upload = service.client.post("/graphql", files={"0": b"x"}, data={"operations": "{}"}, headers=headers)
    assert [form.json(), upload.json()] == [{"errors": [WRONG_TYPE]}] * 2


def test_json_in_utf_8_is_read(service: Service) -> None:
    for content_type in ("application/json", "Application/JSON ; Charset=UTF-8"):
        response = post_bytes(service, WHO_BODY, Content_Type=content_type)
        assert (response.status_code, response.json()) == (200, WHO_ANSWER)


def test_the_largest_body_is_read_and_one_byte_more_is_not(service: Service) -> None:
    def body(size: int) -> bytes:
        return WHO_BODY[:-1] + b" " * (size - len(WHO_BODY)) + WHO_BODY[-1:]

    assert post_bytes(service, body(MOST_BYTES)).json() == WHO_ANSWER
    over = post_bytes(service, body(MOST_BYTES + 1))
    assert (over.status_code, over.json()) == (413, {"errors": [TOO_LARGE]})


def test_a_body_in_chunks_is_bounded_too(service: Service) -> None:
    response = post_bytes(service, (b"x" * 100_000 for _ in range(100)))
    assert (response.status_code, response.json()) == (413, {"errors": [TOO_LARGE]})


def test_a_content_length_that_is_no_number_does_no_harm(service: Service) -> None:
    for length in ("-1", "x", "1_0"):
        assert post_bytes(service, WHO_BODY, Content_Length=length).json() == WHO_ANSWER
    assert post_bytes(service, WHO_BODY, Content_Length="9" * 5_000).status_code == 413


def raw(server: str, *parts: bytes) -> bytes:
    """Send bytes as they are and read what comes back within a moment after the last of it."""
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
        try:
            for part in parts:
                connection.sendall(part)
        except ConnectionError:  # the server has heard enough
            pass
        connection.settimeout(0.5)
        answer = b""
        try:
            while part := connection.recv(65_536):
                answer += part
                if b"}" in part:
                    break
        except (TimeoutError, ConnectionError):
            pass
        return answer


START = b"POST /graphql HTTP/1.1\r\nHost: kaigo\r\nContent-Type: application/json\r\n"


def test_10_mb_are_refused_on_the_wire(live_server: str) -> None:
    megabyte = b"x" * 1_000_000
    chunk = b"f4240\r\n" + megabyte + b"\r\n"
    told = raw(live_server, START + b"Content-Length: 10000000\r\n\r\n", *[megabyte] * 10)
    chunked = raw(live_server, START + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 10, b"0\r\n\r\n")
    for answer in (told, chunked):
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b'"code":"PAYLOAD_TOO_LARGE"' in answer


def test_a_length_that_lies_gets_no_data(live_server: str) -> None:
    promised = raw(live_server, START + b'Content-Length: 10000000\r\n\r\n{"query"')  # and the rest never comes
    assert promised.startswith(b"HTTP/1.1 413 ")
    hidden = raw(live_server, START + b"Content-Length: 10\r\n\r\n", b'{"query":"' + b"x" * 10_000_000)
    assert hidden.startswith(b"HTTP/1.1 40")
    for length in (b"-1", b"99999999999999999999999999"):
        answer = raw(live_server, START + b"Content-Length: " + length + b'\r\n\r\n{"query"')
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"Traceback" not in answer


def test_a_caller_who_hangs_up_does_no_harm(live_server: str) -> None:
    place = urlsplit(live_server)
    with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
        connection.sendall(START + b'Content-Length: 500\r\n\r\n{"query"')
    assert raw(live_server, b"GET /livez HTTP/1.1\r\nHost: kaigo\r\n\r\n").endswith(b"\r\n\r\nok\n")


def test_livez_and_the_schema_are_plain_text(service: Service) -> None:
    alive, sdl = service.client.get("/livez"), service.client.get("/schema.graphql")
    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert sdl.text.startswith('"""')
    for response in (alive, sdl):
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        assert_common_headers(response)
    for path in ("/livez", "/schema.graphql"):
        assert service.client.head(path).status_code == 200
        refused = service.client.post(path)
        assert (refused.status_code, sorted(refused.headers["allow"].split(", "))) == (405, ["GET", "HEAD"])
        assert codes(refused) == ["METHOD_NOT_ALLOWED"]
    nowhere = service.client.get("/graphql/nothing")
    assert (nowhere.status_code, codes(nowhere)) == (404, ["NOT_FOUND"])
    assert_common_headers(nowhere)


def test_the_schema_served_is_the_one_in_the_repository(live_server: str) -> None:
    response = httpx2.get(f"{live_server}/schema.graphql")
    assert response.text == (ROOT / "schema.graphql").read_text(encoding="utf-8")
