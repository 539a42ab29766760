"""How much is done at once: so many requests run, so many more stand in line, and none of them for long.

Without a bound everybody waits for everybody else, longer and longer, and most work is done for people who have gone.
Whoever would wait too long, as the line moves now, is told so at once, before the body is read, and has to come again a
little later - not all of them at the same instant. `/livez`, `/readyz` and `/metrics` stand in no line.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from permissions.capacity_errors import Overloaded

SOONEST, LATEST = 1, 4
"""Seconds after which a refused caller is asked to come again: a number of these, so that they come apart."""
MEMORY = 16
"""Over how many who leave the pace of the line is told."""


@dataclass
class Gate:
    """Lets requests of this process in."""

    at_once: int
    """How many run. What waits for the disk or for PostgreSQL leaves room for another."""
    most_waiting: int
    longest_wait: float
    """Seconds in line."""
    running: int = 0
    refused: int = 0
    clock: Callable[[], float] = monotonic
    _line: deque["asyncio.Future[None]"] = field(default_factory=deque)
    _pace: float = 0.0
    """Seconds between two who leave, since there is a line."""
    _left: float | None = None
    """When somebody last left it behind."""

    @property
    def waiting(self) -> int:
        return len(self._line)

    def require_room(self) -> None:
        """Refuse whoever would find the line full, or too slow.

        Raises:
            Overloaded: it is.
        """
        if self.running < self.at_once:
            return
        if len(self._line) >= self.most_waiting or len(self._line) * self._pace > self.longest_wait:
            raise self._refusal()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """One of those who run meanwhile; first come, first served.

        Raises:
            Overloaded: the line is full or too slow, or did not move in time.
        """
        if self.running >= self.at_once:
            self.require_room()
            await self._wait()
        else:
            self.running += 1
        try:
            yield
        finally:
            self._leave()

    async def _wait(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            async with asyncio.timeout(self.longest_wait):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # let in at the instant at which it gave up
                self._leave()
            elif turn in self._line:
                self._line.remove(turn)
            if isinstance(error, TimeoutError):
                raise self._refusal() from None
            raise

    def _leave(self) -> None:
        """Whoever is next takes the place."""
        self._note()
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.running -= 1

    def _note(self) -> None:
        now = self.clock() if self._line else None
        if now is None:
            self._pace = 0.0  # a line that begins anew may be as fast as any
        elif self._left is not None:
            self._pace += (now - self._left - self._pace) / MEMORY
        self._left = now

    def _refusal(self) -> Overloaded:
        self.refused += 1
        return Overloaded(random.randint(SOONEST, LATEST))  # noqa: S311
