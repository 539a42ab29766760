"""Deletes records that were kept long enough. Their leaves stay in the chain, so all the rest remains provable.

What may be gone is signed before anything is deleted: a record that is missing without that is a finding.
"""

import datetime

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from loaders.heads import heads
from loaders.recorded import ACTIONS, BATCHES, READS
from models.row import METADATA
from models.rows import RecordPurge
from permissions import chain
from resolvers.attestation import attest
from resolvers.checkpoints import CheckpointFile
from resolvers.subjects import forget

PURGES = METADATA.tables[str(RecordPurge.__tablename__)]


async def purge(engine: AsyncEngine, file: CheckpointFile, before: datetime.datetime, now: datetime.datetime) -> int:
    """Delete the whole batches at the beginning of each shard that hold nothing of `before` or later; tells how many
    records went.

    Raises:
        SettingsError, OSError: it could not be signed; nothing was deleted.
    """
    async with engine.connect() as connection:
        shards = [head.shard for head in await heads(connection)]
        found = {shard: await _old(connection, shard, before) for shard in shards}
    old = {shard: batch for shard, batch in found.items() if batch is not None}
    await attest(engine, file, now, {shard: number for shard, (number, _) in old.items()})
    deleted = 0
    async with engine.begin() as connection:
        for shard, (_, end) in old.items():
            table, of_shard = _records(shard)
            await forget(connection, shard, end)
            deleted += (await connection.execute(delete(table).where(of_shard, table.c.place < end))).rowcount
        if deleted:
            await connection.execute(insert(PURGES).values(before=before, at=now))
    return deleted


async def _old(connection: AsyncConnection, shard: int, before: datetime.datetime) -> tuple[int, int] | None:
    """The last batch of a shard that may go, and the place behind its last record."""
    table, of_shard = _records(shard)
    kept = select(func.min(table.c.place)).where(of_shard, table.c.at >= before, table.c.place.is_not(None))
    first_kept = (await connection.execute(kept)).scalar()
    end = (BATCHES.c.first + BATCHES.c.size).label("end")
    batches = select(BATCHES.c.number, end).where(BATCHES.c.shard == shard)
    if first_kept is not None:
        batches = batches.where(end <= first_kept)
    found = (await connection.execute(batches.order_by(BATCHES.c.number.desc()).limit(1))).one_or_none()
    return (found[0], found[1]) if found else None


def _records(shard: int) -> tuple[Table, ColumnElement[bool]]:
    """The table of a shard's records, and which of them are the shard's."""
    return (ACTIONS, true()) if shard == chain.ACTIONS else (READS, READS.c.shard == shard)
