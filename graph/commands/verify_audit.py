"""Proves the record: its chain, its checkpoints, and that nothing is missing. A line a finding, and exit code 1 then.

It needs the public half of the key only, so that whoever verifies cannot sign.
"""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from loaders.audit import Audit
from loaders.recorded import snapshot
from models.database import open_database, require_revision
from models.record import Checkpoint as Anchor
from models.row import col
from models.settings import Settings, load_settings
from permissions.checkpoint import NONE, Checkpoint, checked
from resolvers.checkpoints import checkpoint_path, key_path
from resolvers.signing_key import public_key

PAGE = 500
"""Checkpoints at a time."""


def run(arguments: argparse.Namespace) -> int:
    return asyncio.run(_run(load_settings(), arguments.public_key))


async def _run(settings: Settings, key: Path | None) -> int:
    engine = open_database(settings.database_url)
    try:
        await require_revision(engine)
        verification = Verification(engine, checkpoint_path(settings), key or public_path(settings))
        wrong = 0
        async for finding in verification.findings():
            print(finding)
            wrong += 1
        print(verification.summary(wrong))
        return 1 if wrong else 0
    finally:
        await engine.dispose()


def public_path(settings: Settings) -> Path:
    """Where the server leaves the public half of its key."""
    path = key_path(settings)
    return path.with_name(path.name + ".pub")


class Verification:
    """One look at the checkpoints in a file and at the record in a database."""

    def __init__(self, engine: AsyncEngine, path: Path, key: Path) -> None:
        self._engine, self._path, self._key = engine, path, public_key(key)
        self._last, self._audit = NONE, Audit()

    async def findings(self) -> AsyncIterator[str]:
        """What is wrong, in lines. The server may go on writing: the database is seen as it is after the file."""
        known = await self._known()
        lines = _lines(self._path)
        async with snapshot(self._engine) as connection:
            self._audit.connection = connection
            async for finding in self._checkpoints(lines, known):
                yield finding
            self._audit.purged = self._last.purged
            async for finding in self._audit.chained():
                yield finding
        if self._audit.batches and self._last is NONE:
            yield f"there is no checkpoint in {self._path}"

    def summary(self, wrong: int) -> str:
        """What was looked at, and what came of it."""
        audit, last = self._audit, self._last
        signed = f"signed up to checkpoint {last.number} of {last.at:%Y-%m-%d %H:%M:%S}" if last.at else "not signed"
        verdict = f"{wrong:,} findings" if wrong else "nothing is missing, nothing was altered"
        purged = f" ({audit.purged_records:,} more were purged)" if audit.purged_records else ""
        return f"{audit.records:,} records in {audit.batches:,} batches{purged}, {signed}: {verdict}."

    async def _known(self) -> dict[int, bytes]:
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(col(Anchor.number), col(Anchor.digest)))).all()
        return dict(map(tuple, rows))

    async def _checkpoints(self, lines: Iterator[bytes], known: dict[int, bytes]) -> AsyncIterator[str]:
        found = checked(lines, self._key)
        while page := list(islice(found, PAGE)):
            signed = [each for each in page if isinstance(each, Checkpoint)]
            for finding in (each for each in page if isinstance(each, str)):
                yield finding
            async for finding in self._audit.attested(signed):
                yield finding
            for each in signed:
                self._last = each
                if known.get(each.number) == each.digest:
                    del known[each.number]
        for number in sorted(known):
            yield f"checkpoint {number}: the database knows it, and it is not in the file"


def _lines(path: Path) -> Iterator[bytes]:
    """The whole lines that are in the file now, one at a time."""
    if not path.exists():
        return
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        for line in file:
            size -= len(line)
            if size < 0 or not line.endswith(b"\n"):
                return
            yield line
