"""Finds the records about a person: by the index as far as it goes, and behind it in the records themselves.

All of it is one statement, so that what is indexed meanwhile is neither missed nor found twice.
"""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    Table,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from loaders.batch import fetch
from loaders.recorded import ACTIONS, READS
from models.row import METADATA, col
from models.rows import Filing, RecordIndexed, RecordSubject
from permissions import chain

SUBJECTS: Table = METADATA.tables[str(RecordSubject.__tablename__)]
INDEXED: Table = METADATA.tables[str(RecordIndexed.__tablename__)]


class Found(NamedTuple):
    """A record about somebody: its time in seconds, its shard, and its number there (see RecordSubject)."""

    at: int
    shard: int
    number: int


class Person(NamedTuple):
    """Whose records are looked for: those about the person, and about the person's filings."""

    key: int
    id: str


async def page_of(engine: AsyncEngine, person: Person, since: int, before: int, size: int) -> Sequence[Found]:
    """The newest records of a time, so many, and all those of the last one's second: no second is cut in two."""
    newest = _records(person, since, before, size).subquery()
    last = select(newest.c.at).order_by(newest.c.at.desc()).offset(size - 1).limit(1)
    rows = await fetch(engine, last, {})
    oldest = rows[0][0] if rows else since
    found = _records(person, oldest, before, None).subquery()
    order = (found.c.at.desc(), found.c.shard.desc(), found.c.number.desc())
    return [Found(*row) for row in await fetch(engine, select(found).order_by(*order), {})]


async def number_of(engine: AsyncEngine, person: Person, since: int, before: int) -> int:
    """How many records of a time there are."""
    found = select(func.count()).select_from(_records(person, since, before, None).subquery())
    return int((await fetch(engine, found, {}))[0][0])


def _records(person: Person, since: int, before: int, most: int | None) -> CompoundSelect[Any]:
    """The records of `since <= at < before`; of what is indexed the newest so many for each subject."""
    filings = select(col(Filing.id)).where(col(Filing.beneficiary_key) == person.key)
    parts: list[Select[Any]] = [
        _indexed(SUBJECTS.c.subject == person.id, since, before, most),
        _indexed(SUBJECTS.c.subject.in_(filings), since, before, most),
        *_reads(person, since, before),
        _actions(person, filings, since, before),
    ]
    return union(*(select(part.subquery()) for part in parts))


def _indexed(of: ColumnElement[bool], since: int, before: int, most: int | None) -> Select[Any]:
    at = type_coerce(SUBJECTS.c.at, BigInteger)
    found = select(at.label("at"), SUBJECTS.c.shard, SUBJECTS.c.number).where(of, *_of_time(SUBJECTS, since, before))
    return found if most is None else found.order_by(at.desc()).limit(most)


def _reads(person: Person, since: int, before: int) -> list[Select[Any]]:
    """The reads that are not indexed yet: behind where each shard is, and in shards that have only just begun.

    Shards begin in turn: those without a place in the index are the last ones.
    """
    at, last = type_coerce(READS.c.at, BigInteger), select(func.coalesce(func.max(INDEXED.c.shard), 0))
    found = select(at.label("at"), READS.c.shard, READS.c.place.label("number"))
    found = found.where(READS.c.people.contains(person.id, autoescape=True), *_of_time(READS, since, before))
    behind = found.join(INDEXED, INDEXED.c.shard == READS.c.shard).where(READS.c.place >= INDEXED.c.following)
    return [behind, found.where(READS.c.shard > last.scalar_subquery())]


def _actions(person: Person, filings: Select[Any], since: int, before: int) -> Select[Any]:
    """The actions that are not indexed yet, or have no place to be indexed by."""
    at = type_coerce(ACTIONS.c.at, BigInteger)
    following = select(INDEXED.c.following).where(INDEXED.c.shard == chain.ACTIONS)
    waits = or_(ACTIONS.c.place.is_(None), ACTIONS.c.place >= func.coalesce(following.scalar_subquery(), 0))
    filing = filings.where(ACTIONS.c.subjects.contains(col(Filing.id))).correlate(ACTIONS).exists()
    about = or_(ACTIONS.c.subjects.contains(person.id, autoescape=True), filing)
    found = select(at.label("at"), literal(chain.ACTIONS).label("shard"), ACTIONS.c.key.label("number"))
    return found.where(waits, about, *_of_time(ACTIONS, since, before))


def _of_time(table: Table, since: int, before: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    at = type_coerce(table.c.at, BigInteger)
    return at >= since, at < before


def seconds(at: datetime.datetime) -> int:
    """An instant as records keep it."""
    return int(at.timestamp())
