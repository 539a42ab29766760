"""The start: whatever is missing or wrong stops `python -m graph serve` with one line that says what, and exit code 2."""

import asyncio
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from graph.__main__ import main
from loaders.commits import SqliteCommits
from loaders.reads import SqliteReads
from models import database
from models.database import newest_revision, open_database
from models.settings import ROOT, Settings
from resolvers.opening import open_house

EMPTY = "The database is empty. Make one with `python -m seed`.\n"
WRONG_URL = "KAIGO_DATABASE_URL must start with sqlite:/// or postgresql://.\n"
OTHERS = "Name others, or stop what is listening there."
MATRIX = "Correct the file KAIGO_MATRIX names, or leave the setting out: then permissions/matrix.toml counts."


def url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def copied(seeded: Path, tmp_path: Path) -> Path:
    """A database the server would serve."""
    return Path(shutil.copy(seeded, tmp_path / "kaigo.db"))


def serve(**settings: str) -> subprocess.CompletedProcess[str]:
    """Start the server as people do."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KAIGO_")}
    chosen = {f"KAIGO_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "graph", "serve"]
    return subprocess.run(
        command, env={**inherited, **chosen}, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def assert_refused(started: subprocess.CompletedProcess[str], line: str) -> None:
    assert (started.returncode, started.stdout, started.stderr) == (2, "", line)


def started_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: dict[str, str]
) -> tuple[int, str]:
    """The same in this process: the exit code and what stands on standard error."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["graph", "serve"])
    code = main()
    told = capsys.readouterr()
    assert told.out == ""
    return code, told.err


@contextmanager
def changed(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file)
    with connection:
        yield connection
    connection.close()


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


def test_a_folder_for_mail_that_cannot_be_written_to_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], copied: Path, tmp_path: Path
) -> None:
    file = tmp_path / "outbox"
    file.touch()
    for outbox, reason in ((file, "File exists"), (file / "below", "Not a directory")):
        line = (
            f"KAIGO_OUTBOX is wrong: {outbox} cannot be written to ({reason}). Name a folder the server may write to.\n"
        )
        settings = {"KAIGO_DATABASE_URL": url(copied), "KAIGO_OUTBOX": str(outbox)}
        assert started_here(monkeypatch, capsys, settings) == (2, line)


def test_a_port_that_is_taken_is_refused_before_anything_is_promised(copied: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        started = serve(
            DATABASE_URL=url(copied), OUTBOX=str(tmp_path / "outbox"), FILES=str(tmp_path / "files"), PORT=str(port)
        )
    line = f"KAIGO_HOST=127.0.0.1 and KAIGO_PORT={port} cannot be served: Address already in use. {OTHERS}\n"
    assert_refused(started, line)
    with sqlite3.connect(copied) as connection:
        assert connection.execute("SELECT count(*) FROM session").fetchall() == [(0,)]
    connection.close()


@pytest.mark.parametrize(
    ("host", "reason"), [("192.0.2.1", "Cannot assign requested address"), ("例..example", "there is no such host")]
)
def test_a_host_that_is_not_here_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    copied: Path,
    tmp_path: Path,
    host: str,
    reason: str,
) -> None:
    folders = {f"KAIGO_{name.upper()}": str(tmp_path / name) for name in ("outbox", "files")}
    settings = {"KAIGO_DATABASE_URL": url(copied), "KAIGO_HOST": host, **folders}
    line = f"KAIGO_HOST={host} and KAIGO_PORT=8000 cannot be served: {reason}. {OTHERS}\n"
    assert started_here(monkeypatch, capsys, settings) == (2, line)


def test_a_database_without_its_one_row_of_facts_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], copied: Path
) -> None:
    with changed(copied) as connection:
        connection.execute("DELETE FROM installation")
    assert started_here(monkeypatch, capsys, {"KAIGO_DATABASE_URL": url(copied)}) == (2, EMPTY)


async def pragmas(file: Path, connections: int) -> list[dict[str, object]]:
    """What holds on connections of the service that are open at once."""
    async with open_house(Settings(database_url=url(file))) as house:
        opened = [await house.engine.connect() for _ in range(connections)]
        found = [
            {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in database.PRAGMAS}
            for connection in opened
        ]
        for connection in opened:
            await connection.close()
        return found


def test_sqlite_keeps_what_it_has_acknowledged_on_every_connection(copied: Path) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    assert asyncio.run(pragmas(copied, 4)) == [wanted] * 4
    reads = SqliteReads(copied)
    for raw in (reads._here._connection, reads._aside._connection, SqliteCommits(copied)._connection):
        assert {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted


def test_a_pragma_sqlite_does_not_take_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], copied: Path
) -> None:
    monkeypatch.setitem(database.PRAGMAS, "synchronous", 9)
    told = started_here(monkeypatch, capsys, {"KAIGO_DATABASE_URL": url(copied)})
    assert told == (2, "SQLite does not take synchronous=9 on this file; is it on a network drive?\n")
