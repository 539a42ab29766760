"""Takes action records into the chain: written in the transactions of their changes, they find their place here.

Idempotent: a record has a place or it has none. Where two processes try at once, the batch's number lets one through.
"""

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from loaders.heads import head_of
from loaders.recorded import ACTION_VALUES, ACTIONS, BATCHES
from permissions import chain

MOST = 1000
"""Records a batch."""
PLACING = update(ACTIONS).where(ACTIONS.c.key == bindparam("record"))
PLACING = PLACING.values(place=bindparam("at_place"), salt=bindparam("with_salt"))


async def sequence(engine: AsyncEngine) -> int:
    """Give every action record that waits its place in the chain; tells how many."""
    taken = 0
    try:
        while count := await _batch(engine):
            taken += count
    except IntegrityError:  # another process took them; what is left comes next time
        pass
    return taken


async def _batch(engine: AsyncEngine) -> int:
    async with engine.begin() as connection:
        # The head first: whoever takes these records meanwhile takes the number behind it too.
        head = await head_of(connection, chain.ACTIONS)
        waiting = select(*ACTION_VALUES).where(ACTIONS.c.place.is_(None)).order_by(ACTIONS.c.key).limit(MOST)
        found = (await connection.execute(waiting)).all()
        if found:
            batch = chain.seal(head, [chain.payload(chain.ACTION, row) for row in found])
            await _write(connection, batch, [row[0] for row in found])
    return len(found)


async def _write(connection: AsyncConnection, batch: chain.Batch, keys: list[int]) -> None:
    link = dict(zip(BATCHES.columns.keys(), batch.row(), strict=True))
    await connection.execute(insert(BATCHES).values(link))
    told = zip(keys, batch.salts, strict=True)
    placed = [
        {"record": key, "at_place": place, "with_salt": salt} for place, (key, salt) in enumerate(told, batch.first)
    ]
    await connection.execute(PLACING, placed)
