"""How many WebSockets a process holds: those of accounts, and apart from them those nobody has said whose they are.

So whoever opens many and says nothing takes no place of an account, and of those that wait to be let in only so many.
"""

from collections import Counter
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeVar

Subject = TypeVar("Subject", bound=Hashable)

MOST_CONNECTIONS = 10
"""Connections an account, in one process."""
MOST_ALTOGETHER = 1_000
"""Connections of accounts a process."""
MOST_WAITING = 1_000
"""Connections a process on which nobody has been let in yet."""
MOST_OF_ONE = 50
"""Those of one address, or of one certificate where only the proxy knows the address: several offices may share one."""


class Close(IntEnum):
    """Why a connection is closed."""

    TOO_BIG = 1009
    FAILED = 1011
    BUSY = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    PROTOCOL = 4406
    INIT_LATE = 4408
    DOUBLED = 4409
    TOO_MANY = 4429


class Closed(Exception):
    """The connection is to be closed, with this code and reason."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


@dataclass
class Connections:
    """Those there are."""

    by_account: Counter[int] = field(default_factory=Counter)
    by_caller: Counter[str | None] = field(default_factory=Counter)
    """Those that wait; under None all whom only the proxy can tell apart, who never take all places."""

    @property
    def open(self) -> int:
        return self.by_account.total()

    @property
    def waiting(self) -> int:
        return self.by_caller.total()

    @asynccontextmanager
    async def one(self, caller: str | None) -> AsyncIterator[None]:
        """One more meanwhile of which it is not known whose it is."""
        most = MOST_WAITING // 2 if caller is None else MOST_OF_ONE
        if self.waiting >= MOST_WAITING or self.by_caller[caller] >= most:
            raise Closed(Close.BUSY, "BUSY")
        async with _counted(self.by_caller, caller):
            yield

    @asynccontextmanager
    async def of(self, staff_key: int) -> AsyncIterator[None]:
        """One more of an account meanwhile."""
        if self.open >= MOST_ALTOGETHER:
            raise Closed(Close.BUSY, "BUSY")
        if self.by_account[staff_key] >= MOST_CONNECTIONS:
            raise Closed(Close.TOO_MANY, "Too many connections")
        async with _counted(self.by_account, staff_key):
            yield


@asynccontextmanager
async def _counted(counter: Counter[Subject], subject: Subject) -> AsyncIterator[None]:
    counter[subject] += 1
    try:
        yield
    finally:
        counter[subject] -= 1
        if not counter[subject]:
            del counter[subject]
