"""seed/: made the same every time, whole or not at all, and as sound in its copies as in what they were copied from."""

import datetime
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

import seed.__main__
from models import kana
from models.clock import DEMO_START
from models.database import DatabaseError
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
from seed import make, world
from seed.areas import FEWEST
from seed.levels import SHARES
from seed.offices import At
from seed.pdf import OPINION, SURVEY
from tests.seed_database import content, opened, raw

DISTRICT = 60
LEFT, DISTRICTS = 7, 3
CROWD = 300 + LEFT + DISTRICTS * DISTRICT
"""The least that has a district of those left over, a whole one, and copies of it."""

IN_FORCE = (
    "SELECT care_level FROM insured_certificate "
    f"WHERE valid_from <= '{DEMO_START:%Y-%m-%d}' AND valid_until >= '{DEMO_START:%Y-%m-%d}'"
)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a small crowd in it."""
    return _crowd(tmp_path_factory.mktemp("crowd") / "kaigo.db", DEMO_START)


def _crowd(path: Path, now: datetime.datetime) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "DISTRICT", DISTRICT)
        make(f"sqlite:///{path}", CROWD, now)
    return path


def test_two_makings_are_equal(crowd: Path, tmp_path: Path) -> None:
    again = _crowd(tmp_path / "again.db", DEMO_START + datetime.timedelta(days=400))

    assert content(again) == content(crowd)


def test_content_does_not_hang_on_the_interpreters_hashes(seeded: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    settings = {"KAIGO_DATABASE_URL": f"sqlite:///{path}", "KAIGO_FILES": str(tmp_path / "files")}
    environment = {**os.environ, "PYTHONHASHSEED": "12345", **settings}

    made = subprocess.run([sys.executable, "-m", "seed"], env=environment, capture_output=True, text=True, check=True)

    assert re.fullmatch(r"Made a demo database of 300 people \(small\) in [\d.]+ s\.\n", made.stdout)
    made_by_itself, expected = content(path), content(seeded)
    assert len(made_by_itself.pop("card_link")) == 5, "new cards each time, by the command alone"
    assert expected.pop("card_link") == []
    assert made_by_itself == expected
    assert {file.name: file.read_bytes() for file in (tmp_path / "files").iterdir()} == {
        paper.file: paper.content for paper in (SURVEY, OPINION)
    }


def test_every_size_has_the_same_named_offices_and_their_people(seeded: Path, crowd: Path) -> None:
    small, large = content(seeded), content(crowd)

    for table in ("beneficiary", "staff", "barthel_record", "insured_certificate", "opinion"):
        assert large[table][: len(small[table])] == small[table]


@pytest.mark.parametrize(("more", "size"), [(0, "small"), (250, "550")])
def test_any_number_of_people_at_the_demos_first_day(more: int, size: str, tmp_path: Path) -> None:
    path = tmp_path / "any.db"
    told: list[int] = []

    make(f"sqlite:///{path}", 300 + more, DEMO_START + datetime.timedelta(days=1, seconds=5), told.append)

    assert raw(path, "SELECT count(*) FROM beneficiary") == [(300 + more,)]
    assert sum(told) == 300 + more
    assert raw(path, "SELECT demo, clock_offset, size FROM installation") == [(1, -86_405, size)]


def test_the_crowd_has_all_its_people(crowd: Path) -> None:
    assert raw(crowd, "SELECT count(*), count(DISTINCT id) FROM beneficiary") == [(CROWD, CROWD)]


def test_a_database_with_tables_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    raw(path, "CREATE TABLE theirs (something TEXT)")
    before = hashlib.sha256(path.read_bytes()).digest()

    with pytest.raises(DatabaseError, match="has tables already"):
        make(f"sqlite:///{path}", 300, DEMO_START)

    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_refuses_in_one_line(
    seeded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("KAIGO_DATABASE_URL", f"sqlite:///{seeded}")
    monkeypatch.setenv("KAIGO_FILES", str(tmp_path / "files"))
    monkeypatch.setattr(sys, "argv", ["seed"])

    assert seed.__main__.main() == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("people", ["²", "٣٠٠", "3e3", "-1", "299", "", "9" * 5_000])
def test_a_number_of_people_that_is_none_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], people: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["seed", f"--people={people}"])

    with pytest.raises(SystemExit) as stopped:
        seed.__main__.main()

    assert stopped.value.code == 2
    assert capsys.readouterr().err.endswith(f"argument --people: {people} is not a number from 300 to 999999999\n")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://somewhere/db"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(DatabaseError):
        make(url, 300, DEMO_START)


def test_a_log_left_by_a_deleted_database_is_not_played_into_the_new_one(tmp_path: Path) -> None:
    path, log = tmp_path / "kaigo.db", tmp_path / "kaigo.db-wal"
    log.write_bytes(b"left behind")

    world.make_real(f"sqlite:///{path}")

    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_making_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_book: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(world, "enter_guide", fail)

    with pytest.raises(RuntimeError):
        make(f"sqlite:///{tmp_path / 'kaigo.db'}", 300, DEMO_START)

    assert list(tmp_path.iterdir()) == []


def test_a_real_database_has_amounts_and_nobody(tmp_path: Path) -> None:
    path = tmp_path / "real.db"

    world.make_real(f"sqlite:///{path}")

    filled = {name for name, rows in content(path).items() if rows}
    amounts = {"benefit_limit", "burden_limit_amount", "opinion_fee", "consumption_tax"}
    assert filled == {"installation", *amounts}
    assert raw(path, "SELECT demo, clock_offset FROM installation") == [(0, 0)]


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
