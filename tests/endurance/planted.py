"""Serves with a fault, so that the harness is seen to find it: `python -m tests.endurance.planted FAULT serve`.

Nothing of the product knows of this; each fault replaces one piece of it in this process.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from graph.__main__ import main
from loaders.house import House
from models import database
from resolvers import performing
from resolvers.outbox import Worker

MOMENT = 0.3
"""Seconds between two steps that should have been one."""
LATER: set["asyncio.Task[None]"] = set()


def two_transactions() -> None:
    """The change is committed first, its key and its record in a second transaction."""
    done: Any = performing._done

    @asynccontextmanager
    async def transaction(house: House) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(house.engine, expire_on_commit=False) as session:
            yield session
            await session.commit()

    async def later(deed: performing.Deed, *rest: Any) -> None:
        await deed.session.commit()
        await asyncio.sleep(MOMENT)
        await done(deed, *rest)

    performing.__dict__.update(transaction=transaction, _done=later)


def acknowledged_early() -> None:
    """The answer leaves before the commit."""

    async def commit(session: AsyncSession) -> None:
        await asyncio.sleep(MOMENT)
        await session.commit()
        await session.close()

    @asynccontextmanager
    async def transaction(house: House) -> AsyncIterator[AsyncSession]:
        session = AsyncSession(house.engine, expire_on_commit=False)
        try:
            yield session
        except BaseException:
            await session.close()
            raise
        LATER.add(asyncio.create_task(commit(session)))

    performing.__dict__.update(transaction=transaction)


def mail_given_up() -> None:
    """A message is done with before it has left."""

    async def send_one(self: Worker) -> bool:
        message = await self._claimed()
        if message is None:
            return False
        await self._done(message)
        await asyncio.sleep(MOMENT)
        await self._carriers.carry(message)
        return True

    Worker.send_one = send_one  # type: ignore[method-assign]


def relaxed() -> None:
    """SQLite with synchronous=NORMAL."""
    database.PRAGMAS["synchronous"] = 1


FAULTS: Mapping[str, Callable[[], None]] = {
    each.__name__: each for each in (two_transactions, acknowledged_early, mail_given_up, relaxed)
}

if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    sys.exit(main())
