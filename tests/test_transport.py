"""What is said outside GraphQL: a coded error for every status, the same headers on every answer, nothing for other sites."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from permissions.capacity_errors import RateLimited, RecordUnavailable
from tests.service import Service
from tests.test_http import MODERN, OLD, assert_common_headers

WHO = b'{"query": "{ viewer { userId } }"}'
JSON = {"Content-Type": "application/json"}
Opened = Callable[..., Service]


@dataclass(frozen=True)
class Case:
    """A request that is refused, and what the refusal says besides."""

    status: int
    code: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = WHO
    method: str = "POST"
    path: str = "/graphql"
    signed_in: bool = True
    says: dict[str, str] = field(default_factory=dict)
    given: Callable[[Service], None] = lambda service: None


def full(service: Service) -> None:
    service.app.state.endpoint.gate.running = 1_000
    service.app.state.endpoint.gate.most_waiting = 0


def unrecorded(service: Service) -> None:
    async def write(_: Any) -> None:
        raise RecordUnavailable

    service.app.state.endpoint.house.journal.write = write


def silent(service: Service) -> None:
    """A body whose rest does not come: TestClient sends whole ones, so that here the service has no time at all."""
    service.client.app = _Stalled(service.app)
    service.client._transport.app = service.client.app  # type: ignore[attr-defined]


class _Stalled:
    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def stalled() -> Any:
            raise TimeoutError

        await self.app(scope, stalled, send)


def spent(service: Service) -> None:
    async def count(*_: Any) -> None:
        raise RateLimited("requests", 9, 9)

    service.app.state.endpoint.counts.count = count


CASES = {
    "no JSON": Case(400, "BAD_REQUEST", content=b"{"),
    "two credentials": Case(400, "TWO_CREDENTIALS", {"Cookie": "__Host-session=x"}),
    "nobody": Case(401, "UNAUTHENTICATED", signed_in=False, says={"www-authenticate": "Bearer"}),
    "another site": Case(
        403, "CROSS_SITE", {"Cookie": "__Host-session=x", "Sec-Fetch-Site": "cross-site"}, signed_in=False
    ),
    "no path": Case(404, "NOT_FOUND", path="/nothing"),
    "no method": Case(405, "METHOD_NOT_ALLOWED", method="PUT", says={"allow": "GET, POST"}),
    "no GET": Case(
        405, "METHOD_NOT_ALLOWED", method="GET", path="/graphql?query={viewer{userId}}", says={"allow": "POST"}
    ),
    "no media type": Case(406, "NOT_ACCEPTABLE", {"Accept": "text/html, image/*"}),
    "a media type that is not wanted": Case(406, "NOT_ACCEPTABLE", {"Accept": "application/json;q=0"}),
    "a body that does not come": Case(408, "REQUEST_TIMEOUT", says={"connection": "close"}, given=silent),
    "too large": Case(413, "PAYLOAD_TOO_LARGE", content=b" " * 1_000_001),
    "a form": Case(415, "UNSUPPORTED_MEDIA_TYPE", {"Content-Type": "application/x-www-form-urlencoded"}),
    "zipped": Case(415, "UNSUPPORTED_MEDIA_TYPE", {"Content-Encoding": "gzip"}, says={"accept-encoding": "identity"}),
    "another charset": Case(415, "UNSUPPORTED_MEDIA_TYPE", {"Content-Type": 'application/json; charset="utf-16"'}),
    "too often": Case(429, "RATE_LIMITED", says={"retry-after": "9"}, given=spent),
    "too many": Case(503, "OVERLOADED", says={"connection": "close"}, given=full),
    "no record": Case(
        503,
        "RECORD_UNAVAILABLE",
        content=b'{"query": "{ beneficiaries { edges { node { name } } } }"}',
        given=unrecorded,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_refusal_is_a_coded_error(service: Service, name: str) -> None:
    case = CASES[name]
    signed_in = {"Authorization": f"Bearer {service.token('hachiro')}"} if case.signed_in else {}
    case.given(service)
    content = None if case.method == "GET" else case.content
    for media_type in (MODERN, OLD):
        headers = {**JSON, "Accept": media_type, **signed_in, **case.headers}
        answer = service.client.request(case.method, case.path, content=content, headers=headers)
        assert (answer.status_code, set(answer.json())) == (case.status, {"errors"})
        [error] = answer.json()["errors"]
        assert error["extensions"]["code"] == case.code
        assert error["message"].endswith("。")
        assert_common_headers(answer)
        said = {name: sorted(answer.headers.get_list(name, split_commas=True)) for name in case.says}
        assert said == {name: value.split(", ") for name, value in case.says.items()}
        assert ("retry-after" in answer.headers) == (case.status in (429, 503) and case.code != "RECORD_UNAVAILABLE")


@pytest.mark.parametrize("said", ["utf-8", '"utf-8"', "UTF-8", '"Utf-8"'])
def test_how_a_body_says_that_it_is_utf_8_is_all_one(service: Service, said: str) -> None:
    headers = {"Content-Type": f"application/json; charset={said}", "Content-Encoding": "Identity"}
    signed_in = {"Authorization": f"Bearer {service.token('hachiro')}"}
    answer = service.client.post("/graphql", content=WHO, headers={**headers, **signed_in})
    assert answer.json() == {"data": {"viewer": {"userId": "hachiro"}}}


OPERATIONS: dict[str, tuple[int, int]] = {
    "{ viewer { userId } }": (200, 200),
    "{ viewer { userId } beneficiaries(first: 0) { totalCount } }": (200, 294),
    "{": (400, 400),
    "{ nothing }": (400, 422),
    "query ($n: Int!) { beneficiaries(first: $n) { totalCount } }": (400, 422),
    "{ " + "viewer { userId } " * 26 + "}": (400, 422),
    "{ nodes(ids: [" + '"bnf_a", ' * 101 + "]) { id } }": (400, 400),
}
"""With the setting `plain`, and with `draft`: some data, partial data, no document, no valid one, no variables, too much, null."""


@pytest.mark.parametrize("statuses", ["plain", "draft"])
def test_the_statuses_of_the_draft_stand_behind_one_setting(open_service: Opened, statuses: str) -> None:
    service = open_service(statuses=statuses)
    for query, told in OPERATIONS.items():
        headers = {"Authorization": f"Bearer {service.token('hachiro')}"}
        found = [
            service.client.post("/graphql", json={"query": query}, headers={**headers, "Accept": accept})
            for accept in (MODERN, OLD)
        ]
        assert [answer.status_code for answer in found] == [told[statuses == "draft"], 200], query
        assert found[0].content == found[1].content


FOREIGN = ("https://evil.example", "null", "http://localhost:8000.evil.example", "http://localhost:8000")
ASKING = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
PATHS = ("/graphql", "/token", "/uploads", "/documents/x", "/schema.graphql", "/livez", "/metrics", "/explorer/")


def allowed(answer: httpx2.Response) -> list[str]:
    return [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("origin", FOREIGN)
def test_no_other_site_is_given_leave(service: Service, origin: str) -> None:
    """Neither beforehand nor with the answer; our own pages need none."""
    token = {"Authorization": f"Bearer {service.token('hachiro')}"}
    for path in PATHS:
        preflight = service.client.options(path, headers={"Origin": origin, **ASKING})
        assert (preflight.status_code, allowed(preflight)) == (405, [])
    answer = service.client.post("/graphql", content=WHO, headers={"Origin": origin, **JSON, **token})
    assert (answer.status_code, allowed(answer)) == (200, [])


def test_every_answer_of_the_service_is_kept_by_nobody(service: Service) -> None:
    """The explorer's page is the same for everybody and says so; it has headers of its own (test_explorer)."""
    for path in PATHS[:-1]:
        for method in ("GET", "POST", "PUT"):
            assert_kept_by_nobody(service.client.request(method, path))


def assert_kept_by_nobody(answer: httpx2.Response) -> None:
    assert answer.headers["vary"] == "Accept"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
