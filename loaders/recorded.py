"""The records as they were hashed: the fields of a payload, read back from the database."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models.record import ActionRecord, ReadRecord, RecordBatch
from models.row import METADATA, Instant
from permissions.record import ACTION_FIELDS, READ_FIELDS

READS: Table = METADATA.tables[str(ReadRecord.__tablename__)]
ACTIONS: Table = METADATA.tables[str(ActionRecord.__tablename__)]
BATCHES: Table = METADATA.tables[str(RecordBatch.__tablename__)]


def hashed(table: Table, names: Sequence[str]) -> list[ColumnElement[Any]]:
    """The columns of a payload, instants as the seconds they are stored as."""
    columns = [table.columns[name] for name in names]
    return [type_coerce(each, BigInteger) if isinstance(each.type, Instant) else each for each in columns]


READ_VALUES, ACTION_VALUES = hashed(READS, READ_FIELDS), hashed(ACTIONS, ACTION_FIELDS)


@asynccontextmanager
async def snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that sees the database as it was at its first statement, whatever is written meanwhile."""
    async with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            await connection.exec_driver_sql("BEGIN")  # its driver begins at a write only
        else:
            await connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection
