"""Makes the empty database, lets it be filled, leaves it ready for the server. What differs by dialect is here."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, NullPool, create_engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from models.database import DatabaseError, migrations, open_database, sqlite_file
from models.row import METADATA

Work = Callable[[Connection], None]

LOADING = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -262144", "temp_store = MEMORY")
"""SQLite while it is filled: nothing is worth keeping until all of it is there."""

UNCHECKED = "ignore_check_constraints"
"""SQLite checks every value of a copied row anew; the row it was copied from has passed."""


def build(url: str, work: Work) -> None:
    """Bring a new database to the newest revision and fill it; it appears whole or not at all.

    Raises:
        DatabaseError: the database has tables already, or the URL is of another kind.
    """
    file = sqlite_file(url)
    if file is None:
        asyncio.run(_build_on_server(url, work))
    else:
        _build_file(file, work)


def drop_indexes(connection: Connection) -> None:
    """Take the indexes off: sorting them once at the end is faster than keeping them through a million rows."""
    for table in METADATA.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            index.drop(connection)


def create_indexes(connection: Connection) -> None:
    """Put the indexes back, as the migrations made them."""
    for table in METADATA.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            index.create(connection)


def trust_copies(connection: Connection) -> None:
    """Tell SQLite that what is copied from now on has been checked."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"PRAGMA {UNCHECKED} = ON"))


def _build_file(file: Path, work: Work) -> None:
    if file.name in ("", ":memory:"):
        raise DatabaseError("The database must be a file: KAIGO_DATABASE_URL=sqlite:///FILE.")
    _refuse_file(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(file.name + ".new")
    _remove(new)
    try:
        _fill_file(new, work)
        # A write-ahead log left behind by a deleted database would be played into this one.
        _remove(file)
        new.rename(file)
    finally:
        _remove(new)


def _fill_file(file: Path, work: Work) -> None:
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with engine.connect() as connection:
        for setting in LOADING:
            connection.execute(text(f"PRAGMA {setting}"))
        _fill(connection, work)
        connection.commit()
        connection.execute(text("PRAGMA journal_mode = WAL"))
    with file.open("rb") as written:
        os.fsync(written.fileno())


async def _build_on_server(url: str, work: Work) -> None:
    engine = open_database(url)
    try:
        await _reach(engine)
        async with engine.begin() as connection:
            await connection.run_sync(_refuse_tables)
            await connection.run_sync(_fill, work)
            await connection.run_sync(_settle)
    finally:
        await engine.dispose()


async def _reach(engine: AsyncEngine) -> None:
    try:
        async with engine.connect():
            pass
    except (OSError, DBAPIError) as error:
        raise DatabaseError(f"The database cannot be reached: {getattr(error, 'orig', error)}") from None


def _fill(connection: Connection, work: Work) -> None:
    config = migrations()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    work(connection)


def _settle(connection: Connection) -> None:
    """PostgreSQL counts keys by sequences, which explicit keys do not move, and plans by statistics."""
    for table in METADATA.sorted_tables:
        if "key" in table.columns:
            newest = select(func.max(table.c.key)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, "key")
            connection.execute(select(func.setval(sequence, func.coalesce(newest, 1), newest.is_not(None))))
    connection.execute(text("ANALYZE"))


def _refuse_file(file: Path) -> None:
    if file.exists():
        engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
        with engine.connect() as connection:
            _refuse_tables(connection)


def _refuse_tables(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        url = connection.engine.url.render_as_string(hide_password=True)
        raise DatabaseError(f"{url} has tables already. Delete it, or choose another KAIGO_DATABASE_URL.")


def _remove(file: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
