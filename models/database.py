"""Opens the database and makes sure it is the right one: engine settings, SQLite's pragmas, the revision."""

import sqlite3
from functools import cache
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from models.deadline import STEPS, due
from models.settings import ROOT

OLDEST_SQLITE = (3, 37, 0)
"""STRICT-era SQLite: row values, RETURNING and upsert as we use them; Debian 12 has 3.40."""

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
"""WAL with synchronous=FULL (2): with less, a power cut loses what was acknowledged."""


AFTER = 0.2
"""Seconds after the end of a request's time, when its caller has been told: then its statement is stopped too."""


class DatabaseError(Exception):
    """The database cannot be used; the message says what to do."""


def open_database(url: str) -> AsyncEngine:
    """The engine for `sqlite:///FILE` or `postgresql://...`.

    Raises:
        DatabaseError: the URL is of another kind, or this Python's SQLite is too old.
    """
    file = sqlite_file(url)
    if file is None:
        return _engine(_parsed(url), "postgresql+asyncpg")
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseError(f"SQLite {sqlite3.sqlite_version} is too old; 3.37 or newer is needed.")
    if not file.is_file():  # SQLite would make an empty one
        raise DatabaseError(f"There is no database at {file}; make one with `python -m seed`.")
    engine = _engine(_parsed(url), "sqlite+aiosqlite")
    event.listen(engine.sync_engine, "connect", _connected)
    event.listen(engine.sync_engine, "before_cursor_execute", _note_due)
    return engine


def _connected(connection: Any, record: Any) -> None:
    """Prepare a connection; a statement whose caller has been told that it took too long is not left running."""
    prepare_sqlite(connection)
    until = record.info["until"] = [inf]  # known to the handler still when the pool has forgotten the connection

    def over() -> bool:
        return monotonic() > until[0] + AFTER

    connection.run_async(lambda driver: driver.set_progress_handler(over, STEPS))


def _note_due(connection: Connection, *_: object) -> None:
    connection.info["until"][0] = due()


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite URL, None for PostgreSQL.

    Raises:
        DatabaseError: the URL is of another kind.
    """
    parsed = _parsed(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError):
        parsed = None
    if parsed is None or parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseError("KAIGO_DATABASE_URL must start with sqlite:/// or postgresql://.")
    return parsed


def _engine(url: URL, driver: str) -> AsyncEngine:
    """Errors name no values: they are written to logs, and the values are those of people."""
    return create_async_engine(url.set(drivername=driver), hide_parameters=True, pool_timeout=120)


def prepare_sqlite(connection: Any) -> None:
    """Set the pragmas on a new connection and read them back: SQLite ignores what it cannot do.

    Raises:
        DatabaseError: it cannot.
    """
    cursor = connection.cursor()
    for name, wanted in PRAGMAS.items():
        cursor.execute(f"PRAGMA {name} = {wanted}")
        cursor.execute(f"PRAGMA {name}")
        found = cursor.fetchone()
        if found is None or found[0] != wanted:
            raise DatabaseError(f"SQLite does not take {name}={wanted} on this file; is it on a network drive?")
    cursor.close()


def migrations() -> Config:
    """Alembic's configuration: the scripts beside this file."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "models" / "migrations"))
    return config


@cache
def newest_revision() -> str:
    """The revision this code is written for."""
    head = ScriptDirectory.from_config(migrations()).get_current_head()
    assert head is not None
    return head


async def require_revision(engine: AsyncEngine) -> None:
    """Refuse a database that is not at this code's revision.

    Raises:
        DatabaseError: no database, an older or a newer one.
    """
    try:
        found = await revision(engine)
    except DatabaseError:
        raise
    except Exception as error:  # each driver has its own
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0].rstrip(".")
        raise DatabaseError(f"The database of KAIGO_DATABASE_URL cannot be opened: {reason}.") from None
    wanted = newest_revision()
    if found is None:
        raise DatabaseError("The database is empty. Make one with `python -m seed`.")
    if found != wanted:
        raise DatabaseError(
            f"The database is at revision {found}, this server needs {wanted}. "
            "Run `alembic upgrade head`, or use the server that belongs to the database."
        )


async def revision(engine: AsyncEngine) -> str | None:
    """The revision the database is at; None where it is empty."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
