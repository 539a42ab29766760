"""How a batch of read records comes to the disk together with its link of the chain: one transaction, on each database.

A number of a shard can be written once. Where another process was first, the batch is refused as taken.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from sqlalchemy.dialects import postgresql

from models.database import prepare_sqlite
from models.record import ReadRecord, RecordBatch
from models.row import METADATA
from permissions.chain import READ, Batch, Head, payload, seal
from permissions.record import READ_FIELDS

Fields = Sequence[object]
"""The values of READ_FIELDS, as a driver takes them."""
RECORD, BATCH = METADATA.tables[str(ReadRecord.__tablename__)], METADATA.tables[str(RecordBatch.__tablename__)]
RECORD_NAMES = ("shard", "place", "salt", *READ_FIELDS)
BATCH_NAMES = tuple(column.name for column in BATCH.columns)
ENDS = "SELECT number, first + size, head FROM record_batch WHERE shard = {} ORDER BY number DESC LIMIT 1"


class Taken(Exception):
    """Another process has written this number of the shard."""


class Commits(Protocol):
    """Where read records are committed."""

    async def head(self, shard: int) -> Head:
        """Where a shard ends on the disk."""

    async def commit(self, head: Head, entries: Sequence[Fields]) -> Head:
        """Write these records behind this head; they are on the disk when it returns the next.

        Raises:
            Taken: the shard does not end there any more; nothing was written.
        """

    async def close(self) -> None: ...


class SqliteCommits:
    """One connection on a thread of its own: a commit waits for the disk, and the event loop must not."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        prepare_sqlite(self._connection)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="read-records")
        self._batch, self._record = _inserting(BATCH.name, BATCH_NAMES), _inserting(RECORD.name, RECORD_NAMES)

    async def head(self, shard: int) -> Head:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._head, shard)

    async def commit(self, head: Head, entries: Sequence[Fields]) -> Head:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, head, entries)

    def _head(self, shard: int) -> Head:
        return _told(shard, self._connection.execute(ENDS.format("?"), (shard,)).fetchone())

    def _write(self, head: Head, entries: Sequence[Fields]) -> Head:
        batch = _sealed(head, entries)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.execute(self._batch, batch.row())
            self._connection.executemany(self._record, _placed(batch, entries))
            self._connection.execute("COMMIT")
        except BaseException as error:
            self._connection.execute("ROLLBACK")
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
                raise Taken from error
            raise
        return batch.head

    async def close(self) -> None:
        self._thread.shutdown()
        self._connection.close()


class PostgresCommits:
    """One connection of its own, so that reads never wait for a commit; one statement, so that it is one round trip."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool, self._text = pool, _both()

    async def head(self, shard: int) -> Head:
        return _told(shard, await self._pool.fetchrow(ENDS.format("$1::integer"), shard))

    async def commit(self, head: Head, entries: Sequence[Fields]) -> Head:
        batch = _sealed(head, entries)
        try:
            await self._pool.execute(self._text, *batch.row(), *zip(*_placed(batch, entries), strict=True))
        except asyncpg.UniqueViolationError as error:
            raise Taken from error
        return batch.head

    async def close(self) -> None:
        await self._pool.close()


def _sealed(head: Head, entries: Sequence[Fields]) -> Batch:
    return seal(head, [payload(READ, fields) for fields in entries])


def _placed(batch: Batch, entries: Sequence[Fields]) -> list[tuple[object, ...]]:
    """The rows of the records, in the order of RECORD_NAMES."""
    told = zip(batch.salts, entries, strict=True)
    return [(batch.head.shard, place, salt, *fields) for place, (salt, fields) in enumerate(told, batch.first)]


def _told(shard: int, row: Sequence[Any] | None) -> Head:
    return Head(shard, *row) if row else Head(shard)


def _inserting(table: str, names: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"


def _both() -> str:
    """Inserts a link, and its records from one array a column."""
    kinds = [BATCH.columns[name].type.compile(postgresql.dialect()) for name in BATCH_NAMES]  # type: ignore[no-untyped-call]
    arrays = [f"{RECORD.columns[name].type.compile(postgresql.dialect())}[]" for name in RECORD_NAMES]  # type: ignore[no-untyped-call]
    bound = [f"${place}::{kind}" for place, kind in enumerate([*kinds, *arrays], 1)]
    link, records = ", ".join(bound[: len(kinds)]), ", ".join(bound[len(kinds) :])
    return (
        f"WITH link AS (INSERT INTO {BATCH.name} ({', '.join(BATCH_NAMES)}) VALUES ({link})) "
        f"INSERT INTO {RECORD.name} ({', '.join(RECORD_NAMES)}) SELECT * FROM unnest({records})"
    )
