"""Claims that arrive move the last day of viewing on (guide p.17; A06), and bring nobody back whose time was over."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from models.row import month_number
from resolvers.claims import last_day
from seed.stories import STORIES
from tests.managing import faults, new_key
from tests.proving import RECORDED, TOUCHED, one, person, remove
from tests.service import Answer, Service
from tests.signing_in import stored

CLAIMS = """
mutation Feed($input: FeedClaimsInput!) { feedClaims(input: $input) {
  ... on Fed { key } ... on Refused { errors { code message path } }
} }
"""
TEST, MULTI, INSURER = "4400000011", "4490100015", "123456"
TSURUKO = "1234567890"
"""Viewed until 2025-12-24."""


def feed(service: Service, *numbers: str, month: str = "2025-11", by: str = "billing-system", **changed: Any) -> Answer:
    people = [{"insurerNumber": INSURER, "insuredNumber": number} for number in numbers]
    asked = {"idempotencyKey": new_key(), "officeNumber": TEST, "month": month, "people": people}
    return service.ask(by, CLAIMS, input={**asked, **changed})


def until(service: Service, number: str = TSURUKO, by: str = "nurse") -> str | None:
    found = one(service, person(service, number).id, by)
    return str(found["registration"]["viewingUntil"]) if found else None


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2025-12", "2026-03-25"),
        ("2025-11", "2026-02-22"),
        ("2025-10", "2026-01-23"),
        ("2025-09", "2025-12-24"),
        ("1868-01", "2025-12-24"),
    ],
)
def test_a_claim_lets_view_until_84_days_after_its_month(service: Service, month: str, expected: str) -> None:
    assert feed(service, TSURUKO, month=month).data == {"feedClaims": {"key": TEST}}
    assert until(service) == expected


def test_an_older_claim_shortens_nothing(service: Service) -> None:
    for month in ("2025-12", "2025-10"):
        feed(service, TSURUKO, month=month)
        assert until(service) == "2026-03-25"


def test_the_last_day_is_the_last_day(service: Service) -> None:
    feed(service, TSURUKO)
    for day, shown in ((22, True), (23, False)):
        service.clock.instant = service.clock.instant.replace(year=2026, month=2, day=day)
        assert (until(service) is not None) is shown


def test_only_this_offices_people_are_reached(service: Service) -> None:
    both, elsewhere = STORIES["two-offices"], STORIES["elsewhere"]
    before = until(service, both, "multi-manager")
    feed(service, both, elsewhere, "0000000000", "H000000000", month="2025-12")
    assert until(service, both) == "2026-03-25"
    assert until(service, both, "multi-manager") == before
    assert until(service, elsewhere) is None


@pytest.mark.parametrize("story", ["viewing-until-yesterday", "removed", "card-unopened-for-a-day", "filing-only"])
def test_whose_time_was_over_stays_away(service: Service, story: str) -> None:
    service.token("billing-system")
    before = stored(service, *TOUCHED[:2])
    feed(service, STORIES[story], month="2025-12")
    assert stored(service, *TOUCHED[:2]) == before
    assert until(service, STORIES[story]) is None


def test_whoever_was_removed_is_not_moved_on(service: Service) -> None:
    remove(service, person(service, TSURUKO).id)
    feed(service, TSURUKO)
    assert until(service) is None


def test_how_long_is_a_setting(open_service: Callable[..., Service]) -> None:
    service = open_service(interruption_days=31)
    feed(service, TSURUKO)
    assert until(service) == "2025-12-31"


def test_everything_that_is_wrong_is_said_at_once(service: Service) -> None:
    service.token("billing-system")
    before = stored(service, *RECORDED)
    people = [{"insurerNumber": "12345", "insuredNumber": "X123456789"}]
    answer = feed(service, month="2026-01", officeNumber="nowhere", people=people)
    assert faults(answer) == [
        ("OFFICE_UNKNOWN", ["input", "officeNumber"]),
        ("MONTH_WRONG", ["input", "month"]),
        ("INSURER_NUMBER_WRONG", ["input", "people", "0", "insurerNumber"]),
        ("INSURED_NUMBER_WRONG", ["input", "people", "0", "insuredNumber"]),
    ]
    for many in (0, 1_001):
        assert faults(feed(service, *many * [TSURUKO])) == [("PEOPLE_WRONG", ["input", "people"])]
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("month", ["2025-13", "2025-1", "202512", "2025-12-01", "1867-12"])
def test_what_is_no_month(service: Service, month: str) -> None:
    assert feed(service, TSURUKO, month=month).codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("by", ["hachiro", "office-user", "portal", "municipal", "partner"])
def test_only_the_billing_system_brings_claims(service: Service, by: str) -> None:
    service.token(by)
    before = stored(service, *TOUCHED)
    assert feed(service, TSURUKO, by=by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before


@pytest.mark.parametrize("day", ["2024-02-29", "2025-02-28", "2025-11-30", "2025-12-31"])
def test_the_last_day_of_a_month(day: str) -> None:
    found = datetime.date.fromisoformat(day)
    assert last_day(month_number(found.year, found.month)) == found
