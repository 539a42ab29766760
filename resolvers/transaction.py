"""One way to write: a transaction that a verb owns, committed when its block ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House


@asynccontextmanager
async def transaction(house: House) -> AsyncIterator[AsyncSession]:
    """Commit when the block ends, roll back when it raises."""
    async with house.turn, AsyncSession(house.engine, expire_on_commit=False) as session, session.begin():
        if house.engine.dialect.name == "sqlite":
            await _lock(session)
        yield session


async def _lock(session: AsyncSession) -> None:
    """Be the only one who writes before anything is read, in all processes.

    SQLite has no `FOR UPDATE`: it would take the lock with the first change, when what the change rests on was read.
    """
    raw = await (await session.connection()).get_raw_connection()
    assert raw.driver_connection is not None
    await raw.driver_connection.execute("BEGIN IMMEDIATE")
