"""Where the shards of the record end."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import RecordBatch
from models.row import col
from permissions.chain import ACTIONS, Head

END = (col(RecordBatch.number), col(RecordBatch.first) + col(RecordBatch.size), col(RecordBatch.head))


async def head_of(connection: AsyncConnection, shard: int) -> Head:
    """Where one shard ends."""
    newest = select(*END).where(col(RecordBatch.shard) == shard).order_by(col(RecordBatch.number).desc()).limit(1)
    found = (await connection.execute(newest)).one_or_none()
    return Head(shard, *found) if found else Head(shard)


async def heads(connection: AsyncConnection) -> Sequence[Head]:
    """Where all shards end that have begun. They are taken in turn, so the first without a batch is behind the last."""
    actions = await head_of(connection, ACTIONS)
    found = [actions] if actions.number else []
    shard = ACTIONS + 1
    while (head := await head_of(connection, shard)).number:
        found.append(head)
        shard += 1
    return found
