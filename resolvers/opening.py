"""The running service for a command: the same parts as the server's, without a port."""

import asyncio
import datetime
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from graphql import GraphQLSchema
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from loaders.house import House
from loaders.operation import Documents
from loaders.reads import open_connections
from models.clock import Clock, SystemClock
from models.database import DatabaseError, open_database, require_revision, sqlite_file
from models.files import Files
from models.installation import Installation
from models.settings import Settings
from permissions.card_reading import Trust
from permissions.matrix import Matrix, load_matrix
from resolvers.card_trust import open_trust
from resolvers.carriers import Carriers
from resolvers.consent_key import open_consent_key
from resolvers.following import Following
from resolvers.outbox import Worker


@asynccontextmanager
async def open_house(
    settings: Settings,
    matrix: Matrix | None = None,
    clock: Clock | None = None,
    *,
    serving: bool = False,
    schema: GraphQLSchema | None = None,
) -> AsyncIterator[House]:
    """The service over the database of these settings, closed at the end; `serving`, it reads cards and signs receipts.

    Raises:
        DatabaseError, MatrixError, SettingsError: something is missing or wrong, said in one line.
    """
    engine = open_database(settings.database_url)
    try:
        await require_revision(engine)
        installed = await _installation(engine)
        running = clock or SystemClock(datetime.timedelta(seconds=installed.clock_offset))
        rules = matrix or load_matrix(settings.matrix)
        if not (settings.read_records or installed.demo):
            raise DatabaseError("KAIGO_READ_RECORDS=false is for measuring on a demo database; leave it out.")
        if settings.partner_operations == "any" and not installed.demo:
            raise DatabaseError("KAIGO_PARTNER_OPERATIONS=any is for a demo database; leave it out.")
        trust = await open_trust(engine, settings, demo=installed.demo) if serving else Trust(b"")
        signs = await open_consent_key(engine, settings, demo=installed.demo) if serving else None
        turn = asyncio.Lock() if sqlite_file(settings.database_url) else nullcontext()
        async with open_connections(settings.database_url, turn) as (reads, journal):
            post, files = Worker(engine, running, Carriers(settings)), Files(settings.files)
            documents = Documents(schema) if schema is not None else None
            async with Following(engine) as feed:
                parts = (reads, journal, post, feed, files, trust, signs, documents, turn)
                yield House(engine, running, settings, rules, installed.demo, *parts, threading.Event())
    finally:
        await engine.dispose()


async def _installation(engine: AsyncEngine) -> Installation:
    async with engine.connect() as connection:
        row = (await connection.execute(select(Installation.__table__))).one_or_none()  # type: ignore[attr-defined]
    if row is None:
        raise DatabaseError("The database is empty. Make one with `python -m seed`.")
    return Installation(**row._mapping)
