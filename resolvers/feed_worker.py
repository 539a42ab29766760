"""Reads files that were fed, one after the other, on a thread of its own with connections of its own.

Two hundred thousand rows are a minute's work, and nobody's answer waits for it.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update

from loaders.house import House
from models.database import open_database
from models.feed_job import HELD
from models.row import col, new_id
from models.rows import FeedJob
from resolvers.feed_jobs import clear_feed_files
from resolvers.feed_reading import Lost, open_reading
from resolvers.transaction import transaction

LOG = logging.getLogger("kaigo.feed")
LOOK_AGAIN = 5.0
"""Seconds after which the worker looks by itself: for files that another process has left."""
MOST_TRIES = 3
"""How often a file is taken up without a batch being done."""


@dataclass(frozen=True)
class Elsewhere(AbstractAsyncContextManager[None]):
    """The turn of those who write, taken from another thread than theirs."""

    turn: AbstractAsyncContextManager[Any]
    loop: asyncio.AbstractEventLoop

    async def __aenter__(self) -> None:
        await self._there(self.turn.__aenter__())

    async def __aexit__(self, *ended: Any) -> None:
        await self._there(self.turn.__aexit__(*ended))

    async def _there(self, taking: Coroutine[Any, Any, Any]) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(taking, self.loop))


class Worker:
    """Works off the files that wait, until it is stopped; then it ends the batch it is at."""

    def __init__(self, house: House) -> None:
        turn = Elsewhere(house.turn, asyncio.get_running_loop())
        self._house = replace(house, engine=open_database(house.settings.database_url), turn=turn)
        self._name = new_id("rdr")
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="feed-reading")

    @property
    def lives(self) -> bool:
        """Whether it is at work."""
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    async def stop(self) -> None:
        self._stopping = True
        self._house.fed.set()
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            while not self._stopping:
                self._house.fed.clear()
                try:
                    runner.run(self._work_off())
                except Exception:
                    LOG.exception("the files that were fed cannot be read")
                if not self._stopping:
                    self._house.fed.wait(LOOK_AGAIN)
            runner.run(self._leave())

    async def _work_off(self) -> None:
        while not self._stopping and (job := await self._claimed()) is not None:
            try:
                await self._read(job)
            except Lost:
                LOG.warning("%s is read by another process", job.id)
            except Exception:
                LOG.exception("%s cannot be read on", job.id)

    async def _read(self, job: FeedJob) -> None:
        reading = await open_reading(self._house, job)
        if job.tries > MOST_TRIES and not job.published:
            LOG.error("%s is given up", job.id)
            await reading.give_up()
        else:
            async with aclosing(reading.batches()) as batches:
                async for _ in batches:
                    if self._stopping:
                        return
        await clear_feed_files(self._house)

    async def _claimed(self) -> FeedJob | None:
        """The file that waits longest and that nobody reads, now held."""
        now = self._house.now()
        due = select(col(FeedJob.key)).where(col(FeedJob.held_until) <= now).order_by(col(FeedJob.key)).limit(1)
        async with self._house.engine.connect() as connection:  # of those who write nobody waits for a look
            if (await connection.execute(due)).one_or_none() is None:
                return None
        claim = update(FeedJob).where(col(FeedJob.key) == due.scalar_subquery(), col(FeedJob.held_until) <= now)
        taken = claim.values(reader=self._name, held_until=now + HELD, tries=col(FeedJob.tries) + 1)
        async with transaction(self._house) as session:
            return (await session.scalars(taken.returning(FeedJob))).one_or_none()

    async def _leave(self) -> None:
        """Let others take up at once what was not read to its end."""
        mine = (col(FeedJob.reader) == self._name, col(FeedJob.held_until).is_not(None))
        try:
            async with transaction(self._house) as session:
                await session.execute(update(FeedJob).where(*mine).values(held_until=self._house.now(), tries=0))
        except Exception:
            LOG.exception("the files that were fed are left to be taken up later")
        finally:
            await self._house.engine.dispose()


@asynccontextmanager
async def reading_files(house: House) -> AsyncIterator[Worker]:
    """The worker, which runs meanwhile."""
    worker = Worker(house)
    worker.start()
    try:
        yield worker
    finally:
        await worker.stop()
