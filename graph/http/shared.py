"""What the server processes behind one door have in common beside the database: files in a folder of theirs alone.

A file is written under another name and then renamed, so whoever reads it reads all of it, and nobody waits. Each process
writes files of its own alone, so that whoever takes its place knows what to forget.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

COUNTS = re.compile(r"counts-([0-9]+)")


@dataclass(frozen=True)
class Shared:
    """The folder, and the place of this process among them, which whoever replaces it takes over."""

    folder: Path
    number: int

    def document(self, staff_key: int, hash_: str) -> str | None:
        """The document of this hash that an account has sent to any of them."""
        for each in self.folder.glob("documents-*"):
            with suppress(FileNotFoundError, UnicodeDecodeError):
                return (each / f"{staff_key}-{hash_}").read_text(encoding="utf-8")
        return None

    def keep_document(self, staff_key: int, hash_: str, text: str) -> None:
        self._write(self._documents / f"{staff_key}-{hash_}", text.encode())

    def forget_document(self, staff_key: int, hash_: str) -> None:
        with suppress(FileNotFoundError):
            (self._documents / f"{staff_key}-{hash_}").unlink()

    def forget_documents(self) -> None:
        """Begin with none: what a process has left that died in this place, nobody would ever forget."""
        shutil.rmtree(self._documents, ignore_errors=True)
        self._documents.mkdir(mode=0o700, exist_ok=True)

    def keep_counts(self, text: bytes) -> None:
        """What this process has counted, for whichever is asked."""
        self._write(self.folder / f"counts-{self.number}", text)

    def counts(self) -> Iterator[tuple[int, str]]:
        """What each has counted, by its number."""
        for file in sorted(self.folder.iterdir()):
            if found := COUNTS.fullmatch(file.name):
                yield int(found[1]), file.read_text(encoding="utf-8")

    @property
    def _documents(self) -> Path:
        return self.folder / f"documents-{self.number}"

    def _write(self, file: Path, content: bytes) -> None:
        other = file.with_name(f"{file.name}.{self.number}")
        descriptor = os.open(other, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            written.write(content)
        other.rename(file)
