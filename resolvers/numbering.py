"""Gives changes their place in the feed: in the order in which they come to light, one writer at a time.

A change is written in the transaction of what it tells of, without a position. Whoever numbers takes what is committed
by then and goes on behind the last position there is; what comes to light later, however early it began, stands behind
it. So whoever has read up to a position has read everything that will ever stand before it. On PostgreSQL an advisory
lock lets one number at a time, and each sees all positions given before; SQLite has one writer anyway.
"""

import logging

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased

from loaders.house import House
from models.row import col
from models.rows import Change

LOG = logging.getLogger("kaigo.changes")
MOST = 1_000
"""Changes a transaction."""
LOCK = text("SELECT pg_advisory_xact_lock(hashtext('kaigo.change.position'))")
WAITS = select(col(Change.key)).where(col(Change.position).is_(None)).limit(1)
_GIVEN = aliased(Change)
_LAST = select(func.coalesce(func.max(col(_GIVEN.position)), 0)).scalar_subquery()
_PLACED = (
    select(col(Change.key), (_LAST + func.row_number().over(order_by=col(Change.key))).label("position"))
    .where(col(Change.position).is_(None))
    .order_by(col(Change.key))
    .limit(MOST)
    .subquery("placed")
)
NUMBERED = update(Change).where(col(Change.key) == _PLACED.c.key).values(position=_PLACED.c.position)


async def number(house: House, engine: AsyncEngine | None = None) -> int:
    """Give every change that has come to light its position; tells how many there were.

    What fails is logged and comes with the next time: the keeper looks every second.
    """
    taken = 0
    try:
        while count := await _batch(house, engine or house.engine):
            taken += count
    except Exception:
        LOG.exception("changes cannot be numbered")
    return taken


async def _batch(house: House, engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        if await connection.scalar(WAITS) is None:
            return 0
    async with house.turn, engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(LOCK)
        return (await connection.execute(NUMBERED)).rowcount
