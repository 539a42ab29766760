"""Notices that the change feed has gone on: one look at its end for all subscriptions of a process, twice a second.

By looking, changes that another process has written are noticed as well, on either database.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from models.row import col
from models.rows import Change

LOG = logging.getLogger("kaigo.changes")
EVERY = 0.5
"""Seconds between two looks."""
END = select(func.coalesce(func.max(col(Change.position)), 0))


class Following:
    """Looks while somebody waits."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._end, self._waiting = 0, 0
        self._moved = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def beyond(self, position: int, seconds: float) -> None:
        """Returns when something stands behind a position, or when so many seconds are over."""
        self._waiting += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(seconds):
                while self._end <= position:
                    await self._moved.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1

    async def _look(self) -> None:
        while self._waiting:
            try:
                async with self._engine.connect() as connection:
                    end = int((await connection.execute(END)).scalar_one())
            except Exception:
                LOG.exception("the end of the change feed cannot be read")
                end = self._end
            if end != self._end:
                self._end = end
                self._moved.set()
                self._moved = asyncio.Event()
            await asyncio.sleep(EVERY)
