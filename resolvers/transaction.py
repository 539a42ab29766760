"""One way to write: a transaction that a verb owns, committed when its block ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House


@asynccontextmanager
async def transaction(house: House) -> AsyncIterator[AsyncSession]:
    """Commit when the block ends, roll back when it raises."""
    async with house.turn, AsyncSession(house.engine, expire_on_commit=False) as session, session.begin():
        yield session
