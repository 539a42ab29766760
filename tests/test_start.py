"""The start: whatever is missing or wrong stops `python -m graph serve` with one line that says what, and exit code 2."""

from pathlib import Path

import pytest

from models.database import newest_revision, open_database
from models.settings import ROOT, Settings
from tests.starting import EMPTY, assert_refused, changed, serve, started_here, url
from tests.starting import copied as copied

WRONG_URL = "KAIGO_DATABASE_URL must start with sqlite:/// or postgresql://.\n"
MATRIX = "Correct the file KAIGO_MATRIX names, or leave the setting out: then permissions/matrix.toml counts."


def test_an_unknown_setting_is_named_with_those_that_are_known() -> None:
    known = ", ".join(sorted(f"KAIGO_{name.upper()}" for name in Settings.model_fields))
    assert_refused(serve(PROT="8000"), f"KAIGO_PROT is not a setting of this service; known are {known}.\n")


def test_a_wrong_setting_is_named() -> None:
    wrong = "Input should be a valid integer, unable to parse string as an integer"
    assert_refused(serve(PORT="eight"), f"KAIGO_PORT is wrong: {wrong}. Correct it and start again.\n")


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "kaigo.db"
    line = f"There is no database at {missing}; make one with `python -m seed`.\n"
    assert_refused(serve(DATABASE_URL=url(missing)), line)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "kaigo.db"
    empty.touch()
    assert_refused(serve(DATABASE_URL=url(empty)), EMPTY)


def test_an_older_or_newer_database_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], copied: Path
) -> None:
    lines = {
        revision: f"The database is at revision {revision}, this server needs {newest_revision()}. "
        "Run `alembic upgrade head`, or use the server that belongs to the database.\n"
        for revision in ("0000", "9999")
    }
    for revision, line in lines.items():
        with changed(copied) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        assert started_here(monkeypatch, capsys, {"KAIGO_DATABASE_URL": url(copied)}) == (2, line)
    assert_refused(serve(DATABASE_URL=url(copied)), lines["9999"])


def test_an_unreadable_matrix_is_refused(copied: Path, tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    line = f"The permission matrix none.toml cannot be read: No such file or directory. {MATRIX}\n"
    assert_refused(serve(DATABASE_URL=url(copied), MATRIX=str(missing)), line)


def test_postgresql_is_taken_by_name_and_told_when_it_cannot_be_reached() -> None:
    started = serve(DATABASE_URL="postgresql://kaigo:secret-word@127.0.0.1:1/kaigo")
    assert started.returncode == 2
    assert started.stdout == ""
    assert started.stderr.startswith("The database of KAIGO_DATABASE_URL cannot be opened: ")
    assert started.stderr.count("\n") == 1
    assert "secret-word" not in started.stderr

    engine = open_database("postgresql://kaigo@db.example/kaigo")
    assert (engine.dialect.name, engine.dialect.driver) == ("postgresql", "asyncpg")


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"KAIGO_DATABASE_URL": ""}, WRONG_URL),
        ({"KAIGO_DATABASE_URL": "kaigo.db"}, WRONG_URL),
        ({"KAIGO_DATABASE_URL": "mysql://kaigo@db.example/kaigo"}, WRONG_URL),
        ({"KAIGO_DATABASE_URL": "postgresql://kaigo@db.example:port/kaigo"}, WRONG_URL),
        (
            {"KAIGO_DATABASE_URL": "sqlite:////"},
            "There is no database at /; make one with `python -m seed`.\n",
        ),
        (
            {"KAIGO_DATABASE_URL": f"sqlite:///{__file__}"},
            "The database of KAIGO_DATABASE_URL cannot be opened: file is not a database.\n",
        ),
        ({"kaigo_code_minutes": "0"}, "KAIGO_CODE_MINUTES is wrong: Input should be greater than or equal to 1."),
        ({"KAIGO_VIEWING_WEEKS": "12"}, "KAIGO_VIEWING_WEEKS is not a setting of this service; known are "),
        (
            {"KAIGO_IN_CHARGE": "nobody"},
            "KAIGO_IN_CHARGE is wrong: Input should be 'person', 'office' or 'occupation'.",
        ),
        ({"KAIGO_MATRIX": "/"}, f"The permission matrix / cannot be read: Is a directory. {MATRIX}\n"),
        ({"KAIGO_HOST": ""}, "KAIGO_HOST is wrong: String should have at least 1 character."),
        (
            {"KAIGO_TLS": "/nowhere"},
            "KAIGO_TLS is wrong: /nowhere/server.key cannot be read (No such file or directory).\n",
        ),
        ({"KAIGO_SOCKET": "/nowhere"}, "KAIGO_SOCKET needs KAIGO_TLS, a folder with ca.pem and proxy.secret.\n"),
        ({"KAIGO_CERTIFICATES_FROM": "some"}, "KAIGO_CERTIFICATES_FROM is wrong: Input should be 'nobody', "),
        ({"kaigo_prot": "1"}, "kaigo_prot is not a setting of this service; known are "),
    ],
)
def test_every_wrong_value_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: dict[str, str], line: str
) -> None:
    code, told = started_here(monkeypatch, capsys, settings)
    assert code == 2
    assert told.startswith(line)
    assert told.count("\n") == 1


def test_a_matrix_with_a_hole_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    matrix = tmp_path / "matrix.toml"
    whole = (ROOT / "permissions" / "matrix.toml").read_text(encoding="utf-8")
    matrix.write_text(whole.replace('PARTNER = "y"\n', ""), encoding="utf-8")
    told = started_here(monkeypatch, capsys, {"KAIGO_MATRIX": str(matrix)})
    assert told == (2, f"The permission matrix misses or doubles in [kinds]: PARTNER. {MATRIX}\n")
