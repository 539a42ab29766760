"""Looks through the whole record, page by page, for what does not fit: a line a finding, naming batch and record.

Every leaf is made anew from its record, every root from its leaves, every head from the one before it. What was altered
together with all that hangs on it is found by the checkpoints.
"""

import math
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Select, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from loaders.recorded import ACTION_VALUES, ACTIONS, BATCHES, READ_VALUES, READS
from permissions import chain
from permissions.chain import DIGEST, Head
from permissions.checkpoint import Checkpoint

PAGE = 2_000
"""Rows at a time: a few megabytes."""
BATCH, SHARD = BATCHES.c, READS.c.shard
READ_RECORDS = select(SHARD, READS.c.place, READS.c.salt, *READ_VALUES)
ACTION_RECORDS = select(literal(chain.ACTIONS), ACTIONS.c.place, ACTIONS.c.salt, *ACTION_VALUES)
Link = Any
"""A row of RecordBatch."""
Record = Sequence[Any]
"""A row of a record: shard, place, salt, and the fields that were hashed."""
Rows = AsyncIterator[Any]


@dataclass
class Audit:
    """One look through the record. `purged` tells, by shard, up to which batch the records may be gone."""

    connection: AsyncConnection = field(init=False)
    purged: Mapping[int, int] = field(default_factory=dict)
    records: int = 0
    purged_records: int = 0
    batches: int = 0
    _seen: dict[int, Head] = field(default_factory=dict)

    async def attested(self, checkpoints: Sequence[Checkpoint]) -> AsyncIterator[str]:
        """What is not there, or not as it was, when these checkpoints were signed; a head they share is sought once."""
        told = [(checkpoint.number, head) for checkpoint in checkpoints for head in self._new(checkpoint)]
        wanted = {(head.shard, head.number) for _, head in told}
        columns = (BATCH.shard, BATCH.number, BATCH.first + BATCH.size, BATCH.head)
        rows = await self.connection.execute(select(*columns).where(tuple_(BATCH.shard, BATCH.number).in_(wanted)))
        found = {(shard, number): Head(shard, number, *rest) for shard, number, *rest in rows}
        for number, head in told:
            stored = found.get((head.shard, head.number))
            if stored != head:
                words = "is missing" if stored is None else "is another one than it was then"
                yield f"checkpoint {number}: batch {head.number} of shard {head.shard} {words}"

    def _new(self, checkpoint: Checkpoint) -> list[Head]:
        new = [head for head in checkpoint.heads if self._seen.get(head.shard) != head]
        self._seen.update({head.shard: head for head in new})
        return new

    async def chained(self) -> AsyncIterator[str]:
        """What does not fit in the chain: first the read records, then the action records."""
        reads = _pages(self.connection, READ_RECORDS, (SHARD, READS.c.place))
        links = select(BATCHES).where(BATCH.shard != chain.ACTIONS)
        async for finding in self._shards(chain.READ, links, reads):
            yield finding
        actions = _pages(self.connection, ACTION_RECORDS.where(ACTIONS.c.place.is_not(None)), (ACTIONS.c.place,))
        links = select(BATCHES).where(BATCH.shard == chain.ACTIONS)
        async for finding in self._shards(chain.ACTION, links, actions):
            yield finding

    async def _shards(self, kind: str, links: Select[Any], rows: Rows) -> AsyncIterator[str]:
        records, head = _Ahead(rows), Head(chain.ACTIONS)
        async for link in _pages(self.connection, links, (BATCH.shard, BATCH.number)):
            head = head if head.shard == link.shard else Head(link.shard)
            async for stray in records.until((link.shard, link.first)):
                yield _stray(kind, stray)
            found = [row async for row in records.until((link.shard, link.first + link.size))]
            for finding in [*_link(link, head), *self._records(kind, link, found)]:
                yield finding
            head = Head(link.shard, link.number, link.first + link.size, link.head)
            self.batches, self.records = self.batches + 1, self.records + len(found)
            self.purged_records += link.size - len(found) if self._may_be_gone(link) else 0
        async for stray in records.until((math.inf, 0)):
            yield _stray(kind, stray)

    def _records(self, kind: str, link: Link, found: Sequence[Record]) -> Iterator[str]:
        by_place = {row[1]: chain.leaf(row[2], chain.payload(kind, row[3:])) for row in found}
        for place, leaf in enumerate(_leaves(link), link.first):
            if place not in by_place and not self._may_be_gone(link):
                yield f"{kind} record {place} of shard {link.shard}: it is missing from batch {link.number}"
            if by_place.get(place, leaf) != leaf:
                yield f"{kind} record {place} of shard {link.shard}: it was changed"

    def _may_be_gone(self, link: Link) -> bool:
        return bool(link.number <= self.purged.get(link.shard, 0))


class _Ahead:
    """Records in order, taken up to a place."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._next: Record | None = None

    async def until(self, place: tuple[float, int]) -> Rows:
        """Those before this shard and place that have not been taken yet."""
        self._next = self._next or await anext(self._rows, None)
        while self._next is not None and (self._next[0], self._next[1]) < place:
            yield self._next
            self._next = await anext(self._rows, None)


async def _pages(connection: AsyncConnection, rows: Select[Any], order: tuple[Column[Any], ...]) -> Rows:
    """All rows in this order, which is that of a unique key and of their first columns."""
    statement = rows.order_by(*order).limit(PAGE)
    while page := (await connection.execute(statement)).all():
        for row in page:
            yield row
        last = page[-1]._mapping
        statement = rows.where(tuple_(*order) > tuple(last[each] for each in order)).order_by(*order).limit(PAGE)


def _link(link: Link, head: Head) -> Iterator[str]:
    """What is wrong with a link behind this head."""
    name, leaves = f"batch {link.number} of shard {link.shard}", _leaves(link)
    if link.number != head.number + 1:
        yield f"{name}: what stood before it is missing, from batch {head.number + 1} on"
    elif link.first != head.count:
        yield f"{name}: it does not begin where batch {head.number} ends"
    elif len(leaves) != link.size or chain.root(leaves) != link.root:
        yield f"{name}: its leaves are not those of its root"
    elif chain.successor(head, link.root, len(leaves)).digest != link.head:
        yield f"{name}: its head does not follow from batch {head.number}"


def _leaves(link: Link) -> list[bytes]:
    return [link.leaves[start : start + DIGEST] for start in range(0, len(link.leaves), DIGEST)]


def _stray(kind: str, row: Record) -> str:
    return f"{kind} record {row[1]} of shard {row[0]}: it is in no batch"
