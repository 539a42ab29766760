"""Rows that are fed wait beside their table until all of their batch are there, and are put in it at once.

A row says how a person's certificate of a day, or record of a month, is: it replaces what was said of that before, and
what is known already changes nothing. Either way the table is written by a few statements, however many rows there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Table, and_, delete, exists, func, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from models.codes import Coded
from models.row import METADATA, Month, Percent, Row, Yen, col
from models.rows import FeedRow

NUMBERS = (Integer, Month, Percent, Yen)
NATURAL = ("month", "issued_on")
"""What tells a person's rows of a table apart: the first that the table has."""


@dataclass(frozen=True)
class Staged:
    """A row on its way, and where it stands in its file."""

    place: int
    beneficiary_key: int
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """How many rows were new or told something new, and how many told what was known."""

    kept: int
    unchanged: int

    def __add__(self, other: "Published") -> "Published":
        return Published(self.kept + other.kept, self.unchanged + other.unchanged)


def written(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row's columns as JSON writes them."""
    return {name: _written(value) for name, value in values.items()}


def _written(value: Any) -> Any:
    if isinstance(value, Coded):
        return value.name
    return value.isoformat() if hasattr(value, "isoformat") else value


async def stage(session: AsyncSession, batch: str, target: type[Row], rows: Sequence[Staged]) -> None:
    """Let rows wait; within a batch, each is about something else."""
    if rows:
        told = {"batch": batch, "target": target.__tablename__}
        await session.execute(insert(FeedRow), [{**told, **row.__dict__} for row in rows])


async def publish(session: AsyncSession, batch: str, target: type[Row]) -> Published:
    """Put what waits in its table; nothing waits afterwards."""
    table = METADATA.tables[str(target.__tablename__)]
    waiting = and_(col(FeedRow.batch) == batch, col(FeedRow.target) == table.name)
    unchanged = await _count(session, delete(FeedRow).where(waiting, _known(table)))
    mine = select(col(FeedRow.beneficiary_key), _told(_natural(table))).where(waiting)
    await session.execute(delete(table).where(tuple_(table.c.beneficiary_key, _natural(table)).in_(mine)))
    columns = _columns(table)
    found = select(col(FeedRow.beneficiary_key), *map(_told, columns)).where(waiting)
    kept = await _count(
        session, insert(table).from_select(["beneficiary_key", *(column.name for column in columns)], found)
    )
    await session.execute(delete(FeedRow).where(waiting))
    return Published(kept, unchanged)


async def drop(session: AsyncSession, batch: str) -> None:
    """Take back all that waits."""
    await session.execute(delete(FeedRow).where(col(FeedRow.batch) == batch))


async def _count(session: AsyncSession, statement: Any) -> int:
    done: Any = await session.execute(statement, execution_options={"synchronize_session": False})
    return int(done.rowcount)


def _known(table: Table) -> ColumnElement[bool]:
    """Whether the table has the row that waits, to the last column."""
    same = [column.is_not_distinct_from(_told(column)) for column in _columns(table) if column is not _natural(table)]
    return exists(
        select(table.c.beneficiary_key).where(
            table.c.beneficiary_key == col(FeedRow.beneficiary_key), _natural(table) == _told(_natural(table)), *same
        )
    )


def _columns(table: Table) -> list[Any]:
    return [column for column in table.c if column.name not in ("key", "beneficiary_key")]


def _natural(table: Table) -> Any:
    return next(table.c[name] for name in NATURAL if name in table.c)


def _told(column: Any) -> Any:
    """What the row that waits says of a column."""
    value = col(FeedRow.content)[column.name]
    if isinstance(column.type, NUMBERS):
        return value.as_integer()
    return func.date(value.as_string()) if isinstance(column.type, Date) else value.as_string()
