"""What a server did to its files and what it answered, in order, as strace wrote it down.

A write counts from when it began, a sync from when it ended, for what was written before it began; a write to a socket
is an answer from when it began. So an answer is never taken for later than it was.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = (
    "strace",
    *("-f", "-y", "-xx", "--string-limit=33554432", "--seccomp-bpf", "--signal=none", "--quiet=all"),
    "--trace=openat,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,ftruncate,truncate,fallocate,copy_file_range,"
    "sendfile,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat",
)
"""Its rest is `-o FILE COMMAND...`."""


@dataclass(frozen=True)
class Write:
    """Bytes into a file; at its end where there is no place. Paths are relative to the folder that is watched."""

    path: str
    data: bytes
    place: int | None = None


@dataclass(frozen=True)
class Truncate:
    path: str
    size: int


@dataclass(frozen=True)
class Sync:
    """What was done to a file, or to the names in a folder, before the event `begun` is on the disk."""

    path: str
    begun: int


@dataclass(frozen=True)
class Open:
    """A file that is made where there is none, and emptied if `emptied`."""

    path: str
    emptied: bool


@dataclass(frozen=True)
class Name:
    """A file gets a name; it loses the one before where `old` is moved."""

    old: str
    new: str
    moved: bool


@dataclass(frozen=True)
class Unlink:
    path: str


@dataclass(frozen=True)
class Answer:
    """Bytes to a socket."""

    data: bytes


Event = Write | Truncate | Sync | Open | Name | Unlink | Answer

LINE = re.compile(r"(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)")
FILE = re.compile(r"\d+<([^>]*)>(\(deleted\))?")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
RESULT = re.compile(r"\) += (-?\d+)")
AT_ONCE = frozenset({"write", "writev", "pwrite64", "sendto", "sendmsg", "ftruncate"})
"""Count from when they begin."""
UNKNOWN = frozenset({"pwritev", "pwritev2", "truncate", "fallocate", "copy_file_range", "sendfile"})
"""Not expected on our files: whoever begins to use them must teach this module first."""


@dataclass
class Trace:
    """Reads the lines of a trace about the files below a folder."""

    folder: Path
    events: list[Event] = field(default_factory=list)
    _open: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By thread, the arguments of the call it is in and how many events there were before."""

    def read(self, lines: Iterator[str]) -> Sequence[Event]:
        """All events, in order."""
        for line in lines:
            if found := LINE.match(line):
                self._line(*found.groups())
        return self.events

    def _line(self, thread: str, resumed: str | None, begun: str | None, rest: str) -> None:
        if begun:
            arguments = rest.removesuffix(" <unfinished ...>")
            self._open[thread] = arguments, len(self.events)
            if begun in AT_ONCE:
                self.events += self._begun(begun, arguments)
        result = RESULT.findall(rest)
        if result and int(result[-1]) >= 0 and thread in self._open:
            arguments, before = self._open.pop(thread)
            self.events += self._ended(begun or resumed or "", arguments, before)

    def _begun(self, call: str, arguments: str) -> Iterator[Event]:
        found = FILE.match(arguments)
        if found is None:
            return
        path, data = self._path(arguments), b"".join(map(_bytes, TEXT.findall(arguments)))
        if _shown(found[1]).startswith(("socket:", "TCP:")):
            yield Answer(data)
        elif path is None:
            return
        elif call == "ftruncate":
            yield Truncate(path, int(arguments.split(", ")[1].partition(")")[0]))
        elif call == "pwrite64":
            yield Write(path, data, int(arguments.rpartition('"')[2].split(", ")[2].partition(")")[0]))
        else:
            yield Write(path, data)

    def _ended(self, call: str, arguments: str, before: int) -> Iterator[Event]:
        if call in UNKNOWN and self._path(arguments):
            raise NotImplementedError(f"{call}({arguments[:200]}")
        if call in ("fsync", "fdatasync") and (path := self._path(arguments)):
            yield Sync(path, before)
        paths = [] if call in AT_ONCE else [_bytes(each).decode() for each in TEXT.findall(arguments)]
        ours = [path for path in map(self._ours, paths) if path]
        if not ours:
            return
        if call == "openat" and "O_CREAT" in arguments and "O_TMPFILE" not in arguments:
            yield Open(ours[0], "O_TRUNC" in arguments)
        elif call.startswith(("rename", "link")):
            yield Name(ours[0], ours[1], moved=call.startswith("rename"))
        elif call.startswith("unlink"):
            yield Unlink(ours[0])

    def _path(self, arguments: str) -> str | None:
        """The file of ours that the first descriptor stands for; one without a name any more is none."""
        found = FILE.match(arguments)
        return None if found is None or found[2] else self._ours(_shown(found[1]))

    def _ours(self, path: str) -> str | None:
        """Relative to the folder, where it lies in it."""
        inside = Path(path).is_relative_to(self.folder) and not path.endswith(("-shm", "(deleted)"))
        return str(Path(path).relative_to(self.folder)) if inside else None


def _shown(path: str) -> str:
    return _bytes(path).decode() if path.startswith("\\x") else path


def _bytes(shown: str) -> bytes:
    return bytes.fromhex(shown.replace("\\x", ""))
