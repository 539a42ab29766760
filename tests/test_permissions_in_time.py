"""Consent, charge and time open and close what may be seen, with the next request."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest

from models import rows
from models.codes.care import DisabilityAutonomy
from models.row import Row, month_number
from tests.databases import Copies
from tests.permission_accounts import (
    CARE_MANAGER,
    CARE_MANAGER_B,
    NURSE,
    Account,
    of_group,
)
from tests.permission_expectation import EXPECTATION
from tests.permission_people import (
    DAY,
    EXPIRING_TODAY,
    JUST_READ,
    LISTED,
    NOW,
    PRINTED,
    TODAY,
    answering,
    tomorrow,
)
from tests.permission_question import OPEN_PERSON
from tests.permission_roads import ROADS, Asking
from tests.permission_world import populate, registration, statement
from tests.service import Service

NUMBERS = "{ beneficiaries(first: 100) { edges { node { insuredNumber } } } }"
LIFE = "query ($id: ID!) { beneficiary(id: $id) { life { disabilityAutonomy { month level } } } }"
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture(scope="session")
def copies(copies: Copies) -> Copies:
    """The seeded database with the people and accounts of these tests in it."""
    return copies.filled(populate)


@pytest.mark.parametrize("rule", ["person", "office", "occupation"])
def test_who_is_in_charge(open_service: Callable[..., Service], rule: str) -> None:
    """The person in charge, anyone of the office in charge, or the profession (A13); never a wider post."""
    service = open_service(in_charge=rule)
    accounts = [CARE_MANAGER, NURSE, *of_group(EXPECTATION, "INH")[:2]]
    found = [Asking(account, road, rule=rule).differences(service) for account in accounts for road in ROADS[:2]]

    assert found == [[]] * 8


@pytest.mark.parametrize("account", [CARE_MANAGER, NURSE], ids=lambda account: account.user)
def test_consent_counts_at_once_for_every_office(service: Service, account: Account) -> None:
    """Taken by office b and by the municipality; the newest statement opens or closes, also within one second."""
    person = LISTED[8]
    assert person.consent == ()
    _store(service, registration(person, {**PRINTED, "office": "b"}))
    for place, status in enumerate(["GIVEN", "WITHDRAWN", "GIVEN", "NOT_GIVEN", "GIVEN", "UNCONFIRMED", "GIVEN"]):
        _store(service, statement(person, status, NOW + place // 2 * SECOND))
        changed = [answering(person, status)]
        here = Asking(account, people=changed, listed=changed)
        there = replace(here, account=CARE_MANAGER_B, rule="person, at another office")

        assert here.differences(service) == there.differences(service) == [], status


def test_consent_covers_what_is_stored_later(service: Service) -> None:
    """S68: what is stored now and all stored later."""
    level = DisabilityAutonomy.C2
    december = month_number(2025, 12)
    _store(
        service,
        rows.DisabilityRecord(beneficiary_key=OPEN_PERSON.key, month=december, registered_on=TODAY, level=level),
    )

    life = service.ask(NURSE.user, LIFE, id=OPEN_PERSON.id).data["beneficiary"]["life"]

    assert life["disabilityAutonomy"] == [{"month": "2025-11", "level": "J2"}, {"month": "2025-12", "level": "C2"}]


def test_time_closes_and_opens(service: Service) -> None:
    """A reading lapses after 24 hours, a last day ends at midnight in Japan, and so do duties and protections."""
    lapsed = [one for one in LISTED if one.registrations != (JUST_READ,)]
    after = [tomorrow(one) for one in lapsed if one.registrations != (EXPIRING_TODAY,)]
    midnight = NOW.replace(hour=0) + DAY
    assert (len(lapsed), len(after)) == (12, 8)

    # Opened in its last second, the card reading counts: that is asked for when all else has been.
    assert _numbers(service, NOW + SECOND) == [one.insured_number for one in lapsed]
    assert _numbers(service, midnight - SECOND) == [one.insured_number for one in lapsed]
    assert _numbers(service, midnight) == [one.insured_number for one in after]
    assert Asking(CARE_MANAGER, people=after, listed=after).differences(service) == []
    assert _numbers(service, NOW) == [one.insured_number for one in LISTED]


def _numbers(service: Service, at: datetime.datetime) -> list[str]:
    service.clock.instant = at
    edges = service.ask(CARE_MANAGER.user, NUMBERS).data["beneficiaries"]["edges"]
    return [edge["node"]["insuredNumber"] for edge in edges]


def _store(service: Service, row: Row) -> None:
    with service.rows() as session:
        session.add(row)
        session.commit()
