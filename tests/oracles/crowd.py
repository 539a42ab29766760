"""People for a test to give a past to: on the list of an account's office, in its charge, with consent given."""

import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, cycle
from typing import Any

from sqlmodel import Session, select

from models.clock import DEMO_START
from models.codes.beneficiary import Sex
from models.codes.consent import ConsentRoute, ConsentStatus
from models.codes.registration import ProofMethod, ProofPurpose
from models.row import Row, new_id
from models.rows import Beneficiary, CareManagement, Consent, Insurer, Registration, Staff
from tests.service import Service

ACCOUNT = "hachiro"
BATCH = 100
"""The most people one question may be about."""

LONG_AGO, FAR_OFF = datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)
CONSENTED = datetime.datetime(1971, 1, 1, tzinfo=datetime.UTC)

_numbers, _methods = count(1), cycle(ProofMethod)


@dataclass(frozen=True)
class Person:
    """A generated person: the key for rows to belong to, the id to ask by."""

    key: int
    id: str


def enlist(service: Service, people: int, *, consent: bool = True, **columns: Any) -> list[Person]:
    """Add people to the list of the account's office. `columns` go into each person's row."""
    return enlist_each(service, [columns] * people, consent=consent)


def enlist_each(service: Service, each: Sequence[Mapping[str, Any]], *, consent: bool = True) -> list[Person]:
    """Add people with columns of their own."""
    with service.rows() as rows:
        staff = rows.exec(select(Staff).where(Staff.user_id == ACCOUNT)).one()
        insurer = rows.exec(select(Insurer)).all()[0]
        made = [_beneficiary(insurer.key, columns) for columns in each]
        rows.add_all(made)
        rows.flush()
        assert staff.office_key is not None
        for person in made:
            rows.add_all(_dealings(person, staff.office_key, staff.key, consent))
        found = [Person(person.key, person.id) for person in made]
        rows.commit()
    return found


def _beneficiary(insurer: int, columns: Mapping[str, Any]) -> Beneficiary:
    number = next(_numbers)
    fixed: dict[str, Any] = {
        "id": new_id("bnf"),
        "insurer_key": insurer,
        "insured_number": f"H8{number:08d}",
        "name": f"試験 {number}",
        "kana": "シケン",
        "birth_date": datetime.date(1940, 4, 1),
        "sex": Sex.FEMALE,
    }
    return Beneficiary(**{**fixed, **columns})


def _dealings(person: Beneficiary, office: int, staff: int, consent: bool) -> Iterator[Row]:
    yield Registration(
        office_key=office,
        beneficiary_key=person.key,
        method=next(_methods),
        purpose=ProofPurpose.VIEWING,
        read_at=DEMO_START,
        list_opened_at=DEMO_START,
        proven_at=DEMO_START,
        registered_on=LONG_AGO,
        viewing_until=FAR_OFF,
        insured_number=person.insured_number,
        sort_kana="シケン シケン",
        initial="シ",
        search_name=person.name,
        search_kana="シケン",
    )
    yield CareManagement(beneficiary_key=person.key, office_key=office, staff_key=staff, valid_from=LONG_AGO)
    if consent:
        status, route = ConsentStatus.GIVEN, ConsentRoute.MUNICIPALITY
        yield Consent(beneficiary_key=person.key, status=status, route=route, recorded_at=CONSENTED)


def store(service: Service, made: Sequence[Row]) -> None:
    """Put rows into the database; those of one table keep the order given, and so the order of their keys."""
    with service.rows() as rows:
        rows.add_all(made)
        rows.commit()


def numbered(rows: Session, made: Sequence[Any]) -> list[int]:
    """Put rows into the database one after the other and tell their keys."""
    rows.add_all(made)
    rows.flush()
    return [row.key for row in made]


def ask_each(service: Service, query: str, people: Sequence[Person], **variables: Any) -> list[Any]:
    """Ask `query ($ids: [ID!]!)` about everyone, a hundred at a time, and give the nodes in the same order."""
    found: list[Any] = []
    for start in range(0, len(people), BATCH):
        ids = [person.id for person in people[start : start + BATCH]]
        found += service.ask(ACCOUNT, query, ids=ids, **variables).data["nodes"]
    return found


def stand(service: Service, day: datetime.date) -> None:
    """Set the clock to noon of a day in Japan."""
    service.clock.instant = DEMO_START.replace(year=day.year, month=day.month, day=day.day, hour=12)


def some_day(chance: random.Random, first: datetime.date, last: datetime.date) -> datetime.date:
    """Any day from the first to the last."""
    return first + datetime.timedelta(days=chance.randint(0, (last - first).days))
