"""The change feed as a subscription (features.md B08): for every delivery all is judged anew, on a connection that stays."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from loaders import changes as feed
from models.codes.change import ChangeKind
from models.row import JST, col
from models.rows import Session, Staff
from permissions.credentials import digest
from seed.stories import STORIES
from tests.changing import enter, here
from tests.consenting import withdraw
from tests.managing import on_account
from tests.partners import WITHDRAW as WITHDRAW_OPERATION
from tests.partners import approved, decide, reads
from tests.proving import SECOND, person, register_by_fields, remove
from tests.service import Service
from tests.socket_talk import briefly, closed, hear, heard, opened, refused, say, subscribe

BOTH, CONSENTED, LAST_DAY = STORIES["two-offices"], STORIES["progress-certified"], STORIES["viewing-until-today"]
TURNED = {
    "BENEFICIARY_CHANGED": ("protected-until-today", "protected-from-tomorrow", "eligibility-lost-from-tomorrow"),
    "CARE_PLAN_CHANGED": ("charge-ends-today", "charge-from-tomorrow"),
    "CERTIFICATE_RENEWED": (
        *("certificate-starts-tomorrow", "certificate-ends-today"),
        *("insured-ends-today", "ratio-changes-tomorrow"),
    ),
}
"""Of whom the next day says something else."""


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks for what time alone has ended four times a second instead of twice a minute."""
    monkeypatch.setattr(feed, "LOOK_AGAIN", 0.25)


def test_it_tells_where_it_begins_and_then_what_happens(service: Service) -> None:
    with opened(service) as socket:
        subscribe(socket)
        first = heard(socket)
        assert (first["changes"], first["cursor"]) == ([], here(service))
        # when something happens, then it comes, with who it is
        id_ = register_by_fields(service)
        page = heard(socket)
        assert [(one["kind"], one["beneficiary"]["id"]) for one in page["changes"]] == [("REGISTERED", id_)]
        # and whoever comes back with the last cursor goes on there
        withdraw(service, id_)
        assert briefly(socket) == [(id_, "CONSENT_WITHDRAWN")]
        say(socket, type="complete", id="1")
        subscribe(socket, "again", since=page["cursor"])
        assert briefly(socket, "again") == [(id_, "CONSENT_WITHDRAWN")]
        # what another office does with its own people is nothing to this one
        register_by_fields(service, STORIES["elsewhere"], "multi-manager")
        withdraw(service, person(service, BOTH).id, "multi-manager")
        assert briefly(socket, "again") == [(person(service, BOTH).id, "CONSENT_WITHDRAWN")]


def test_a_connection_that_stays_shows_nothing_it_would_not_show_anew(service: Service) -> None:
    given = person(service, CONSENTED)
    with opened(service) as socket:
        subscribe(socket)
        heard(socket)
        enter(service, ChangeKind.LIFE_ARRIVED, given.key)
        assert briefly(socket) == [(given.id, "LIFE_ARRIVED")]
        # consent is taken back
        withdraw(service, given.id)
        assert briefly(socket) == [(given.id, "CONSENT_WITHDRAWN")]
        enter(service, ChangeKind.LIFE_ARRIVED, given.key)
        assert briefly(socket) == [(given.id, None)]
        # and the person removed
        remove(service, given.id)
        assert briefly(socket) == [(given.id, None)]


def test_time_alone_is_told_on_an_open_connection(service: Service) -> None:
    service.clock.instant = datetime.datetime(2025, 12, 15, 23, 59, 59, tzinfo=JST)
    with opened(service) as socket:
        subscribe(socket)
        heard(socket)
        service.clock.instant += SECOND
        changed = [(person(service, STORIES[story]).id, kind) for kind, stories in TURNED.items() for story in stories]
        assert briefly(socket) == [(person(service, LAST_DAY).id, None), *changed]


@pytest.mark.parametrize("end", ["sign-out", "suspended", "over", "first password"])
def test_a_session_that_has_ended_ends_the_connection(service: Service, end: str) -> None:
    with opened(service) as socket:
        subscribe(socket)
        heard(socket)
        if end == "sign-out":
            service.ask("nurse", "mutation { signOut { signedOut } }")
        elif end == "suspended":
            on_account(service, "hachiro", "suspendAccount", "nurse")
        else:
            with service.rows() as rows:
                over = update(Session).where(col(Session.token_hash) == digest(service.token("nurse")))
                first = update(Staff).where(col(Staff.user_id) == "nurse").values(first_password=True)
                rows.execute(over.values(expires_at=service.clock.instant) if end == "over" else first)
                rows.commit()
        withdraw(service, person(service, BOTH).id, "multi-manager")
        code = "PASSWORD_CHANGE_REQUIRED" if end == "first password" else "UNAUTHENTICATED"
        assert closed(socket) == (4403, code)


def test_what_is_delivered_by_itself_keeps_no_session_alive(service: Service) -> None:
    with service.rows() as rows:
        mine = update(Session).where(col(Session.token_hash) == digest(service.token("nurse")))
        rows.execute(mine.values(idle_until=service.clock.instant + 15 * 60 * SECOND))
        rows.commit()
    with opened(service) as socket:
        subscribe(socket)
        heard(socket)
        for _ in range(2):
            service.clock.instant += 7 * 60 * SECOND
            enter(service, ChangeKind.LIFE_ARRIVED, person(service, CONSENTED).key)
            heard(socket)
        service.clock.instant += 60 * SECOND
        assert closed(socket) == (4403, "UNAUTHENTICATED")


def test_each_delivery_is_on_record(service: Service) -> None:
    with opened(service) as socket:
        subscribe(socket)
        heard(socket)
        assert reads(service) == 0
        for number in (1, 2):
            enter(service, ChangeKind.LIFE_ARRIVED, person(service, CONSENTED).key)
            heard(socket)
            assert reads(service) == number


def test_after_a_quiet_hour_an_empty_page_tells_the_new_cursor(service: Service) -> None:
    with opened(service) as socket:
        subscribe(socket)
        first = heard(socket)
        service.clock.instant = service.clock.instant.replace(hour=20)
        later = heard(socket)
    assert later["cursor"] == here(service) > first["cursor"]


def test_a_partner_follows_what_was_approved_and_no_longer(open_service: Callable[..., Service]) -> None:
    service = open_service(partner_operations="registered")
    query = "subscription Follow { changes { changes { beneficiaryId kind } cursor } }"
    with opened(service, "partner") as socket:
        subscribe(socket, query=query)
        assert refused(socket) == ["OPERATION_NOT_APPROVED"]
        id_ = approved(service, query)
        subscribe(socket, query=query)
        heard(socket)
        enter(service, ChangeKind.LIFE_ARRIVED, person(service, CONSENTED).key)
        assert [one["kind"] for one in heard(socket)["changes"]] == ["LIFE_ARRIVED"]
        # when it is withdrawn, the next delivery is a refusal, and the connection goes on
        decide(service, id_, WITHDRAW_OPERATION)
        enter(service, ChangeKind.LIFE_ARRIVED, person(service, CONSENTED).key)
        assert refused(socket) == ["OPERATION_NOT_APPROVED"]
        say(socket, type="ping")
        assert hear(socket) == {"type": "pong"}


def test_what_cannot_be_subscribed_to_is_refused_and_the_connection_goes_on(service: Service) -> None:
    cases = {
        "{ viewer { name } }": "BAD_REQUEST",
        "mutation { signOut { signedOut } }": "BAD_REQUEST",
        "subscription {": "GRAPHQL_PARSE_FAILED",
        "subscription { nothing }": "GRAPHQL_VALIDATION_FAILED",
        'subscription { changes(since: "chg") { cursor } }': "BAD_USER_INPUT",
        'subscription { changes(since: "chg_0_1") { cursor } }': "CURSOR_TOO_OLD",
        "subscription A { changes { cursor } } subscription B { changes { cursor } }": "BAD_REQUEST",
        "subscription ($a: Boolean!) { changes { cursor @include(if: $a) } }": "BAD_USER_INPUT",
    }
    with opened(service) as socket:
        for query, code in cases.items():
            subscribe(socket, query=query)
            assert refused(socket) == [code], query
        wrong: tuple[Any, ...] = (None, "query", {"query": 7}, [])
        for payload in wrong:
            say(socket, type="subscribe", id="1", payload=payload)
            assert refused(socket) == ["BAD_REQUEST"]
        assert "errors" not in service.ask("nurse", "{ viewer { name } }").body, "nobody was signed out"
        subscribe(socket)
        heard(socket)
    with opened(service, "clinic-doctor") as socket:
        subscribe(socket)
        assert refused(socket) == ["FORBIDDEN"]


def test_over_http_it_is_not_answered(service: Service) -> None:
    answer = service.ask("nurse", "subscription { changes { cursor } }")
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])
