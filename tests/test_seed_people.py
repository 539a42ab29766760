"""seed/: who is in it - the accounts, the guide's people, and a story for each state and edge."""

import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Enum, select
from sqlmodel import Session

from models import kana
from models.clock import DEMO_START
from models.codes.care import CareLevel
from models.codes.certificates import CertificateKind
from models.codes.progress import (
    ApplicationKind,
    CertificationStatus,
    JudgementCategory,
    PostponementReason,
    StepStatus,
)
from models.row import METADATA, Row, col
from models.rows import (
    BarthelRecord,
    Beneficiary,
    Consent,
    InsuredCertificate,
    Opinion,
    Progress,
    Registration,
    Staff,
    Survey,
)
from permissions.credentials import password_matches
from permissions.scope import on_list
from seed import STORIES
from seed.accounts import DEMO_PASSWORD, STAFF
from seed.offices import At
from tests.seed_database import opened, raw

TODAY = DEMO_START.date()
BINDS = {"office": At.TEST, "today": TODAY, "reading_lapses": DEMO_START - datetime.timedelta(hours=24)}


def people(session: Session) -> dict[str, Beneficiary]:
    """The person of every story."""
    known = {
        person.insured_number: person for person in session.scalars(select(Beneficiary)) if person.insurer_key == 1
    }
    return {slug: known[number] for slug, number in STORIES.items()}


def rows_of(session: Session, kind: type[Row], slugs: str) -> list[Any]:
    """The rows of the people of all stories whose name starts so."""
    keys = [person.key for slug, person in people(session).items() if slug.startswith(slugs)]
    return list(session.scalars(select(kind).where(kind.beneficiary_key.in_(keys))))  # type: ignore[attr-defined]


def test_accounts_have_the_demo_password_hashed_once(seeded: Path) -> None:
    with opened(seeded) as session:
        accounts = {staff.user_id: staff for staff in session.scalars(select(Staff))}

    assert {user_id: staff.key for user_id, staff in accounts.items()} == STAFF
    assert len({staff.password_hash for staff in accounts.values()}) == 1
    assert password_matches(accounts["hachiro"].password_hash, DEMO_PASSWORD)
    assert all(staff.mail.endswith(".example") for staff in accounts.values())


def test_the_guides_list(seeded: Path) -> None:
    with opened(seeded) as session:
        found = session.execute(
            select(Registration, Beneficiary)
            .join(Beneficiary, col(Beneficiary.key) == col(Registration.beneficiary_key))
            .where(col(Registration.insured_number).startswith("123456789"), on_list())
            .order_by(col(Registration.sort_kana)),
            BINDS,
        ).all()

    assert [(row.insured_number, person.name, person.kana) for row, person in found] == [
        ("1234567893", "利用ウメオ", "リヨウウメオ"),
        ("1234567891", "利用タケオ", "リヨウタケオ"),
        ("1234567890", "利用ツル子", "リヨウツルコ"),
        ("1234567892", "利用マツ子", "リヨウマツコ"),
        ("1234567894", "利用ヨシ子", "リヨウヨシコ"),
    ]
    dates = {(str(row.registered_on), str(row.viewing_until)) for row, _ in found}
    assert dates == {("2025-10-01", "2025-12-24")}


def test_ichiros_year(seeded: Path) -> None:
    with opened(seeded) as session:
        ichiro = session.scalars(select(Beneficiary).where(col(Beneficiary.insured_number) == "1200000110")).one()
        query = select(BarthelRecord).where(col(BarthelRecord.beneficiary_key) == ichiro.key)
        months = {record.month: record for record in session.scalars(query)}

    assert (ichiro.name, ichiro.kana, str(ichiro.birth_date)) == ("介護 一郎", "カイゴ イチロウ", "1930-01-01")
    assert [divmod(month, 12) for month in sorted(months)] == [
        *((2024, 10), (2024, 11)),
        *((2025, month) for month in range(1, 12)),
    ]
    assert {(record.feeding.name, record.transfer.name) for record in months.values()} == {("TOTAL", "SITS_ONLY")}


def test_ichiro_has_a_value_in_every_column_of_both_papers(seeded: Path) -> None:
    with opened(seeded) as session:
        key = session.scalars(select(col(Beneficiary.key)).where(col(Beneficiary.insured_number) == "1200000110")).one()
        for kind in (Survey, Opinion):
            query = select(kind).where(col(kind.beneficiary_key) == key, col(kind.has_data))
            found = session.scalars(query).one().model_dump(exclude={"office_key"})  # his opinion came on paper
            assert None not in found.values()


def test_names_begin_with_every_letter_they_can(seeded: Path) -> None:
    initials = {initial for (initial,) in raw(seeded, "SELECT DISTINCT initial FROM registration")}

    assert set(kana.LETTERS) - {"ヲ", "ン"} <= initials


def test_lists_differ_and_overlap(seeded: Path) -> None:
    lists = {
        office: {key for (key,) in raw(seeded, f"SELECT beneficiary_key FROM registration WHERE office_key={office}")}
        for office in (At.TEST, At.BIG, At.MULTI)
    }

    assert lists[At.TEST] & lists[At.BIG]
    assert lists[At.TEST] - lists[At.BIG]
    assert lists[At.BIG] - lists[At.TEST]
    assert lists[At.MULTI] & lists[At.TEST]
    assert len(lists[At.BIG]) > 200


def test_every_story_is_there(seeded: Path) -> None:
    with opened(seeded) as session:
        assert len(people(session)) == len(STORIES) == len(set(STORIES.values()))


def test_every_stage_of_an_application_has_its_person(seeded: Path) -> None:
    with opened(seeded) as session:
        stages = rows_of(session, Progress, "progress-")

    assert {stage.status for stage in stages} == set(CertificationStatus)
    assert {stage.application_kind for stage in stages} == set(ApplicationKind)
    assert {stage.survey_status for stage in stages} == set(StepStatus)
    assert {stage.opinion_status for stage in stages} == set(StepStatus)
    assert {stage.board_status for stage in stages} == set(StepStatus)
    assert {stage.judgement for stage in stages} == {None, *JudgementCategory}
    assert {stage.postponement_reason for stage in stages} == {None, *PostponementReason}
    assert any(stage.closed_on for stage in stages)


def test_every_level_of_every_scale_has_its_person(seeded: Path) -> None:
    with opened(seeded) as session:
        for table in ("disability_record", "dementia_record", "barthel_record", "cognition_record"):
            for column in METADATA.tables[table].columns:
                if isinstance(column.type, Enum) and column.type.enum_class is not None:
                    assert set(session.scalars(select(column))) == set(column.type.enum_class), column


def test_every_care_level_has_its_person(seeded: Path) -> None:
    with opened(seeded) as session:
        assert {row.care_level for row in rows_of(session, InsuredCertificate, "level-")} == set(CareLevel)


def test_every_state_of_consent_has_its_person(seeded: Path) -> None:
    with opened(seeded) as session:
        said = {(row.status.name, row.route.name) for row in rows_of(session, Consent, "consent-")}
        asked = {row.beneficiary_key for row in rows_of(session, Consent, "consent-none")}

    given = {(status, route) for status in ("GIVEN", "WITHDRAWN") for route in ("MUNICIPALITY", "OFFICE")}
    assert said == {*given, ("NOT_GIVEN", "MUNICIPALITY")}
    assert asked == set()


def test_every_certificate_is_held_by_someone_who_holds_nothing_else(seeded: Path) -> None:
    tables = [
        table.name for table in METADATA.sorted_tables if {"issued_on", "beneficiary_key"} <= set(table.columns.keys())
    ]
    assert len(tables) == len(CertificateKind)
    with opened(seeded) as session:
        found = people(session)
    for kind in CertificateKind:
        person = found[f"certificate-only-{kind.name.lower().replace('_', '-')}"]
        where = f"WHERE beneficiary_key = {person.key}"
        held = [table for table in tables if raw(seeded, f"SELECT 1 FROM {table} {where}")]
        assert held == [kind.name.lower() if kind is not CertificateKind.INSURED else "insured_certificate"]


LISTED = {
    "viewing-until-tomorrow": True,
    "viewing-until-today": True,
    "viewing-until-yesterday": False,
    "card-unopened": True,
    "card-unopened-for-a-second-less-than-a-day": True,
    "card-unopened-for-a-day": False,
    "card-unopened-for-a-second-more-than-a-day": False,
    "card-opened": True,
    "removed": False,
    "removed-from-one-of-two": False,
    "filing-only": False,
    "filing-and-viewing": True,
    "two-offices": True,
    "lapsed-at-one-of-two": False,
    "elsewhere": False,
    "no-office": False,
}


def test_windows_open_and_close_where_the_stories_say(seeded: Path) -> None:
    with opened(seeded) as session:
        found = people(session)
        listed = set(session.scalars(select(col(Registration.beneficiary_key)).where(on_list()), BINDS))

    assert {slug: found[slug].key in listed for slug in LISTED} == LISTED
