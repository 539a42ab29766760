"""The raw driver connections that compiled statements run on: read-only, apart from the sessions that write.

SQLite: small answers on the event loop (a fifth of a millisecond), large ones on one worker thread of its own, so that
nobody's list waits for somebody's five hundred people. PostgreSQL: a pool of asyncpg.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import asyncpg
from sqlalchemy.engine import make_url

from loaders.commits import Commits, PostgresCommits, SqliteCommits
from loaders.dialect import Dialect, Postgresql, Sqlite
from loaders.journal import Journal
from loaders.tally import ran
from models.database import prepare_sqlite
from models.deadline import STEPS, OutOfTime, due

LARGE = 20_000
"""An answer that costs more than this, about ten milliseconds, is a large one."""
MOST_CONNECTIONS = 8
CACHE = 32 * 1024
"""KiB of pages a connection to SQLite keeps: the rows of some five hundred people with all that belongs to them."""


class Reads(Protocol):
    """Runs the text of a statement with named values."""

    dialect: Dialect

    async def run(
        self, text: str, names: Sequence[str], values: Mapping[str, object], cost: int
    ) -> Sequence[Sequence[Any]]:
        """The rows; `cost` tells how long it may take (loaders/cost.py).

        Raises:
            OutOfTime: it took longer than its request may.
        """

    async def close(self) -> None:
        """Give the connections back."""


class SqliteReads:
    """Two read-only connections to one file."""

    def __init__(self, file: Path) -> None:
        self.dialect: Dialect = Sqlite()
        self._here, self._aside = _Connection(file), _Connection(file)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="large-reads")

    async def run(
        self, text: str, names: Sequence[str], values: Mapping[str, object], cost: int
    ) -> Sequence[Sequence[Any]]:
        ran()
        bound = {name: self.dialect.bound(values[name]) for name in names}
        if cost <= LARGE:
            return self._here.run(text, bound, due())
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._aside.run, text, bound, due())

    async def close(self) -> None:
        self._thread.shutdown()
        self._here.close()
        self._aside.close()


class _Connection:
    """A read-only connection that stops a statement when its time is over."""

    def __init__(self, file: Path) -> None:
        self._connection, self._due = _read_only(file), inf
        self._connection.set_progress_handler(lambda: monotonic() > self._due, STEPS)

    def run(self, text: str, bound: Mapping[str, object], until: float) -> Sequence[Sequence[Any]]:
        """The rows.

        Raises:
            OutOfTime: it took too long.
        """
        self._due = until
        try:
            return self._connection.execute(text, bound).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise OutOfTime from None
            raise

    def close(self) -> None:
        self._connection.close()


def _read_only(file: Path) -> sqlite3.Connection:
    address = f"{file.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(
        address, uri=True, check_same_thread=False, isolation_level=None, cached_statements=512
    )
    prepare_sqlite(connection)
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    return connection


class PostgresReads:
    """A pool of asyncpg connections; each keeps its prepared statements."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.dialect: Dialect = Postgresql()
        self._pool = pool

    async def run(
        self, text: str, names: Sequence[str], values: Mapping[str, object], cost: int
    ) -> Sequence[Sequence[Any]]:
        ran()
        bound = [self.dialect.bound(values[name]) for name in names]
        found: Sequence[Sequence[Any]] = await self._pool.fetch(text, *bound)
        return found

    async def close(self) -> None:
        await self._pool.close()


@asynccontextmanager
async def open_connections(url: str, turn: AbstractAsyncContextManager[Any]) -> AsyncIterator[tuple[Reads, Journal]]:
    """What reads and what writes read records, in its turn, for a database URL; given back at the end."""
    reads, commits = await _open(url)
    journal = Journal(commits, reads.dialect, turn)
    try:
        yield reads, journal
    finally:
        await journal.close()
        await reads.close()


async def _open(url: str) -> tuple[Reads, Commits]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = Path(parsed.database or "")
        return SqliteReads(file), SqliteCommits(file)
    dsn = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresReads(await _pool(dsn, MOST_CONNECTIONS)), PostgresCommits(await _pool(dsn, 1))


async def _pool(dsn: str, most: int) -> asyncpg.Pool:
    """Connections that plan a statement once and keep it, however long it is; nothing in them needs a reset."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=most,
        statement_cache_size=512,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=0,
        reset=_as_it_is,
        server_settings={"plan_cache_mode": "force_generic_plan", "jit": "off"},
    )


async def _as_it_is(_: object) -> None: ...
