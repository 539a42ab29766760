"""How often one may ask: an account or an address, counted by all processes together, in a minute of the service's clock."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from graph.http.app import create_app
from graph.http.peer import caller_of
from models.row import col
from models.rows import RequestCount
from permissions.credentials import digest
from tests.service import Service
from tests.socket_talk import closed, connected, heard, opened, refused, say, subscribe

pytestmark = pytest.mark.both

WHO = "{ viewer { userId } }"
MOST = 60
SHARE = 3
"""A twentieth of it."""
SECOND = datetime.timedelta(seconds=1)
Opened = Callable[..., Service]
COST = 2_000_000
LEFT = "fragment Left on RateLimit { limit remaining costLimit costRemaining resetAt }"
DEAR = """
query Dear($first: Int!) {
  rateLimit { cost }
  beneficiaries(first: $first) { edges { node { a: progressHistory { ...P } b: progressHistory { ...P } } } }
}
fragment P on Progress { moves { at step stepLabel unseen } }
"""


@pytest.fixture
def limited(open_service: Opened) -> Service:
    return open_service(requests_a_minute=MOST, anonymous_requests_a_minute=MOST, cost_a_minute=COST)


@pytest.fixture
def beside(limited: Service) -> Iterator[Service]:
    """Another process over the same database, as several are behind one port."""
    settings = limited.app.state.endpoint.house.settings
    app = create_app(settings, limited.clock)
    with TestClient(app) as client:
        yield Service(client, limited.database, limited.clock, app, limited._tokens)


def told(service: Service) -> dict[str, int]:
    """What stands in the database, by the hash of who it is of."""
    with service.rows() as rows:
        found = rows.execute(select(col(RequestCount.subject), col(RequestCount.used)))
        return {row.subject: row.used for row in found}


def let_in(services: list[Service], by: str | None, times: int) -> int:
    """How many of so many requests were not refused, sent to each service in turn."""
    answers = [services[number % len(services)].ask(by, WHO) for number in range(times)]
    return sum(answer.status != 429 for answer in answers)


def test_an_account_may_ask_so_often_in_a_minute(limited: Service) -> None:
    # given a clock that stands at a full minute, and ten seconds
    limited.clock.instant += 10 * SECOND
    # when somebody asks as often as they may, then each is answered, and one more is not
    assert let_in([limited], "hachiro", MOST) == MOST
    headers = {"Authorization": f"Bearer {limited.token('hachiro')}"}
    with limited.statements() as ran:
        refused = limited.client.post("/graphql", json={"query": WHO}, headers=headers)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "50")
    [error] = refused.json()["errors"]
    assert error["message"] == "要求は1分間に60回までです。50秒後にもう一度お試しください。"
    assert error["extensions"] == {"code": "RATE_LIMITED", "limit": "requests", "most": MOST}
    assert len(ran) == 1, "nothing but who asks"
    # nor by another door; somebody else is answered
    assert limited.client.post("/uploads", content=b"x", headers=headers).status_code == 429
    assert limited.client.get("/documents/x", headers=headers).status_code == 429
    assert limited.ask("nurse", WHO).data == {"viewer": {"userId": "nurse"}}
    # and in the next minute all is as before
    limited.clock.instant += 50 * SECOND
    assert let_in([limited], "hachiro", MOST + 1) == MOST


def test_what_is_left_can_be_asked(limited: Service) -> None:
    # given ten seconds of a minute, in which somebody has asked twice
    limited.clock.instant += 10 * SECOND
    assert let_in([limited], "hachiro", 2) == 2
    # when they ask for what is left, then this request counts too, and what it costs
    left = {"limit": MOST, "remaining": MOST - 3, "costLimit": COST, "resetAt": "2025-12-15T09:01:00+09:00"}
    found = limited.ask(
        "hachiro", f"{LEFT} {{ rateLimit {{ cost ...Left }} beneficiaries {{ edges {{ cursor }} }} }}"
    ).data
    cost = found["rateLimit"].pop("cost")
    assert found["rateLimit"] == {**left, "costRemaining": COST - 2 * 2 - cost}
    assert cost > 50, "fifty people"
    # and in the next minute all is as before
    limited.clock.instant += 50 * SECOND
    found = limited.ask("hachiro", f"{LEFT} {{ rateLimit {{ ...Left }} }}").data
    again = {"remaining": MOST - 1, "costRemaining": COST - 6, "resetAt": "2025-12-15T09:02:00+09:00"}
    assert found == {"rateLimit": {**left, **again}}


def test_an_account_may_ask_for_so_much_in_a_minute(limited: Service) -> None:
    # given somebody who asks for as much as one document may, and for that in each request
    cost = limited.ask("hachiro", DEAR, first=100).data["rateLimit"]["cost"]
    # when they have had as much as they may
    times = COST // cost
    answers = [limited.ask("hachiro", DEAR, first=100) for _ in range(times)]
    assert [answer.codes for answer in answers] == [[]] * (times - 1) + [["RATE_LIMITED"]]
    # then nothing is read any more, and they are told until when
    headers = {"Authorization": f"Bearer {limited.token('hachiro')}"}
    with limited.statements() as ran:
        refused = limited.client.post("/graphql", json={"query": DEAR, "variables": {"first": 1}}, headers=headers)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    [error] = refused.json()["errors"]
    assert error["message"] == f"取得できる量は1分間に{COST:,}までです。60秒後にもう一度お試しください。"
    assert error["extensions"] == {"code": "RATE_LIMITED", "limit": "cost", "most": COST}
    assert not any("beneficiary" in statement for statement in ran)
    # and somebody else is answered
    assert limited.ask("nurse", "{ rateLimit { limit } }").data == {"rateLimit": {"limit": MOST}}


def test_what_is_subscribed_to_counts(limited: Service) -> None:
    with opened(limited, by="hachiro") as socket:
        for number in range(MOST - 1):
            subscribe(socket, str(number))
            heard(socket, str(number))
            say(socket, type="complete", id=str(number))
        subscribe(socket, "more")
        assert refused(socket, "more") == ["RATE_LIMITED"]
    assert limited.ask("hachiro", WHO).codes == ["RATE_LIMITED"]


def test_whoever_asks_little_writes_nothing(limited: Service) -> None:
    assert let_in([limited], "hachiro", SHARE - 1) == SHARE - 1
    assert told(limited) == {}
    with limited.statements() as ran:
        limited.ask("hachiro", WHO)
    assert [statement for statement in ran if "request_count" in statement] == ran[1:]
    [(subject, used)] = told(limited).items()
    assert (len(subject), used) == (64, SHARE), "nobody can tell who it is"


def test_several_processes_count_together(limited: Service, beside: Service) -> None:
    """Each may let in a twentieth more than is allowed: what it has not told of yet."""
    both = [limited, beside]
    assert MOST <= let_in(both, "hachiro", 2 * MOST) <= MOST + 2 * SHARE
    # and both know, however it was shared
    assert [service.ask("hachiro", WHO).codes for service in both] == [["RATE_LIMITED"]] * 2
    # and one that hears of it late learns it when it tells for the first time
    assert let_in([limited], "nurse", MOST) == MOST
    assert let_in([beside], "nurse", MOST) == SHARE - 1


def test_who_is_not_signed_in_is_counted_by_address(limited: Service) -> None:
    assert [limited.ask(None, WHO).status for _ in range(MOST)] == [401] * MOST
    wrong = {"Authorization": "Bearer nobody-s"}
    form = {"grant_type": "client_credentials", "client_id": "x"}
    refused = [limited.ask(None, WHO).status, limited.post({"query": WHO}, wrong).status]
    assert [*refused, limited.client.post("/token", data=form).status_code] == [429] * 3
    assert limited.ask("hachiro", WHO).data, "who is signed in is not held up by others at the same address"
    assert told(limited) == {digest("address testclient"): MOST}


WRONG: dict[str, tuple[int, dict[str, Any]]] = {
    "no object": (400, {"json": []}),
    "no JSON": (400, {"content": b"{", "headers": {"Content-Type": "application/json"}}),
    "no media type": (406, {"json": {"query": WHO}, "headers": {"Accept": "text/html"}}),
    "too large": (413, {"content": b" " * 1_000_001, "headers": {"Content-Type": "application/json"}}),
    "a form": (415, {"data": {"query": WHO}}),
    "a hash": (400, {"json": {"query": WHO, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}}),
    "two credentials": (
        400,
        {"json": {"query": WHO}, "headers": {"Cookie": "__Host-session=x", "Authorization": "Bearer x"}},
    ),
    "another site": (403, {"json": {"query": WHO}, "headers": {"Cookie": "__Host-session=x"}}),
    "a proxy": (400, {"json": {"query": WHO}, "headers": {"X-SSL-Client-Verify": "SUCCESS"}}),
    "no grant": (400, {"data": {"client_id": "x"}, "url": "/token"}),
    "no form": (415, {"json": {}, "url": "/token"}),
}


def wrong(service: Service, name: str, **headers: str) -> int:
    """The status of a request that is none."""
    _, told = WRONG[name]
    return service.client.post(
        **{"url": "/graphql", **told, "headers": {**told.get("headers", {}), **headers}}
    ).status_code


def test_what_is_no_request_counts_like_one(limited: Service) -> None:
    assert [wrong(limited, name) for name in WRONG] == [status for status, _ in WRONG.values()]
    assert let_in([limited], None, MOST) == MOST - len(WRONG)
    assert {wrong(limited, name) for name in WRONG} == {429}
    # of somebody who is signed in, of the account
    whose = {"Authorization": f"Bearer {limited.token('hachiro')}"}
    assert [wrong(limited, name, **whose) for name in ("no object", "a form")] == [400, 415]
    assert let_in([limited], "hachiro", MOST) == MOST - 2
    assert wrong(limited, "no object", **whose) == 429
    assert limited.ask("nurse", WHO).data


def test_a_connection_on_which_nobody_is_let_in_counts_too(limited: Service) -> None:
    ends: list[tuple[int, str]] = []
    for number in range(MOST + 1):
        with connected(limited) as socket:
            message = {"type": "connection_init", "payload": {"authorization": "Bearer x"}}
            say(socket, **(message if number % 2 else {"type": "ping"}))
            ends.append(closed(socket))
    assert ends[:2] == [(4400, "connection_init must come first"), (4403, "UNAUTHENTICATED")]
    assert ends[-1] == (4403, "RATE_LIMITED")
    assert ends.count((4403, "RATE_LIMITED")) == 1
    assert limited.ask(None, WHO).status == 429
    with opened(limited, by="hachiro"):
        pass


CERTIFICATE = "ab" * 32
CALLERS: list[tuple[Any, Any, str | None, str | None]] = [
    (("192.0.2.1", 9), ("a", 1), CERTIFICATE, "address 192.0.2.1"),
    (("2001:db8:1:2:3:4:5:6", 9), ("a", 1), None, "address 2001:db8:1:2::/64"),
    (None, ("/run/kaigo.sock", None), CERTIFICATE, f"certificate {CERTIFICATE}"),
    (None, ("/run/kaigo.sock", None), None, None),
]


@pytest.mark.parametrize(("client", "server", "certificate", "name"), CALLERS)
def test_behind_a_proxy_the_certificate_counts(client: Any, server: Any, certificate: Any, name: str | None) -> None:
    """What a proxy says of addresses is not believed; where there is no certificate either, it has to limit by itself."""
    scope = {"type": "http", "headers": [(b"x-forwarded-for", b"203.0.113.7")], "client": client, "server": server}
    assert caller_of(HTTPConnection(scope), certificate) == name
