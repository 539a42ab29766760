"""The crowd that the seed makes beside its people: spread as in the country, whole, and in itself consistent."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from models import kana
from models.clock import DEMO_START
from models.row import col
from models.rows import (
    Beneficiary,
    Document,
    Dwelling,
    InsuredCertificate,
    Office,
    Opinion,
    Registration,
    Survey,
)
from seed import world
from seed.areas import FEWEST
from seed.levels import SHARES
from seed.offices import At
from tests.seed_crowd import CROWD, DISTRICTS
from tests.seed_crowd import crowd as crowd
from tests.seed_database import opened, raw

IN_FORCE = (
    "SELECT care_level FROM insured_certificate "
    f"WHERE valid_from <= '{DEMO_START:%Y-%m-%d}' AND valid_until >= '{DEMO_START:%Y-%m-%d}'"
)


def test_the_crowd_has_all_its_people(crowd: Path) -> None:
    assert raw(crowd, "SELECT count(*), count(DISTINCT id) FROM beneficiary") == [(CROWD, CROWD)]


def test_levels_are_spread_as_in_the_country(crowd: Path) -> None:
    levels = [level for (level,) in raw(crowd, IN_FORCE)]

    assert len(levels) > 0.95 * CROWD
    for level, share in SHARES.items():
        assert levels.count(level.name) / len(levels) == pytest.approx(share / sum(SHARES.values()), abs=0.03)


def test_keys_and_checks_hold_also_in_copies(crowd: Path) -> None:
    assert raw(crowd, "PRAGMA foreign_key_check") == []
    assert raw(crowd, "PRAGMA integrity_check") == [("ok",)]
    assert raw(crowd, "PRAGMA journal_mode") == [("wal",)]


def test_the_tables_and_indexes_are_those_of_the_migrations(crowd: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.db"
    world.make_real(f"sqlite:///{bare}")
    statement = "SELECT type, name, sql FROM sqlite_master ORDER BY name"

    assert raw(crowd, statement) == raw(bare, statement)


def test_what_other_rows_say_of_a_person_follows_the_copy(crowd: Path) -> None:
    with opened(crowd) as session:
        for person, registration in session.execute(
            select(Beneficiary, Registration).where(col(Registration.beneficiary_key) == col(Beneficiary.key))
        ):
            assert registration.insured_number == person.insured_number
            assert registration.sort_kana == kana.sort_key(person.kana)
            assert registration.initial == kana.initial(person.kana)
            assert registration.search_name == kana.plain(person.name)
            assert registration.search_kana == kana.plain(person.kana)
        for person, opinion in session.execute(
            select(Beneficiary, Opinion).where(
                col(Opinion.beneficiary_key) == col(Beneficiary.key), col(Opinion.has_data)
            )
        ):
            said = (opinion.applicant_name, opinion.applicant_kana, opinion.applicant_address, opinion.applicant_sex)
            assert said == (person.name, person.kana, person.address, person.sex)
            assert opinion.applicant_birth_date == person.birth_date


def test_people_of_districts_live_in_one_dwelling_at_their_address(crowd: Path) -> None:
    with opened(crowd) as session:
        found = session.execute(
            select(Beneficiary, Dwelling).where(
                col(Dwelling.beneficiary_key) == col(Beneficiary.key), col(Beneficiary.key) > 300
            )
        ).all()

    assert len(found) == CROWD - 300
    assert all(person.address == dwelling.address for person, dwelling in found)


def test_a_certificate_names_an_office_that_is_there(crowd: Path) -> None:
    with opened(crowd) as session:
        offices = set(session.scalars(select(col(Office.name))))
        named = set(session.scalars(select(col(InsuredCertificate.plan_office_name)).distinct()))

    assert named - {None} <= offices
    assert len(offices) == len(At) + (1 + DISTRICTS) * FEWEST


def test_papers_without_data_stay_empty(crowd: Path) -> None:
    with opened(crowd) as session:
        for opinion in session.scalars(select(Opinion).where(~col(Opinion.has_data))):
            assert opinion.applicant_name is None
            assert opinion.document_key is not None
        for survey in session.scalars(select(Survey).where(~col(Survey.has_data))):
            assert survey.walking is None


def test_ids_have_the_services_form(crowd: Path) -> None:
    with opened(crowd) as session:
        assert all(re.fullmatch(r"bnf_[a-z2-7]{16}", id_) for id_ in session.scalars(select(col(Beneficiary.id))))
        assert all(re.fullmatch(r"doc_[a-z2-7]{16}", id_) for id_ in session.scalars(select(col(Document.id))))
