"""The file of signed checkpoints and the key that signs them. Both lie outside the database, and apart if they can.

Several processes may append: each takes the file's lock, so a checkpoint always follows from the line before it.
"""

import datetime
import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.files import sync
from models.key_files import beside
from models.settings import Settings, SettingsError
from permissions.chain import Head
from permissions.checkpoint import NONE, BadCheckpoint, Checkpoint, read
from permissions.public_key import pem
from resolvers.signing_key import reason, signing_key

LONGEST_LINE = 1024 * 1024


@dataclass(frozen=True)
class CheckpointFile:
    """Checkpoints, one a line; `key` signs them."""

    path: Path
    key: Ed25519PrivateKey

    def append(
        self, heads: Sequence[Head], at: datetime.datetime, purged: Mapping[int, int] | None = None
    ) -> Checkpoint:
        """Sign where the shards end; the line is on the disk when this returns.

        Raises:
            SettingsError: the last line is not one that this key has signed.
            OSError: the file cannot be written to.
        """
        with self._locked() as file:
            line = self._last(file).next(heads, at, purged or {}).line(self.key)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        return read(line, self.key.public_key())

    def last(self) -> Checkpoint:
        """The newest checkpoint.

        Raises:
            SettingsError: as `append`, or the file cannot be written to.
        """
        try:
            with self._locked() as file:
                return self._last(file)
        except OSError as error:
            raise SettingsError(
                f"KAIGO_CHECKPOINTS is wrong: {self.path} cannot be written to ({error.strerror}). "
                "Name a file the server may write to."
            ) from None

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if file.seek(0, os.SEEK_END) == 0:
                sync(self.path)  # its name too must outlive a power cut
            yield file

    def _last(self, file: BinaryIO) -> Checkpoint:
        """The checkpoint of the last line. What a power cut left of a line that nobody relied on is cut off."""
        size = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, size - LONGEST_LINE))
        *lines, torn = file.read().splitlines(keepends=True) or [b""]
        if torn.endswith(b"\n") and b"\0" not in torn:  # sectors that were not written are zeros
            lines.append(torn)
        elif torn:
            file.truncate(size - len(torn))
        if not lines and start == 0:
            return NONE
        try:
            return read(lines[-1] if lines else b"", self.key.public_key())
        except BadCheckpoint as error:
            raise SettingsError(
                f"The last checkpoint in {self.path} is not to be relied on: {error}. "
                "Run `python -m graph verify-audit`; KAIGO_CHECKPOINT_KEY must name the key the file was begun with."
            ) from None


def checkpoint_path(settings: Settings) -> Path:
    """Where checkpoints are written: beside the database where no setting says otherwise."""
    return settings.checkpoints or beside(settings, "checkpoints")


def key_path(settings: Settings) -> Path:
    """Where the key is kept that signs them; its public half lies beside it, ending in .pub."""
    return settings.checkpoint_key or beside(settings, "checkpoint-key")


def open_checkpoints(settings: Settings) -> CheckpointFile:
    """The file with its key, which is made where there is none.

    Raises:
        SettingsError: others may read the key, or it is none.
    """
    path, setting = key_path(settings), "KAIGO_CHECKPOINT_KEY"
    key = signing_key(path, setting, make_one=True)
    try:
        path.with_name(path.name + ".pub").write_bytes(pem(key.public_key()))
    except OSError as error:
        raise SettingsError(f"{setting} is wrong: {path} cannot be used ({reason(error)}).") from None
    return CheckpointFile(checkpoint_path(settings), key)
