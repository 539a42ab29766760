"""Keeps the record provable and found while the service runs: every second the chain and whom its records are about,
every minute a signed checkpoint.

It has a connection of its own, so that no request waits for it.
"""

import asyncio
import logging
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncEngine

from loaders.house import House
from models.database import open_database
from resolvers.attestation import attest, open_file
from resolvers.checkpoints import CheckpointFile
from resolvers.numbering import number
from resolvers.sequencer import sequence
from resolvers.subjects import index

LOG = logging.getLogger("kaigo.record")
TICK, INTERVAL = 1, 60
"""Seconds between two looks for action records, and between two checkpoints."""
SHARE = 0.05
"""Seconds of each tick in which it is noted whom records are about: a twentieth of the time of whoever writes."""
MOST_UNATTESTED = 10_000
"""Read records after which a checkpoint does not wait for its time."""


@dataclass
class Keeper:
    """Takes action records into the chain and signs checkpoints, until it is stopped."""

    house: House
    engine: AsyncEngine
    file: CheckpointFile
    _tried: float = field(default=0.0, init=False)
    _ending: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _work: "asyncio.Task[None] | None" = field(default=None, init=False)

    @property
    def lives(self) -> bool:
        """Whether it is at work."""
        return self._work is not None and not self._work.done()

    def start(self) -> None:
        """Begin to work."""
        self._work = asyncio.create_task(self.run())

    async def checkpoint(self) -> None:
        """Sign where all shards end now, what waits for its place included."""
        self._tried, before = monotonic(), self.house.journal.unattested
        await self._sequence()
        await attest(self.engine, self.file, self.house.now())
        self.house.journal.attest(before)

    async def run(self) -> None:
        """Until it is stopped; what fails is logged and tried again."""
        while not self._ending.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), TICK)
            try:
                await (self.checkpoint() if self._due() else self._sequence())
            except Exception as error:  # of the database or the file: the service itself goes on for four hours
                LOG.error("the record cannot be attested", exc_info=error)
            try:
                await self.index(SHARE)
            except Exception as error:  # what is not noted is looked for in the records themselves, more slowly
                LOG.error("the record cannot be indexed", exc_info=error)

    async def index(self, seconds: float = math.inf) -> None:
        """Note whom the records are about that have come since, for no more than so many seconds."""
        await index(self.engine, self.house.turn, seconds)

    async def _sequence(self) -> None:
        async with self.house.turn:
            await sequence(self.engine)
        await number(self.house, self.engine)

    async def stop(self) -> None:
        """Sign a last checkpoint and end."""
        self._ending.set()
        if self._work is not None:
            await self._work

    def _due(self) -> bool:
        full = self.house.journal.unattested >= MOST_UNATTESTED
        return self._ending.is_set() or full or monotonic() - self._tried >= INTERVAL


@asynccontextmanager
async def keeping(house: House) -> AsyncIterator[Keeper]:
    """A keeper at work: a checkpoint at the start, and one at the end.

    Raises:
        SettingsError: the file or the key cannot be used, or they are not those of this database.
    """
    engine = open_database(house.settings.database_url)
    try:
        keeper = Keeper(house, engine, await open_file(engine, house.settings))
        await keeper.checkpoint()
        keeper.start()
        try:
            yield keeper
        finally:
            await keeper.stop()
    finally:
        await engine.dispose()
