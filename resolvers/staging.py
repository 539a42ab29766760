"""Rows that are fed wait beside their tables until all of their batch are there, and are put in them at once.

However many rows there are, the tables are written by a few statements. What is known already changes nothing.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    Table,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.codes import Coded
from models.codes.fed import FedKind
from models.row import METADATA, Instant, Month, Percent, Row, Yen, col, new_id
from models.rows import Beneficiary, Fed, FeedRow
from permissions.information import Information
from resolvers.feeding import Feeding, told

NUMBERS = (Integer, Month, Percent, Yen)


@dataclass(frozen=True)
class Shelf:
    """A table for rows that are fed. LIFE says how a person's month is, and replaces what it said of that month before;
    a certificate is a row of its own, with an entry by which it can be corrected (models/fed.py).
    """

    row: type[Row]
    kind: FedKind | None = None
    """What it is called among what municipalities feed; None for LIFE."""

    @property
    def table(self) -> Table:
        return METADATA.tables[str(self.row.__tablename__)]

    @property
    def columns(self) -> list[Any]:
        """What a row says."""
        return [column for column in self.table.c if column.name not in ("key", "beneficiary_key")]

    def waiting(self, batch: str) -> ColumnElement[bool]:
        """The rows that wait for it."""
        return and_(col(FeedRow.batch) == batch, col(FeedRow.target) == self.table.name)


@dataclass(frozen=True)
class Staged:
    """A row on its way, and where it stands among those it came with."""

    place: int
    beneficiary_key: int
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Feeder:
    """Who feeds, and when."""

    staff_key: int
    now: datetime.datetime


def written(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row's columns as JSON writes them."""
    return {name: _written(value) for name, value in values.items()}


def _written(value: Any) -> Any:
    if isinstance(value, Coded):
        return value.name
    return value.isoformat() if isinstance(value, datetime.date) else value


async def stage(session: AsyncSession, batch: str, shelf: Shelf, rows: Sequence[Staged]) -> None:
    """Let rows wait."""
    if rows:
        for_it = {"batch": batch, "target": shelf.table.name}
        entry = (lambda: new_id("fed")) if shelf.kind else (lambda: None)
        await session.execute(insert(FeedRow), [{**for_it, **row.__dict__, "fed_id": entry()} for row in rows])


async def publish(session: AsyncSession, batch: str, shelves: Sequence[Shelf], feeder: Feeder) -> int:
    """Put what waits in its tables, and tell how many places had something new; those wait on, to be told of."""
    await _lock(session, batch)
    for shelf in shelves:
        await _run(session, delete(FeedRow).where(shelf.waiting(batch), or_(_known(shelf), _twice(shelf))))
    places = select(func.count(col(FeedRow.place).distinct())).where(col(FeedRow.batch) == batch)
    found = int((await session.execute(places)).scalar_one())
    for shelf in shelves if found else ():
        if shelf.kind is None:
            await _replace(session, batch, shelf)
        else:
            await _add(session, batch, shelf, feeder)
    return found


async def drop(session: AsyncSession, batch: str) -> None:
    """Take back all that waits."""
    await _run(session, delete(FeedRow).where(col(FeedRow.batch) == batch))


async def tell(
    session: AsyncSession,
    batch: str,
    feeder: Feeder,
    information: Information,
    most: int,
    delivered: Collection[int] = (),
) -> bool:
    """Tell of the people of the first rows that wait for it; whether there were some. These rows wait no more.

    `delivered` are insurers of whose people something has come, if only what was known.
    """
    order = (col(FeedRow.target), col(FeedRow.beneficiary_key), col(FeedRow.place))
    mine = col(FeedRow.batch) == batch
    rows = (await session.execute(select(*order).where(mine).order_by(*order).limit(most))).all()
    if rows:
        await _run(session, delete(FeedRow).where(mine, tuple_(*order) <= tuple_(*rows[-1])))
    keys = {row.beneficiary_key for row in rows}
    people = (await session.scalars(select(Beneficiary).where(col(Beneficiary.key).in_(keys)))).all()
    for insurer in sorted({person.insurer_key for person in people}.union(delivered)):
        feeding = Feeding(session, insurer, feeder.staff_key, feeder.now)
        await told(feeding, [person for person in people if person.insurer_key == insurer], information)
    return bool(rows)


async def _replace(session: AsyncSession, batch: str, shelf: Shelf) -> None:
    mine = select(col(FeedRow.beneficiary_key), _told(shelf.table.c.month)).where(shelf.waiting(batch))
    months = tuple_(shelf.table.c.beneficiary_key, shelf.table.c.month)
    await _run(session, delete(shelf.table).where(months.in_(mine)))
    await _put(session, shelf.table, _said(shelf), shelf.waiting(batch))


async def _add(session: AsyncSession, batch: str, shelf: Shelf, feeder: Feeder) -> None:
    waiting = shelf.waiting(batch)
    await _run(session, update(FeedRow).where(waiting).values(row_key=_new_key(session, shelf.table, batch)))
    await _put(session, shelf.table, {"key": col(FeedRow.row_key), **_said(shelf)}, waiting)
    entry = {
        "id": col(FeedRow.fed_id),
        "beneficiary_key": col(FeedRow.beneficiary_key),
        "kind": literal(shelf.kind, col(Fed.kind).type),
        "row_key": col(FeedRow.row_key),
        "staff_key": literal(feeder.staff_key),
        "since": literal(feeder.now, Instant),
    }
    await _put(session, METADATA.tables[str(Fed.__tablename__)], entry, waiting)


def _new_key(session: AsyncSession, table: Table, batch: str) -> ColumnElement[Any]:
    """A key nobody has: of the table's sequence, or on SQLite, where nobody else writes meanwhile, behind the last."""
    if session.get_bind().dialect.name == "postgresql":
        return func.nextval(func.pg_get_serial_sequence(table.name, "key"))
    last = select(func.coalesce(func.max(table.c.key), 0)).scalar_subquery()
    other = aliased(FeedRow)
    first = select(func.min(col(other.place))).where(col(other.batch) == batch).scalar_subquery()
    return last + col(FeedRow.place) - first + 1


async def _put(
    session: AsyncSession, table: Table, values: Mapping[str, ColumnElement[Any]], waiting: ColumnElement[bool]
) -> None:
    found = select(*values.values()).where(waiting).order_by(col(FeedRow.place))
    await session.execute(insert(table).from_select(list(values), found, include_defaults=False))


async def _lock(session: AsyncSession, batch: str) -> None:
    """Whoever feeds of one of these people waits until the transaction ends; in the order in which others do."""
    mine = select(col(FeedRow.beneficiary_key)).where(col(FeedRow.batch) == batch)
    people = select(col(Beneficiary.key)).where(col(Beneficiary.key).in_(mine)).order_by(col(Beneficiary.key))
    await session.execute(select(func.count()).select_from(people.with_for_update(key_share=True).subquery()))


async def _run(session: AsyncSession, statement: Any) -> None:
    await session.execute(statement, execution_options={"synchronize_session": False})


def _known(shelf: Shelf) -> ColumnElement[bool]:
    """Whether the table has the row that waits, to the last column."""
    table = shelf.table
    same = [
        column.is_not_distinct_from(_told(column)) if column.nullable else column == _told(column)
        for column in shelf.columns
    ]
    return exists(select(literal(1)).where(table.c.beneficiary_key == col(FeedRow.beneficiary_key), *same))


def _twice(shelf: Shelf) -> ColumnElement[bool]:
    """Whether the same stands before it in the batch."""
    other = aliased(FeedRow)
    said = cast(col(other.content), String) == cast(col(FeedRow.content), String)
    before = and_(
        col(other.batch) == col(FeedRow.batch),
        col(other.target) == shelf.table.name,
        col(other.beneficiary_key) == col(FeedRow.beneficiary_key),
        col(other.place) < col(FeedRow.place),
    )
    return exists(select(literal(1)).where(before, said))


def _said(shelf: Shelf) -> dict[str, ColumnElement[Any]]:
    """What the row that waits says, by column."""
    said = {column.name: _told(column) for column in shelf.columns}
    return {"beneficiary_key": col(FeedRow.beneficiary_key), **said}


def _told(column: Any) -> Any:
    """What the row that waits says of a column."""
    value = col(FeedRow.content)[column.name]
    if isinstance(column.type, NUMBERS):
        return value.as_integer()
    return func.date(value.as_string()) if isinstance(column.type, Date) else value.as_string()
