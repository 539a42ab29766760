"""The read records' way to the disk: what queued up during the last commit goes with the next one, and nobody waits.

An answer leaves when its record is committed. Many at once share a commit, one alone has its own; each commit is a
batch of the chain. A process goes on where a shard ends. Where another one writes the same shard, whoever comes second
takes the next: there are as many shards as there were processes at once, without a lock and without a list of them.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from time import monotonic
from typing import Any

from loaders.commits import Commits, Fields, Taken
from loaders.dialect import Dialect
from loaders.tally import ran
from permissions.chain import ACTIONS, Head
from permissions.record import READ_FIELDS

Entry = Mapping[str, object]
LONGEST_UNATTESTED = 4 * 60 * 60
"""Seconds without a signed checkpoint after which nothing is written any more, and so nothing shown (as X-Road)."""


class Unattested(Exception):
    """No checkpoint has been signed for too long: what would be written now could be altered unseen."""


class Journal:
    """Writes read records, as many a commit as wait for it."""

    def __init__(self, commits: Commits, dialect: Dialect, turn: AbstractAsyncContextManager[Any]) -> None:
        self._commits, self._dialect, self._turn = commits, dialect, turn
        self._shard = ACTIONS + 1
        self._head: Head | None = None
        self._waiting: list[tuple[Fields, asyncio.Future[None]]] = []
        self._running: asyncio.Task[None] | None = None
        self._attested = monotonic()
        self.unattested = 0
        """Records since the last checkpoint."""

    @property
    def overdue(self) -> bool:
        """Whether no checkpoint has been signed for too long."""
        return monotonic() - self._attested > LONGEST_UNATTESTED

    def attest(self, records: int) -> None:
        """A checkpoint has been signed over so many of them."""
        self._attested, self.unattested = monotonic(), self.unattested - records

    async def write(self, entry: Entry) -> None:
        """Returns when the record is committed, and raises what the database refused it with.

        Raises:
            Unattested: no checkpoint for four hours.
        """
        if self.overdue:
            raise Unattested
        ran()
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(([self._dialect.bound(entry[name]) for name in READ_FIELDS], done))
        if self._running is None:
            self._running = asyncio.create_task(self._commit())
        await done

    async def _commit(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            failed: Exception | None = None
            try:
                await self._append([fields for fields, _ in together])
            except Exception as error:
                failed, self._head = error, None  # whether it was written is not known: the disk knows
            for _, done in together:
                if not done.done():  # the caller may have gone meanwhile
                    done.set_exception(failed) if failed else done.set_result(None)
        self._running = None

    async def _append(self, entries: Sequence[Fields]) -> None:
        while True:
            head = self._head or await self._commits.head(self._shard)
            try:
                async with self._turn:
                    self._head = await self._commits.commit(head, entries)
            except Taken:
                self._shard, self._head = self._shard + 1, None
            else:
                self.unattested += len(entries)
                return

    async def close(self) -> None:
        if self._running is not None:
            await self._running
        await self._commits.close()
