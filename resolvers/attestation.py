"""Attests the record: signs where its shards end, outside the database, and notes inside that this was signed."""

import asyncio
import datetime
from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from loaders.heads import heads
from models.record import Checkpoint as Anchor
from models.row import col
from models.settings import Settings, SettingsError
from permissions.checkpoint import Checkpoint
from resolvers.checkpoints import CheckpointFile, open_checkpoints


async def open_file(engine: AsyncEngine, settings: Settings) -> CheckpointFile:
    """The checkpoints of this database.

    Raises:
        SettingsError: the file or the key cannot be used, or the file is not that of this database.
    """
    file = open_checkpoints(settings)
    async with engine.connect() as connection:  # before the file: a line is written before it is known here
        known = (await connection.execute(select(col(Anchor.number), col(Anchor.digest)))).all()
    newest = file.last()
    there = [number for number, digest in known if number < newest.number or digest == newest.digest]
    if len(there) < len(known) or (newest.number > 1 and not known):
        raise SettingsError(
            f"The checkpoints in {file.path} are not those of this database, or some are missing. "
            "Restore the file from its copy; for a new database move it away, or name another with KAIGO_CHECKPOINTS."
        )
    return file


async def attest(
    engine: AsyncEngine, file: CheckpointFile, now: datetime.datetime, purged: Mapping[int, int] | None = None
) -> Checkpoint:
    """Sign where all shards end, and up to which batch their records may be gone.

    Raises:
        SettingsError, OSError: as CheckpointFile.append.
    """
    async with engine.connect() as connection:
        ends = await heads(connection)
    signed = await asyncio.to_thread(file.append, ends, now, purged)
    async with engine.begin() as connection:
        await connection.execute(insert(Anchor).values(number=signed.number, digest=signed.digest))
        # Those before it follow from it: one that is known is enough to miss any.
        await connection.execute(delete(Anchor).where(col(Anchor.number) < signed.number))
    return signed
