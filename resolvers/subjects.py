"""Notes whom records are about (models/record_subject.py), behind the records themselves and many at a time.

A range of a shard is claimed by moving on how far the shard is indexed, in the transaction that notes its records:
where two processes try at once, one of them finds it moved and leaves the rest for the next time.
"""

import math
from contextlib import AbstractAsyncContextManager
from time import monotonic
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Insert,
    Integer,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from loaders.heads import heads
from loaders.recorded import ACTIONS, READS
from models.row import METADATA, col
from models.rows import Beneficiary, ProgressLook, RecordIndexed, RecordSubject
from permissions import chain
from permissions.information import Information

MOST = 10
"""Records at a time, perhaps lists of fifty people: who reads meanwhile waits for no more than those."""
SUBJECTS = METADATA.tables[str(RecordSubject.__tablename__)]
INDEXED = METADATA.tables[str(RecordIndexed.__tablename__)]
LOOKS = METADATA.tables[str(ProgressLook.__tablename__)]
SHARD, FIRST = bindparam("of_shard", type_=Integer), bindparam("first_place", type_=BigInteger)
FOLLOWING = bindparam("following_place", type_=BigInteger)


class Texts(FunctionElement[Any]):
    """The texts of a JSON list, a row each."""

    inherit_cache = True


@compiles(Texts, "postgresql")
def _postgresql(element: Texts, compiler: Any, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"


@compiles(Texts, "sqlite")
def _sqlite(element: Texts, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


async def index(engine: AsyncEngine, turn: AbstractAsyncContextManager[Any], seconds: float = math.inf) -> int:
    """Note whom the records are about that have come since the last time; tells how many records there were.

    It writes for no more than so many seconds; the rest waits for the next time.
    """
    async with engine.connect() as connection:
        ends = {head.shard: head.count for head in await heads(connection)}
        places = await connection.execute(select(INDEXED.c.shard, INDEXED.c.following))
        known = {row.shard: row.following for row in places}
    ranges = ((shard, first) for shard, end in ends.items() for first in range(known.get(shard, 0), end, MOST))
    done = 0
    for shard, first in ranges:
        following = min(first + MOST, ends[shard])
        async with turn:
            begun = monotonic()
            if not await _taken(engine, shard, first, following):
                break
            seconds -= monotonic() - begun
        done += following - first
        if seconds <= 0:
            break
    return done


async def _taken(engine: AsyncEngine, shard: int, first: int, following: int) -> bool:
    """Whether this range was ours to note."""
    try:
        async with engine.begin() as connection:
            if not await _claimed(connection, shard, first, following):
                return False
            await _note(connection, shard, first, following)
    except IntegrityError:  # another process took the shard's first ones
        return False
    return True


async def forget(connection: AsyncConnection, shard: int, end: int) -> None:
    """Take the records of a shard before a place out of the index; before they are deleted themselves."""
    of_shard = SUBJECTS.c.shard == shard
    if shard == chain.ACTIONS:
        gone = select(ACTIONS.c.key).where(ACTIONS.c.place < end)
        await connection.execute(delete(SUBJECTS).where(of_shard, SUBJECTS.c.number.in_(gone)))
    else:
        await connection.execute(delete(SUBJECTS).where(of_shard, SUBJECTS.c.number < end))


async def _claimed(connection: AsyncConnection, shard: int, first: int, following: int) -> bool:
    if first == 0:
        await connection.execute(insert(INDEXED).values(shard=shard, following=following))
        return True
    moved = update(INDEXED).where(INDEXED.c.shard == shard, INDEXED.c.following == first).values(following=following)
    return (await connection.execute(moved)).rowcount == 1


async def _note(connection: AsyncConnection, shard: int, first: int, following: int) -> None:
    bound = {"of_shard": shard, "first_place": first, "following_place": following}
    if shard == chain.ACTIONS:
        await connection.execute(_ACTED, bound)
    else:
        await connection.execute(_READ, bound)
        await connection.execute(_looked(connection.dialect.name), bound)


def _about(table: Table, texts: Any, number: ColumnElement[Any], *where: ColumnElement[bool]) -> Insert:
    """Notes the records of a range, in the order of the index: each of its pages is written once."""
    named = Texts(texts).table_valued("value")
    columns = [named.c.value, table.c.at, SHARD, number]
    found: Select[Any] = select(*columns).distinct().select_from(table.join(named, literal(True)))
    found = found.where(*where, table.c.place >= FIRST, table.c.place < FOLLOWING).order_by(*columns[:2])
    return insert(SUBJECTS).from_select(list(SUBJECTS.columns), found)


_ACTED = _about(ACTIONS, ACTIONS.c.subjects, ACTIONS.c.key)
_READ = _about(READS, READS.c.people, READS.c.place, READS.c.shard == SHARD)


def _looked(dialect: str) -> Any:
    """Notes who looked at whose progress: where it was shown, whatever else was."""
    named = Texts(READS.c.people).table_valued("value")
    newest = func.max(type_coerce(READS.c.at, BigInteger))
    found = (
        select(col(Beneficiary.key), READS.c.staff_key, newest)
        .select_from(READS.join(named, literal(True)).join(Beneficiary, col(Beneficiary.id) == named.c.value))
        .where(READS.c.shard == SHARD, READS.c.place >= FIRST, READS.c.place < FOLLOWING)
        .where(READS.c.basis.contains(f'"{Information.PROGRESS.name}":'))
        .group_by(col(Beneficiary.key), READS.c.staff_key)
    )
    noted: Any = (postgresql if dialect == "postgresql" else sqlite).insert(LOOKS)
    noted = noted.from_select(["beneficiary_key", "staff_key", "at"], found)
    newer, known = {"at": noted.excluded.at}, list(LOOKS.primary_key)
    return noted.on_conflict_do_update(index_elements=known, set_=newer, where=noted.excluded.at > LOOKS.c.at)
