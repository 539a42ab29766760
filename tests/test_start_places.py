"""Places a server needs - for mail, port, host, what SQLite keeps - and how it is told that one is not to be had."""

import asyncio
import socket
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from loaders.commits import SqliteCommits
from loaders.reads import SqliteReads
from models import database
from models.settings import Settings
from resolvers.opening import open_house
from tests.starting import EMPTY, assert_refused, changed, serve, started_here, url
from tests.starting import copied as copied

OTHERS = "Name others, or stop what is listening there."


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
