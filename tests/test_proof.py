"""The windows of a proof of identity, against plain Python at every edge: 24 hours, the last second excluded."""

import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from models.codes.registration import ProofMethod, ProofPurpose
from models.row import JST
from models.rows import Registration
from tests.oracles.crowd import Person, ask_each, enlist, store
from tests.service import Service

QUERY = """
query Proofs($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary {
  proof { provenAt expiresAt remainingSeconds opensConsent opensFiling }
  registration { viewingUntil reproofLikelyFrom reproofLikelyFromEra }
} } }
"""
SECOND, HOUR, DAY = datetime.timedelta(seconds=1), datetime.timedelta(hours=1), datetime.timedelta(days=1)
PROVEN = datetime.datetime(2025, 12, 15, 9, tzinfo=JST)
"""When the people of tests/oracles/crowd.py are proven."""
EDGES = [PROVEN + DAY + seconds * SECOND for seconds in (-1, 0, 1)]


def oracle(now: datetime.datetime, filing: datetime.datetime | None = None) -> dict[str, Any]:
    """What a proof opens, in plain Python; `filing` is when a proof for filing alone was made."""
    holds = now < PROVEN + DAY
    return {
        "provenAt": "2025-12-15T09:00:00+09:00",
        "expiresAt": "2025-12-16T09:00:00+09:00",
        "remainingSeconds": max(0, int((PROVEN + DAY - now).total_seconds())),
        "opensConsent": holds,
        "opensFiling": holds or (filing is not None and now < filing + DAY),
    }


def proofs(service: Service, people: list[Person], now: datetime.datetime) -> list[dict[str, Any]]:
    service.clock.instant = now
    return [found["proof"] for found in ask_each(service, QUERY, people)]


def for_filing(service: Service, person: Person, office: int, **otherwise: Any) -> None:
    """Give a person a proof for filing, made three hours after the one for viewing."""
    proven = PROVEN + 3 * HOUR
    store(
        service,
        [
            Registration(
                **{
                    "office_key": office,
                    "beneficiary_key": person.key,
                    "method": ProofMethod.PRINTED_FIELDS,
                    "purpose": ProofPurpose.FILING,
                    "read_at": proven,
                    "proven_at": proven,
                    "registered_on": proven.date(),
                    "viewing_until": proven.date(),
                    "insured_number": "H800000000",
                    "sort_kana": "シケン シケン",
                    "initial": "シ",
                    "search_name": "試験",
                    "search_kana": "シケン",
                    **otherwise,
                }
            )
        ],
    )


def office_of(service: Service, person: Person) -> int:
    with service.rows() as rows:
        return _viewing(rows, person).office_key


def _viewing(rows: Session, person: Person) -> Registration:
    return rows.exec(select(Registration).where(Registration.beneficiary_key == person.key)).one()


@pytest.mark.parametrize("now", [PROVEN, *EDGES, PROVEN + 40 * DAY], ids=str)
def test_a_proof_holds_for_24_hours(service: Service, now: datetime.datetime) -> None:
    person = enlist(service, 1)
    assert proofs(service, person, now) == [oracle(now)]


def test_the_last_second_in_figures(service: Service) -> None:
    person = enlist(service, 1)
    told = [proofs(service, person, now)[0] for now in EDGES]
    assert [found["remainingSeconds"] for found in told] == [1, 0, 0]
    assert [found["opensConsent"] for found in told] == [True, False, False]
    assert [found["opensFiling"] for found in told] == [True, False, False]


def test_a_proof_for_filing_opens_filing_alone(service: Service) -> None:
    # given one made three hours later here, one removed, one at another office, and none
    here, removed, elsewhere, _ = people = enlist(service, 4)
    office = office_of(service, here)
    for_filing(service, here, office)
    for_filing(service, removed, office, removed_at=PROVEN + 4 * HOUR)
    for_filing(service, elsewhere, office + 1)
    # then filing is open until that one is over, and consent only until the proof for viewing is
    for now in (*EDGES, *(edge + 3 * HOUR for edge in EDGES)):
        expected = [oracle(now, PROVEN + 3 * HOUR), oracle(now), oracle(now), oracle(now)]
        assert proofs(service, people, now) == expected


@pytest.mark.parametrize(
    ("until", "following", "era"),
    [
        ("2025-12-24", "2025-12-25", "令和07年12月25日"),
        ("2025-12-31", "2026-01-01", "令和08年01月01日"),
        ("2028-02-28", "2028-02-29", "令和10年02月29日"),
    ],
)
def test_a_new_proof_is_needed_from_the_day_after_viewing(
    service: Service, until: str, following: str, era: str
) -> None:
    (person,) = enlist(service, 1)
    with service.rows() as rows:
        _viewing(rows, person).viewing_until = datetime.date.fromisoformat(until)
        rows.commit()
    (found,) = ask_each(service, QUERY, [person])
    assert found["registration"] == {
        "viewingUntil": until,
        "reproofLikelyFrom": following,
        "reproofLikelyFromEra": era,
    }
