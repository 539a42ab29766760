"""The databases of the rival written by hand: SQLite on the event loop, PostgreSQL through a pool of asyncpg."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import asyncpg

SQL = Path(__file__).parent / "sql"
NAMES = ("list", "person", "bulk")
FIELDS = ("at", "staff_key", "office_key", "operation", "document_hash", "people", "coordinates", "basis", "refusals")
COLUMNS = ("shard", "place", "salt", *FIELDS)
"""It makes no chain: its records stand in a shard below all of ours, another each time it is started."""


class Store(Protocol):
    """Runs the statements typed by hand."""

    async def rows(self, name: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """The rows of a statement: id and JSON bytes."""

    async def record(self, values: Mapping[str, Any]) -> None:
        """Write a read record; it is on the disk when this returns."""


def _texts(database: str) -> dict[str, str]:
    """The statements by name; what two rivals share stands in a file of its own."""
    money = (SQL / database / "money.sql").read_text()
    return {name: (SQL / database / f"{name}.sql").read_text().replace("/* money.sql */", money) for name in NAMES}


@asynccontextmanager
async def open_store(url: str) -> AsyncIterator[Store]:
    """The store of a URL, closed at the end."""
    if url.startswith("sqlite:///"):
        store = SqliteStore(url.removeprefix("sqlite:///"))
        yield store
        store.close()
        return
    # Planned once and not anew for every value: planning the person's tabs takes longer than running them.
    planned = {"plan_cache_mode": "force_generic_plan"}
    async with asyncpg.create_pool(url, min_size=8, max_size=8, server_settings=planned, reset=_as_it_is) as pool:
        yield PostgresStore(pool)


async def _as_it_is(_connection: Any) -> None:
    """Nothing is set on a connection, so nothing has to be set back by a statement of its own."""


class SqliteStore:
    """One read-only connection, used on the event loop; records are committed together by one thread."""

    def __init__(self, file: str) -> None:
        address = f"{Path(file).resolve().as_uri()}?mode=ro"
        self._reads = sqlite3.connect(address, uri=True, isolation_level=None)
        self._text = _texts("sqlite")
        self._writes = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._writes.execute("PRAGMA synchronous = FULL")
        self._thread = ThreadPoolExecutor(1)
        self._waiting: list[Mapping[str, Any]] = []
        self._next: asyncio.Task[None] | None = None
        self._running: asyncio.Task[None] | None = None

    async def rows(self, name: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return self._reads.execute(self._text[name], values).fetchall()

    async def record(self, values: Mapping[str, Any]) -> None:
        self._waiting.append(values)
        if self._next is None:
            self._next = asyncio.create_task(self._commit(self._running))
        await asyncio.shield(self._next)

    async def _commit(self, running: asyncio.Task[None] | None) -> None:
        """Commit whatever queued up during the commit before."""
        if running is not None:
            await asyncio.wait([running])
        batch, self._waiting = self._waiting, []
        self._running, self._next = self._next, None
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write, batch)

    def close(self) -> None:
        """Give the connections back."""
        self._thread.shutdown()
        self._reads.close()
        self._writes.close()

    def _write(self, batch: Sequence[Mapping[str, Any]]) -> None:
        self._writes.execute("BEGIN IMMEDIATE")
        places = ", ".join(f":{name}" for name in COLUMNS)
        self._writes.executemany(f"INSERT INTO read_record ({', '.join(COLUMNS)}) VALUES ({places})", batch)
        self._writes.execute("COMMIT")


class PostgresStore:
    """A pool of asyncpg; each connection keeps its prepared statements. PostgreSQL commits together by itself."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._text = _texts("postgresql")
        places = ", ".join(f"${place}" for place in range(1, len(COLUMNS) + 1))
        self._insert = f"INSERT INTO read_record ({', '.join(COLUMNS)}) VALUES ({places})"

    async def rows(self, name: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        bound = {**values, "today": date.fromisoformat(values["today"])}
        found = await self._pool.fetch(self._text[name], *bound.values())
        return [(id_, document.encode()) for id_, document in found]

    async def record(self, values: Mapping[str, Any]) -> None:
        await self._pool.execute(self._insert, *(values[name] for name in COLUMNS))
