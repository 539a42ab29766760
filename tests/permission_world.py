"""The offices and rows of the permission tests, written beside the seed into a copy of its database."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlmodel import Session as Rows

from models import rows
from models.codes.beneficiary import EligibilityLoss, Sex
from models.codes.care import CareLevel, DisabilityAutonomy
from models.codes.certificates import FacilityKind
from models.codes.change import ChangeKind
from models.codes.consent import ConsentRoute, ConsentStatus
from models.codes.filing import FilerRelation, FilingClass, FilingKind, FilingStatus, RequestMethod
from models.codes.office import AccountKind, Occupation
from models.codes.progress import ApplicationKind, CertificationStatus, StepStatus
from models.codes.registration import ProofMethod, ProofPurpose
from models.row import Row, month_number
from tests.changing import SEEDED
from tests.databases import beside
from tests.permission_accounts import OFFICE_SERVICES, SERVICES, Account, in_charge_of_people, others
from tests.permission_expectation import EXPECTATION
from tests.permission_people import DAY, HIDDEN, LISTED, MONTH, NOW, PEOPLE, TODAY, Person

INSURER = 900_001
OFFICES = {"a": 900_001, "b": 900_002, "narrow": 900_003}
COLLEAGUE = 900_000
CHANGED = (*LISTED, HIDDEN[-1])
"""Of whom the feed tells: those on the list of office a, and the one on office b's."""


def populate(url: str) -> None:
    """Write everybody into a copy of the seeded database."""
    asking = list(in_charge_of_people(EXPECTATION))
    keys = {account: key for key, account in enumerate([*asking, *others(EXPECTATION)], start=COLLEAGUE + 1)}
    everything = list(_offices())
    everything += [row for account, key in keys.items() for row in _staff(account, key)]
    everything += [row for person in PEOPLE for row in person_rows(person, [keys[one] for one in asking])]
    everything += _changes()
    tables = Row.metadata.sorted_tables

    def place(row: Row) -> int:
        return tables.index(row.__table__)  # type: ignore[attr-defined]

    engine = beside(url)
    with Rows(engine) as session:
        # Without relationships SQLAlchemy does not know whom a row has to wait for; the tables do.
        for _, together in groupby(sorted(everything, key=place), place):
            session.add_all(together)
            session.flush()
        session.commit()
    engine.dispose()


def _offices() -> Iterator[Row]:
    yield rows.Insurer(key=INSURER, number="990001", name="権利市")
    for name, key in OFFICES.items():
        yield rows.Office(key=key, number=f"4499{key}", name=f"事業所{name}", address="", phone="")
        for code in OFFICE_SERVICES[name]:
            yield rows.OfficeService(office_key=key, service=SERVICES[code])
    yield from _staff(Account("colleague", ()), COLLEAGUE)


def _staff(account: Account, key: int) -> Iterator[Row]:
    yield rows.Staff(
        key=key,
        user_id=account.user,
        kind=AccountKind[account.kind],
        office_key=OFFICES[account.office],
        name=account.user,
        mail="",
        password_hash="",
    )
    for service, occupation in account.posts:
        yield rows.StaffOccupation(staff_key=key, service=SERVICES[service], occupation=Occupation[occupation])


def person_rows(person: Person, viewers: Iterable[int]) -> Iterator[Row]:
    """Everything stored of a person; `viewers` are the accounts that may be in charge."""
    yield _beneficiary(person)
    yield from (registration(person, changed) for changed in person.registrations)
    yield from _charge(person, viewers)
    yield from consents(person.key, person.consent)
    yield from _certificates(person)
    yield from _applications(person)
    yield from _papers(person)
    yield from _home(person)
    yield from (_filing(person, office) for office in ("a", "b"))


def _beneficiary(person: Person) -> Row:
    start, end = person.protection
    return rows.Beneficiary(
        key=person.key,
        id=person.id,
        insurer_key=INSURER,
        insured_number=person.insured_number,
        name=person.name,
        kana=person.kana,
        birth_date=person.birth_date,
        sex=Sex.FEMALE,
        postal_code=person.place("郵便"),
        address=person.place("住所"),
        phone=person.place("電話"),
        protected_from=start,
        protected_until=end,
        eligibility_lost_on=TODAY + MONTH,
        eligibility_loss=EligibilityLoss.MOVED_OUT,
    )


def registration(person: Person, changed: Mapping[str, Any]) -> Row:
    """A registration as `changed` says, else proven by printed fields for viewing at office a."""
    values = {"method": "PRINTED_FIELDS", "purpose": "VIEWING", "office": "a", "read_at": NOW - 2 * DAY, **changed}
    return rows.Registration(
        office_key=OFFICES[values.pop("office")],
        beneficiary_key=person.key,
        method=ProofMethod[values.pop("method")],
        purpose=ProofPurpose[values.pop("purpose")],
        proven_at=values["read_at"],
        registered_on=TODAY - MONTH,
        insured_number=person.insured_number,
        sort_kana=person.kana,
        initial="ケ",
        search_name=person.name,
        search_kana=person.kana,
        **values,
    )


def _charge(person: Person, viewers: Iterable[int]) -> Iterator[Row]:
    charge = person.charge
    staff: dict[str | None, Iterable[int | None]] = {"mine": viewers, "colleague": [COLLEAGUE], None: [None]}
    for key in staff[charge.staff] if charge.office else ():
        yield rows.CareManagement(
            beneficiary_key=person.key,
            office_key=OFFICES[charge.office or ""],
            staff_key=key,
            valid_from=charge.since,
            valid_until=charge.until,
        )


def consents(person: int, statuses: Iterable[str]) -> Iterator[Row]:
    """Statements, oldest first; the newest is stored first, so that only its time tells."""
    stated = [(NOW - 9 * DAY + place * DAY, ConsentStatus[status]) for place, status in enumerate(statuses)]
    for place, (at, status) in enumerate(reversed(stated)):
        yield rows.Consent(
            key=person * 10 + place,
            beneficiary_key=person,
            status=status,
            route=ConsentRoute.OFFICE,
            recorded_at=at,
            office_key=OFFICES["b"],
        )


def statement(person: Person, status: str, at: datetime.datetime) -> Row:
    """A statement on consent: given at office b, anything else fed by the municipality."""
    office = OFFICES["b"] if status == "GIVEN" else None
    return rows.Consent(
        beneficiary_key=person.key,
        status=ConsentStatus[status],
        route=ConsentRoute.OFFICE if office else ConsentRoute.MUNICIPALITY,
        recorded_at=at,
        office_key=office,
    )


def _certificates(person: Person) -> Iterator[Row]:
    for place, year in enumerate((2025, 2024)):
        yield rows.InsuredCertificate(
            key=person.key * 10 + place,
            beneficiary_key=person.key,
            issued_on=TODAY.replace(year=year, month=4),
            care_level=CareLevel.CARE_3,
            valid_from=TODAY.replace(year=year, month=4),
            valid_until=TODAY.replace(year=year + 1, month=3),
            facility_kind=FacilityKind.WELFARE_FACILITY,
            facility_name=person.place(f"施設{year}年"),
            plan_office_name=person.place("計画"),
        )
    yield rows.BurdenRatio(
        beneficiary_key=person.key,
        issued_on=TODAY,
        fiscal_year=2025,
        first_ratio=20,
        first_start=TODAY - MONTH,
        first_end=TODAY + MONTH,
    )


def _applications(person: Person) -> Iterator[Row]:
    found = ((CertificationStatus.ACCEPTED, TODAY - DAY), (CertificationStatus.CERTIFIED, TODAY - 9 * MONTH))
    for place, (status, day) in enumerate(found):
        yield rows.Progress(
            key=person.key * 10 + place,
            beneficiary_key=person.key,
            status=status,
            applied_on=day,
            application_kind=ApplicationKind.RENEWAL,
            survey_status=StepStatus.DONE,
            opinion_status=StepStatus.DONE,
            board_status=StepStatus.DONE,
        )


def _changes() -> Iterator[Row]:
    """Something has happened to everybody on a list, of which whoever has them there hears."""
    for place, person in enumerate(CHANGED, start=SEEDED + 1):
        yield rows.Change(beneficiary_key=person.key, kind=ChangeKind.CORRECTED, at=NOW, position=place)


def _filing(person: Person, office: str) -> Row:
    """One that every office would see if it saw more than its own."""
    return rows.Filing(
        id=f"fil_{office}{person.number:02}",
        beneficiary_key=person.key,
        office_key=OFFICES[office],
        staff_key=COLLEAGUE,
        kind=FilingKind.CARE_PLAN,
        classification=FilingClass.NEW,
        status=FilingStatus.ACCEPTED,
        filed_on=TODAY - MONTH,
        office_number="",
        office_name="",
        office_address="",
        office_phone="",
        starts_on=TODAY - MONTH,
        requested_on=TODAY - MONTH,
        request_method=RequestMethod.VISIT,
        filer_name="",
        filer_relation=FilerRelation.CARE_MANAGER,
        disclosure_consent=True,
    )


def _papers(person: Person) -> Iterator[Row]:
    about: dict[str, Any] = {"beneficiary_key": person.key, "progress_key": person.key * 10 + 1, "has_data": True}
    yield _document(person, 9)
    yield rows.Survey(document_key=person.key * 10 + 9, conducted_on=TODAY, **about)
    for place, shared in enumerate(person.opinions):
        yield _document(person, place)
        yield rows.Opinion(
            key=person.key * 10 + place,
            document_key=person.key * 10 + place,
            written_on=TODAY,
            received_on=TODAY - place * MONTH,
            shared=shared,
            applicant_name=person.name,
            applicant_postal_code=person.place("意見書郵便"),
            applicant_address=person.place(f"意見書住所{place}"),
            applicant_phone=person.place("意見書電話"),
            institution_address=person.place("医療機関"),
            remarks=person.place(f"意見{place}"),
            **about,
        )


def _document(person: Person, place: int) -> Row:
    return rows.Document(
        key=person.key * 10 + place,
        id=f"doc_{person.number:02}_{place}",
        beneficiary_key=person.key,
        name="",
        media_type="application/pdf",
        byte_count=0,
        received_on=TODAY,
        file="",
    )


def _home(person: Person) -> Iterator[Row]:
    yield rows.Dwelling(key=person.key, beneficiary_key=person.key, address=person.place("住宅"))
    yield rows.Residence(beneficiary_key=person.key, dwelling_key=person.key, moved_in_on=TODAY - MONTH)
    yield rows.DisabilityRecord(
        beneficiary_key=person.key,
        month=month_number(2025, 11),
        registered_on=TODAY,
        level=DisabilityAutonomy.J2,
    )
