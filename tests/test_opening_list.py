"""A card reading counts once the list is opened, within 24 hours (guide p.17, S53); a person who is listed stays."""

import datetime
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from loaders.dialect import Sqlite
from loaders.phrase import finished_once
from models.rows import Registration
from permissions.viewer import who_is_signed_in
from tests.proving import (
    COUNT,
    DAY,
    EDGE,
    HOUR,
    LIST,
    NOBODY,
    SECOND,
    listed,
    newest,
    one,
    person,
    read_card,
    readings,
    register_by_fields,
    remove,
)
from tests.service import Service
from tests.signing_in import stored

TSURUKO = "1234567890"
"""On the list by printed fields of 10/01, until 12/24."""
LAPSES = "2025-12-16T09:00:00+09:00"


@pytest.mark.parametrize("moment", EDGE)
def test_a_reading_holds_for_24_hours_without_the_list(service: Service, moment: datetime.timedelta) -> None:
    id_ = read_card(service)
    service.clock.instant += DAY + moment
    holds = moment < 0 * SECOND
    # by id, in the office's readings, and then in the list, which is opened by that
    assert (one(service, id_) is not None) is holds
    assert newest(service) == ("WAITING" if holds else "LAPSED", LAPSES)
    assert (id_ in listed(service)) is holds
    # and once it was opened in time, the person stays
    service.clock.instant += DAY
    assert (id_ in listed(service)) is holds
    assert (one(service, id_) is not None) is holds


def test_opening_is_seen_with_the_next_answer(service: Service) -> None:
    id_ = read_card(service)
    service.clock.instant += HOUR
    query = "query Q($number: String!) { beneficiaries(search: $number) { edges { node { id registration { listOpenedAt method } } } } }"
    for opened in (None, "2025-12-15T10:00:00+09:00"):
        [edge] = service.ask("nurse", query, number=NOBODY).data["beneficiaries"]["edges"]
        assert edge["node"] == {"id": id_, "registration": {"listOpenedAt": opened, "method": "CARD"}}
    assert newest(service) == ("VALID", "2026-03-10T00:00:00+09:00")


def test_only_what_waits_is_written(service: Service) -> None:
    """One statement reads what waits, and one row is changed; whoever opened already writes nothing."""
    listed(service)  # the demo's own readings
    service.clock.instant += HOUR

    def changes(query: str = LIST, by: str = "nurse") -> list[str]:
        with service.statements() as ran:
            assert "errors" not in service.ask(by, query).body
        return [statement.split()[0] for statement in ran if statement.startswith("UPDATE registration")]

    assert changes() == []
    read_card(service)
    assert changes() == ["UPDATE"]
    assert changes() == []


@pytest.mark.parametrize(
    ("by", "query"),
    [
        ("office-user", LIST),
        ("multi-manager", LIST),
        ("nurse", "{ readings { state } viewer { userId } }"),
        ("nurse", "{ beneficiaries(first: 5) @skip(if: true) { totalCount } viewer { userId } }"),
        ("nurse", "{ beneficiaries(first: 0) { nothing } }"),
        ("nurse", "{ beneficiaries(first: 0) { totalCount } viewer { userId } }"),
        ("nurse", "{ beneficiaries(first: 1000) { totalCount } }"),
        ("nurse", '{ beneficiaries(after: "xxx") { totalCount } }'),
        ("nurse", "{ " + " ".join(f"a{n}: beneficiaries {{ totalCount }}" for n in range(16)) + " }"),
    ],
)
def test_what_does_not_open_the_list(service: Service, by: str, query: str) -> None:
    read_card(service)
    service.token(by)
    before = stored(service, Registration)
    service.ask(by, query)
    assert stored(service, Registration) == before


@pytest.mark.parametrize("interpret", [False, True])
@pytest.mark.parametrize(
    "query",
    [
        LIST,
        COUNT,
        'query Q { beneficiaries(search: "存在しない") { ...F } } fragment F on BeneficiaryConnection { totalCount }',
    ],
)
def test_what_opens_the_list(open_service: Callable[..., Service], interpret: bool, query: str) -> None:
    service = open_service(interpret=interpret)
    id_ = read_card(service)
    assert "errors" not in service.ask("clerk", query).body
    service.clock.instant += 2 * DAY
    assert one(service, id_)["registration"]["listOpenedAt"] == "2025-12-15T09:00:00+09:00"


def test_a_lapsed_reading_of_somebody_listed_leaves_everything_as_it_was(service: Service) -> None:
    id_ = person(service, TSURUKO).id
    before = one(service, id_)["registration"]
    # when the card is read, then what needs a proof is open, and the list says what it said
    read_card(service, TSURUKO)
    found = one(service, id_)
    assert (found["proof"]["expiresAt"], found["proof"]["opensConsent"]) == (LAPSES, True)
    assert found["registration"] == {**before, "provenAt": "2025-12-15T09:00:00+09:00"}
    # and when the list is opened too late, that stays so
    service.clock.instant += DAY
    assert newest(service) == ("LAPSED", LAPSES)
    assert id_ in listed(service)
    found = one(service, id_)
    assert (found["registration"]["viewingUntil"], found["registration"]["method"]) == ("2025-12-24", "PRINTED_FIELDS")
    assert found["proof"]["opensConsent"] is False


def test_a_reading_of_somebody_listed_counts_from_the_opening(service: Service) -> None:
    id_ = read_card(service, TSURUKO)
    service.clock.instant += DAY - SECOND
    assert newest(service) == ("WAITING", LAPSES)
    assert id_ in listed(service)
    assert one(service, id_)["registration"] == {
        "method": "CARD",
        "registeredOn": "2025-12-15",
        "viewingUntil": "2026-03-09",
        "listOpenedAt": "2025-12-16T08:59:59+09:00",
        "provenAt": "2025-12-15T09:00:00+09:00",
    }
    assert newest(service) == ("VALID", "2026-03-10T00:00:00+09:00")


def test_a_reading_on_the_last_evening_brings_the_person_back_in_the_morning(service: Service) -> None:
    service.clock.instant = service.clock.instant.replace(day=24, hour=23)
    id_ = read_card(service, TSURUKO)
    service.clock.instant += 9 * HOUR
    assert id_ in listed(service)
    assert one(service, id_)["registration"]["viewingUntil"] == "2026-03-18"


def test_a_second_reading_begins_the_24_hours_anew(service: Service) -> None:
    read_card(service)
    service.clock.instant += 20 * HOUR
    id_ = read_card(service)
    service.clock.instant += 20 * HOUR
    assert id_ in listed(service)
    assert len([found for found in readings(service) if found["readAt"] == "2025-12-16T05:00:00+09:00"]) == 1


def test_a_lapsed_reading_is_read_again(service: Service) -> None:
    id_ = read_card(service)
    service.clock.instant += 2 * DAY
    assert one(service, id_) is None
    read_card(service)
    assert id_ in listed(service)
    assert one(service, id_)["registration"]["viewingUntil"] == "2026-03-11"


def test_a_reading_for_filing_waits_for_no_list(service: Service) -> None:
    id_ = read_card(service, purpose="FILING")
    assert one(service, id_) is None
    assert newest(service) == ("VALID", LAPSES)
    assert id_ not in listed(service)


@pytest.mark.parametrize("moment", EDGE)
def test_viewing_ends_with_the_84th_day(service: Service, moment: datetime.timedelta) -> None:
    id_ = register_by_fields(service)
    assert newest(service) == ("VALID", "2026-03-10T00:00:00+09:00")
    service.clock.instant = datetime.datetime(2026, 3, 10, tzinfo=service.clock.instant.tzinfo) + moment
    holds = moment < 0 * SECOND
    assert (one(service, id_) is not None) is holds
    assert (id_ in listed(service)) is holds
    states = {found["readAt"]: found["state"] for found in readings(service)}
    assert states["2025-12-15T09:00:00+09:00"] == ("VALID" if holds else "EXPIRED")
    # and after a new proof the person is back, with new dates
    register_by_fields(service)
    assert one(service, id_)["registration"]["registeredOn"] == service.clock.instant.date().isoformat()


def test_removal_ends_a_reading_that_waits(service: Service) -> None:
    id_ = read_card(service, TSURUKO)
    assert remove(service, id_).data == {"removeBeneficiary": {"id": id_}}
    assert id_ not in listed(service)
    service.clock.instant += HOUR
    assert id_ not in listed(service)
    assert person(service, NOBODY).id not in listed(service)


def test_whether_a_reading_waits_is_looked_up_by_an_index(seeded: Path) -> None:
    """Every request asks it: it may not cost more where an office has twenty thousand people."""
    text, names = finished_once(Sqlite, who_is_signed_in)
    with closing(sqlite3.connect(seeded)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", dict.fromkeys(names, 0))]
    assert [step for step in plan if step.startswith("SCAN")] == []
    assert [step.partition("INDEX ")[2] for step in plan if "registration" in step] == [
        "ix_registration_read (office_key=? AND read_at>?)",
        "ix_registration_renewed (office_key=? AND renewed_at>?)",
    ]
