"""The read records' way to the disk: what queued up during the last commit goes with the next one, and nobody waits.

An answer leaves when its record is committed. Many at once share a commit, one alone has its own.
"""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from loaders.dialect import Dialect
from loaders.phrase import Phrases
from loaders.tally import ran
from models.database import prepare_sqlite
from permissions.record import recording

Entry = Mapping[str, object]


class Commits(Protocol):
    """Where records are committed."""

    async def commit(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Write these rows; they are on the disk when this returns."""

    async def close(self) -> None: ...


class Journal:
    """Writes records, as many a commit as wait for it."""

    def __init__(self, commits: Commits, dialect: Dialect) -> None:
        phrases = Phrases(dialect)
        self._text, self._names = phrases.finished(phrases.text(recording()))
        self._commits, self._dialect = commits, dialect
        self._waiting: list[tuple[Sequence[object], asyncio.Future[None]]] = []
        self._running: asyncio.Task[None] | None = None

    async def write(self, entry: Entry) -> None:
        """Returns when the record is committed, and raises what the database refused it with."""
        ran()
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(([self._dialect.bound(entry[name]) for name in self._names], done))
        if self._running is None:
            self._running = asyncio.create_task(self._commit())
        await done

    async def _commit(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            failed: Exception | None = None
            try:
                await self._commits.commit(self._text, [row for row, _ in together])
            except Exception as error:
                failed = error
            for _, done in together:
                if not done.done():  # the caller may have gone meanwhile
                    done.set_exception(failed) if failed else done.set_result(None)
        self._running = None

    async def close(self) -> None:
        if self._running is not None:
            await self._running
        await self._commits.close()


class SqliteCommits:
    """One connection on a thread of its own: a commit waits for the disk, and the event loop must not."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        prepare_sqlite(self._connection)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="read-records")

    async def commit(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write, text, rows)

    def _write(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(text, rows)
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    async def close(self) -> None:
        self._thread.shutdown()
        self._connection.close()


class PostgresCommits:
    """One connection of its own, so that reads never wait for a commit."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def commit(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        await self._pool.executemany(text, rows)  # one transaction, one round trip

    async def close(self) -> None:
        await self._pool.close()
