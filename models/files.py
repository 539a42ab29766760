"""Where the bytes of files are kept: in a folder, or in a bucket that speaks S3.

Names are the service's own (`new_id("fil")`), never a caller's, and a name is written once.
"""

import asyncio
import datetime
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from models.settings import SettingsError

BUCKET = "s3://"
CHUNK = 256 * 1024
GIVE_UP = datetime.timedelta(seconds=10)
"""How long a bucket that does not answer is asked again: somebody is waiting."""


class FilesError(Exception):
    """The storage cannot be reached, has no room, or does not have the file."""


@dataclass(frozen=True)
class Opened:
    """A file to be read: its size in bytes, and its bytes in pieces."""

    size: int
    chunks: AsyncIterator[bytes]


class Files:
    """The storage at a place: the path of a folder, or s3://BUCKET/PREFIX (the AWS_ variables hold address and keys).

    Every method raises FilesError where the storage does not do what it is asked.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._folder = None if place.startswith(BUCKET) else Path(place)

    async def put(self, name: str, content: BinaryIO) -> None:
        """Write a new file; all of it is on the disk (or in the bucket) when this returns."""
        with _told():
            await obstore.put_async(self._store(), name, content, mode="create", use_multipart=False)
            if self._folder is not None:
                await asyncio.to_thread(sync, self._folder / name)

    async def open(self, name: str) -> Opened:
        """Begin to read a file."""
        with _told():
            found = await obstore.get_async(self._store(), name)
            return Opened(found.meta["size"], aiter(found.stream(CHUNK)))

    async def size(self, name: str) -> int:
        """How many bytes a file has."""
        with _told():
            return (await obstore.head_async(self._store(), name))["size"]

    async def delete(self, names: Sequence[str]) -> None:
        """Delete files; one that is not there is none less."""
        with _told():
            store = self._store()
            for name in names:
                with suppress(FileNotFoundError):
                    await obstore.delete_async(store, name)
                for draft in self._drafts(name):
                    draft.unlink()

    def require(self) -> None:
        """Try a folder before the service starts; a bucket is tried when it is used.

        Raises:
            SettingsError: it cannot be written to.
        """
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as error:
            raise SettingsError(
                f"KAIGO_FILES is wrong: {self._folder} cannot be written to ({error.strerror}). "
                "Name a folder the server may write to, or s3://BUCKET/PREFIX."
            ) from None

    def _drafts(self, name: str) -> list[Path]:
        """What a process that ended while it wrote a file has left of it: obstore begins it as `NAME#1`."""
        return list(self._folder.glob(f"{name}#*")) if self._folder else []

    def _store(self) -> LocalStore | S3Store:
        """Made anew each time: the folder may have been moved away and put back meanwhile."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return LocalStore(self._folder)
        return S3Store.from_url(self._place, retry_config={"max_retries": 2, "retry_timeout": GIVE_UP})


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise FilesError(str(error).partition("\n")[0]) from error


def sync(file: Path) -> None:
    """Bring a new file and its name to the disk: until both are there, a power cut may take what was acknowledged."""
    for path in (file, file.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
