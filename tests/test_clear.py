"""`python -m graph clear`: what has had its time goes, at the instant it is told, and nothing else."""

import datetime
from typing import Any

import pytest
from sqlalchemy import delete, select

from graph.commands.clear import CLEARED
from models.clock import DEMO_START
from models.codes.registration import ProofPurpose
from models.row import col
from models.rows import CardReading, Confirmation, Guess, Performed, RequestCount, Session, SignInAttempt
from permissions.credentials import digest
from tests.service import Service

DAY, SECOND = datetime.timedelta(days=1), datetime.timedelta(seconds=1)
ON_TIME, EARLY = DEMO_START - DAY, DEMO_START - DAY + SECOND
LATER = DEMO_START + DAY


def session(name: str, **changed: Any) -> Session:
    return Session(**{"token_hash": name, "staff_key": 1, "expires_at": LATER, "idle_until": LATER, **changed})


def attempt(name: str, end: datetime.datetime) -> SignInAttempt:
    told: dict[str, Any] = {"code_expires_at": end, "sent_at": end, "expires_at": end}
    return SignInAttempt(**{"token_hash": name, "staff_key": 1, **told})


def performed(name: str, at: datetime.datetime) -> Performed:
    return Performed(staff_key=1, idempotency_key=name, request_hash="", outcome="{}", at=at)


def card_reading(name: str, left: datetime.timedelta, **changed: Any) -> CardReading:
    told: dict[str, Any] = {"purpose": ProofPurpose.VIEWING, "nonce": "", "form_sha256": ""}
    return CardReading(**{"id": name, "staff_key": 1, "expires_at": DEMO_START + left, **told, **changed})


def confirmation(name: str, end: datetime.datetime) -> Confirmation:
    return Confirmation(id=name, staff_key=1, office_key=1, beneficiary_key=1, expires_at=end)


MINUTE = int(DEMO_START.timestamp()) // 60
CASES: dict[str, tuple[type[Any], str, list[Any]]] = {
    "sessions": (
        Session,
        "token_hash",
        [
            session("kept: in use"),
            session("kept: ended today", idle_until=EARLY, ended=True),
            session("kept: over today", expires_at=EARLY),
            session("gone: left alone", idle_until=ON_TIME),
            session("gone: ended", idle_until=ON_TIME, ended=True),
            session("gone: over", expires_at=ON_TIME, idle_until=ON_TIME + 900 * SECOND),
        ],
    ),
    "attempts to sign in": (
        SignInAttempt,
        "token_hash",
        [attempt("kept: today", EARLY), attempt("kept: waits", LATER), attempt("gone: over", ON_TIME)],
    ),
    "confirmations": (
        Confirmation,
        "id",
        [confirmation("kept: in time", DEMO_START + SECOND), confirmation("gone: late", DEMO_START)],
    ),
    "keys of actions": (
        Performed,
        "idempotency_key",
        [performed("kept: in time", EARLY - DAY), performed("gone: two days old", ON_TIME - DAY)],
    ),
    "card readings": (
        CardReading,
        "id",
        [
            card_reading("kept: waits", SECOND),
            card_reading("gone: over", 0 * SECOND),
            card_reading("gone: used", -SECOND, used_at=ON_TIME),
        ],
    ),
    "counts of requests": (
        RequestCount,
        "subject",
        [
            RequestCount(subject="kept: an hour ago", minute=MINUTE - 60, used=1),
            RequestCount(subject="gone: before that", minute=MINUTE - 61, used=1),
        ],
    ),
    "counts of guesses": (
        Guess,
        "subject",
        [
            Guess(subject="kept: today", times=99, last_at=EARLY),
            Guess(subject="kept: locked", times=100, last_at=ON_TIME - 100 * DAY),
            Guess(subject="gone: yesterday", times=99, last_at=ON_TIME),
            Guess(subject=digest("user:nurse"), times=1, last_at=ON_TIME - 100 * DAY),
            Guess(subject=digest("office:1:user:nurse"), times=99, last_at=ON_TIME),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_has_had_its_time_goes(service: Service, name: str) -> None:
    # given rows on both sides of the instant
    kind, named, made = CASES[name]
    names = [getattr(row, named) for row in made]
    with service.rows() as rows:
        rows.execute(delete(kind))
        rows.add_all([kind(**row.model_dump(exclude={"key"})) for row in made])
        rows.commit()
    portal = service.client.portal
    assert portal is not None
    # when it is cleared
    cleared = portal.call(CLEARED[name], service.app.state.endpoint.house)
    # then those whose time is over are gone, and counted
    with service.rows() as rows:
        left = set(rows.scalars(select(col(getattr(kind, named)))))
    assert left == {name for name in names if not name.startswith("gone")}
    assert cleared == len(names) - len(left) > 0
