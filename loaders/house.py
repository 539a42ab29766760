"""The running service as readers and verbs see it: the database, the clock, the settings and the matrix."""

import datetime
import threading
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncEngine

from loaders.journal import Journal
from loaders.operation import Documents
from loaders.reads import Reads
from models.clock import Clock
from models.files import Files
from models.settings import Settings
from permissions.card_reading import Trust
from permissions.matrix import Matrix


class Post(Protocol):
    """What sends mail and SMS once they are committed (resolvers/outbox.py)."""

    def wake(self) -> None:
        """There may be something to send."""

    async def run(self) -> None:
        """Send what is due, until cancelled."""


class Feed(Protocol):
    """What notices that the change feed has gone on, whichever process wrote it (resolvers/following.py)."""

    async def beyond(self, position: int, seconds: float) -> None:
        """Returns when something stands behind a position, or when so many seconds are over."""


@dataclass(frozen=True)
class House:
    """The running service: made once at the start, shared by all requests, never changed."""

    engine: AsyncEngine
    clock: Clock
    settings: Settings
    matrix: Matrix
    demo: bool
    reads: Reads
    """The raw connections that compiled statements run on."""
    journal: Journal
    """Where read records go."""
    post: Post
    feed: Feed
    files: Files
    """Where the bytes of files are kept."""
    cards: Trust
    """What card readings rest on."""
    consent_key: Ed25519PrivateKey | None
    """What signs receipts of consent; a command signs none."""
    documents: Documents | None
    """The documents of the schema that is served; a command may have none."""
    turn: AbstractAsyncContextManager[Any]
    """Taken by whoever writes. SQLite has one writer at a time and lets others try again and again, so that some would
    never come in before their time is over; here they stand in line. PostgreSQL needs none."""

    fed: threading.Event
    """Set when a file has been handed over that is to be read (resolvers/feed_worker.py)."""

    def now(self) -> datetime.datetime:
        return self.clock.now()
