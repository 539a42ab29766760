"""One way to write: a transaction that a verb owns, committed when its block ends."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House


@asynccontextmanager
async def transaction(house: House) -> AsyncIterator[AsyncSession]:
    """Commit when the block ends, roll back when it raises; once begun, neither is cut short."""
    async with house.turn, AsyncSession(house.engine, expire_on_commit=False) as session:
        begun = await session.begin()
        try:
            if house.engine.dialect.name == "sqlite":
                await _lock(session)
            yield session
        except BaseException as error:
            await _whole(begun.__aexit__(type(error), error, error.__traceback__))
            raise
        await _whole(begun.__aexit__(None, None, None))


async def _lock(session: AsyncSession) -> None:
    """Be the only one who writes before anything is read, in all processes.

    SQLite has no `FOR UPDATE`: it would take the lock with the first change, when what the change rests on was read.
    """
    raw = await (await session.connection()).get_raw_connection()
    assert raw.driver_connection is not None
    await raw.driver_connection.execute("BEGIN IMMEDIATE")


async def _whole(ending: Coroutine[Any, Any, Any]) -> None:
    """Wait for it to the end; whoever is cancelled meanwhile is so afterwards."""
    task, cancelled = asyncio.create_task(ending), None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled
