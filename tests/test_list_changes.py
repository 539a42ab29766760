"""Whoever has the list hears of every column of it that is another now, whatever else they may see (features.md B08)."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.row import JST
from resolvers.numbering import number
from tests.changing import COLUMNS, here, told_of
from tests.consenting import register, withdraw
from tests.correcting import correct, history, retract
from tests.feeding import certificate, feed
from tests.oracles.crowd import enlist
from tests.permission_matrix import flipped
from tests.proving import call, register_by_fields
from tests.service import Service
from tests.test_feeding_people import WHO
from tests.test_feeding_progress import ACCEPTED, ASKED, fed
from tests.test_feeding_progress import feed as feed_progress

pytestmark = pytest.mark.both

NUMBER = WHO["insuredNumber"]
NEVER = {"id", "insuredNumber"}
"""A number stays with its person: who is given another one is another person here."""
WHAT = f"query What($id: ID!) {{ beneficiary(id: $id) {{ {' '.join(COLUMNS)} registration {{ viewingUntil }} }} }}"
USERS = "hachiro", "nurse", "care-worker", "clerk"
"""With the progress and without it."""
RATIO = certificate("burdenRatio", firstEnd="2025-12-16", secondStart="2025-12-17")
NO_CERTIFICATES = "SVC", "NURSE", "CERTIFICATES"
OTHERWISE = {
    "name": "別名 太郎",
    "kana": "ベツナ タロウ",
    "birthDate": "1941-02-04",
    "sex": "MALE",
    "postalCode": "000-0102",
    "address": "見本市日向町9番9号",
    "phone": "097-000-1942",
}
LOST = {"eligibilityLostOn": "2025-12-20", "eligibilityLoss": "MOVED_OUT"}
TODAY = "2025-12-15"


def what(service: Service, id_: str, by: str) -> dict[str, Any]:
    found: dict[str, Any] = service.ask(by, WHAT, id=id_).body["data"]["beneficiary"]
    return found


def place(service: Service, by: str = "nurse") -> str:
    """The cursor behind all that has happened."""
    call(service, number, service.app.state.endpoint.house)
    return here(service, by)


def heard(service: Service, id_: str, since: str, by: str = "nurse") -> list[tuple[str, str | None]]:
    call(service, number, service.app.state.endpoint.house)
    return told_of(service, id_, since, by)


def acts(service: Service, id_: str) -> list[tuple[str, Callable[[], object]]]:
    """Whatever changes a column, and what the feed calls it where it is no more than that."""

    def of_progress() -> str:
        return str(history(service, NUMBER, kind="PROGRESS")[-1]["id"])

    renewal = {**ACCEPTED, "applicationKind": "CHANGE", "appliedOn": "2025-11-10"}
    return [
        ("BENEFICIARY_CHANGED", lambda: feed(service, "feedBeneficiary", beneficiary={**WHO, **OTHERWISE})),
        ("BENEFICIARY_CHANGED", lambda: feed(service, "feedEligibilityLoss", insuredNumber=NUMBER, **LOST)),
        ("BENEFICIARY_CHANGED", lambda: feed(service, "feedEligibilityLoss", insuredNumber=NUMBER)),
        ("BENEFICIARY_CHANGED", lambda: feed_progress(service, ACCEPTED)),
        ("BENEFICIARY_CHANGED", lambda: feed_progress(service, {**ACCEPTED, "status": "SURVEYING"})),
        ("BENEFICIARY_CHANGED", lambda: feed_progress(service, renewal)),
        (
            "BENEFICIARY_CHANGED",
            lambda: correct(service, of_progress(), {"progress": {**renewal, "status": "SURVEYING"}}),
        ),
        ("BENEFICIARY_CHANGED", lambda: retract(service, of_progress())),
        (
            "CERTIFICATE_RENEWED",
            lambda: feed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate("burdenRatio")),
        ),
        ("CONSENT_GIVEN", lambda: register(service, id_)),
        ("CONSENT_WITHDRAWN", lambda: withdraw(service, id_)),
        ("VIEWING_EXTENDED", lambda: register_by_fields(service, NUMBER)),
        ("BENEFICIARY_CHANGED", lambda: feed(service, "feedProtection", insuredNumber=NUMBER, protectedFrom=TODAY)),
    ]


def test_every_column_that_changes_is_told_to_whoever_has_the_list(service: Service) -> None:
    # given somebody of the list
    assert "errors" not in feed(service, "feedBeneficiary", beneficiary=WHO).body
    id_ = register_by_fields(service, NUMBER)
    service.clock.instant += datetime.timedelta(hours=2)
    changed: set[str] = set()
    for kind, act in acts(service, id_):
        if kind == "VIEWING_EXTENDED":
            service.clock.instant = datetime.datetime(2026, 1, 10, 9, tzinfo=JST)
        before = {user: (what(service, id_, user), place(service, user)) for user in USERS}
        # when
        act()
        # then
        for user in USERS:
            was, now = before[user][0], what(service, id_, user)
            changed |= {name for name in now if now[name] != was[name]}
            assert now != was, kind
            assert (id_, kind) in heard(service, id_, before[user][1], user), user
    assert changed == {*COLUMNS, "registration"} - NEVER


def test_what_moves_without_a_column_is_not_told_to_who_may_not_see_it(service: Service) -> None:
    [one] = enlist(service, 1, insured_number=NUMBER)
    fed(feed_progress(service, {**ACCEPTED, "status": "SURVEYING"}))
    start = {user: place(service, user) for user in ("hachiro", "nurse")}
    fed(feed_progress(service, ASKED))
    assert heard(service, one.id, start["hachiro"], "hachiro") == [(one.id, "PROGRESS_MOVED")]
    assert heard(service, one.id, start["nurse"]) == []


def test_who_has_the_list_alone_looks_when_the_share_is_another(
    open_service: Callable[..., Service], tmp_path: Path
) -> None:
    """By a tombstone, as of whatever one may not hear of: recorded, and on the day its second period begins."""
    service = open_service(matrix=flipped(tmp_path / "m.toml", *NO_CERTIFICATES))
    [one] = enlist(service, 1, insured_number=NUMBER)
    for change in (
        lambda: feed(service, "feedCertificate", insuredNumber=NUMBER, certificate=RATIO),
        lambda: setattr(service.clock, "instant", datetime.datetime(2025, 12, 17, 9, tzinfo=JST)),
    ):
        start, was = place(service), what(service, one.id, "nurse")["burdenRatio"]
        change()
        assert what(service, one.id, "nurse")["burdenRatio"] != was
        assert heard(service, one.id, start) == [(one.id, None)]
