"""seed/: made the same every time, whole or not at all, and as sound in its copies as in what they were copied from."""

import datetime
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import seed.__main__
from models.clock import DEMO_START
from models.database import DatabaseError
from seed import make, world
from seed.pdf import OPINION, SURVEY
from tests.seed_crowd import _crowd
from tests.seed_crowd import crowd as crowd
from tests.seed_database import content, raw


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
