"""Who comes onto the list and leaves it again, by time alone or by what an office does (guide p.14, domain.md section 2)."""

import datetime

import pytest
from sqlalchemy import update

from models.row import JST, col
from models.rows import Registration
from seed.stories import STORIES
from tests.listing import COLUMNS, OFF, ON, found
from tests.service import Service

DAY, SECOND = datetime.timedelta(days=1), datetime.timedelta(seconds=1)


def test_removed_lapsed_and_for_filing_only(service: Service) -> None:
    for story in ("removed", "removed-from-one-of-two", "lapsed-at-one-of-two", "filing-only"):
        assert found(service, story) == OFF
    for story in ("removed-from-one-of-two", "lapsed-at-one-of-two"):
        assert found(service, story, "multi-manager") == ON
    assert found(service, "filing-and-viewing") == ON


def test_viewing_ends_with_its_last_day_in_japan(service: Service) -> None:
    midnight = datetime.datetime(2025, 12, 16, tzinfo=JST)
    for instant in (midnight - DAY, midnight - SECOND, (midnight - SECOND).astimezone(datetime.UTC)):
        service.clock.instant = instant
        assert found(service, "viewing-until-today") == ON
    for instant in (midnight, midnight.astimezone(datetime.UTC), midnight + SECOND):
        service.clock.instant = instant
        assert found(service, "viewing-until-today") == OFF
        assert found(service, "viewing-until-tomorrow") == ON


def test_the_guides_people_are_there_until_the_night_after_12_24(service: Service) -> None:
    for instant, people in (
        (datetime.datetime(2025, 12, 24, 23, 59, 59, tzinfo=JST), 5),
        (datetime.datetime(2025, 12, 25, tzinfo=JST), 0),
    ):
        service.clock.instant = instant
        assert service.ask("hachiro", COLUMNS, search="リヨウ").data["beneficiaries"]["totalCount"] == people


def test_back_after_a_new_proof(service: Service) -> None:
    # given: the last day is over
    service.clock.instant = datetime.datetime(2025, 12, 16, 9, tzinfo=JST)
    assert found(service, "viewing-until-today") == OFF
    # when: the office proves identity again
    number = STORIES["viewing-until-today"]
    with service.rows() as rows:
        again = update(Registration).where(col(Registration.insured_number) == number)
        dates = {"registered_on": datetime.date(2025, 12, 16), "viewing_until": datetime.date(2026, 3, 10)}
        rows.execute(again.values(proven_at=service.clock.instant, **dates))
        rows.commit()
    # then
    assert found(service, "viewing-until-today") == ON
    [edge] = service.ask("hachiro", COLUMNS, search=number).data["beneficiaries"]["edges"]
    assert edge["node"]["registration"]["registeredOn"] == "2025-12-16"
    assert edge["node"]["registration"]["viewingUntil"] == "2026-03-10"


def test_a_card_reading_nobody_opened_the_list_after_lapses_with_its_day(service: Service) -> None:
    assert found(service, "card-unopened-for-a-second-less-than-a-day") == ON
    assert found(service, "card-unopened-for-a-day") == OFF
    assert found(service, "card-unopened-for-a-second-more-than-a-day") == OFF


@pytest.mark.parametrize(("left", "expected"), [(SECOND, ON), (0 * SECOND, OFF), (-SECOND, OFF)])
def test_a_card_reading_lapses_after_a_day(
    service: Service, left: datetime.timedelta, expected: tuple[int, bool]
) -> None:
    # given a reading of an hour ago, and a day after it
    service.clock.instant += DAY - datetime.timedelta(hours=1) - left
    # when the list is opened, then only who was read within the day is on it
    assert found(service, "card-unopened") == expected
    assert found(service, "card-opened") == ON
