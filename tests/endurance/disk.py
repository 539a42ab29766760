"""A disk that may lose what was not synced: what is surely on it, and what may be on it besides, event by event.

A file's writes since its last sync are kept, dropped or torn, each for itself, sector by sector. A folder's names since
its last sync are kept up to some point; a sync of a file does not keep its name. That is what POSIX promises, and less
than most file systems do. Disks that lie about a sync are left out, and so are folders made meanwhile.
"""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.endurance.trace import Event, Name, Open, Sync, Truncate, Unlink, Write

SECTOR = 512
Change = Write | Truncate


@dataclass
class File:
    """A file, whatever it is called."""

    kept: bytearray = field(default_factory=bytearray)
    later: list[tuple[int, Change]] = field(default_factory=list)
    size: int = 0

    def change(self, number: int, change: Change) -> None:
        if isinstance(change, Write):
            placed = Write(change.path, change.data, self.size if change.place is None else change.place)
            assert placed.place is not None
            self.size = max(self.size, placed.place + len(placed.data))
            self.later.append((number, placed))
        else:
            self.size = change.size
            self.later.append((number, change))

    def sync(self, begun: int) -> None:
        for number, change in self.later:
            if number < begun:
                apply(self.kept, change)
        self.later = [each for each in self.later if each[0] >= begun]

    def left(self, random: Random, fates: str) -> bytes:
        """Its bytes after a power cut."""
        content = bytearray(self.kept)
        for _, change in self.later:
            fate = random.choice(fates)
            if fate == "k":
                apply(content, change)
            elif fate == "t":
                tear(content, change, random)
        return bytes(content)


@dataclass
class Folder:
    """The names in a folder."""

    kept: dict[str, File] = field(default_factory=dict)
    later: list[tuple[int, dict[str, File | None]]] = field(default_factory=list)

    def sync(self, begun: int) -> None:
        for _, change in (each for each in self.later if each[0] < begun):
            rename(self.kept, change)
        self.later = [each for each in self.later if each[0] >= begun]

    def left(self, random: Random, fates: str) -> dict[str, File]:
        names = dict(self.kept)
        reached = {"k": len(self.later), "d": 0}.get(fates, random.randint(0, len(self.later)))
        for _, change in self.later[:reached]:
            rename(names, change)
        return names


class Disk:
    """All below a folder, from what lay there at first."""

    def __init__(self, root: Path) -> None:
        self._folders = {Path(): Folder()}
        self._names: dict[Path, File] = {}
        for path in sorted(each.relative_to(root) for each in root.rglob("*")):
            if (root / path).is_dir():
                self._folders[path] = Folder()
            else:
                content = (root / path).read_bytes()
                self._names[path] = File(bytearray(content), size=len(content))
                self._folders[path.parent].kept[path.name] = self._names[path]

    def take(self, number: int, event: Event) -> None:
        """The next event, and its number."""
        match event:
            case Write() | Truncate():
                self._names[Path(event.path)].change(number, event)
            case Sync():
                path = Path(event.path)
                thing = self._folders.get(path) or self._names.get(path)
                if thing is not None:
                    thing.sync(event.begun)
            case Open():
                self._open(number, Path(event.path), event.emptied)
            case Name():
                self._named(number, Path(event.old), Path(event.new), event.moved)
            case Unlink():
                self._change(number, Path(event.path), None)

    def image(self, target: Path, random: Random) -> None:
        """Write what a power cut now could leave behind."""
        fates = random.choice(("k", "d", "kdt", "kdt"))
        left: dict[int, bytes] = {}
        for folder, names in self._folders.items():
            place = target / folder
            place.mkdir(parents=True)
            for name, file in names.left(random, fates).items():
                content = left.setdefault(id(file), file.left(random, fates))
                (place / name).write_bytes(content)
                (place / name).chmod(0o600)

    def _open(self, number: int, path: Path, emptied: bool) -> None:
        if path not in self._names:
            self._change(number, path, File())
        elif emptied:
            self._names[path].change(number, Truncate(str(path), 0))

    def _named(self, number: int, old: Path, new: Path, moved: bool) -> None:
        assert old.parent == new.parent, "names move within a folder here"
        file = self._names[old]
        self._folders[new.parent].later.append((number, {new.name: file, **({old.name: None} if moved else {})}))
        self._names[new] = file
        if moved:
            del self._names[old]

    def _change(self, number: int, path: Path, file: File | None) -> None:
        self._folders[path.parent].later.append((number, {path.name: file}))
        if file is None:
            self._names.pop(path, None)
        else:
            self._names[path] = file


def apply(content: bytearray, change: Change) -> None:
    """Do a change as it was meant."""
    if isinstance(change, Truncate):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
    else:
        assert change.place is not None
        content.extend(bytes(max(0, change.place - len(content))))
        content[change.place : change.place + len(change.data)] = change.data


def tear(content: bytearray, change: Change, random: Random) -> None:
    """Do a write by halves: each sector of the disk has its new bytes, or has not."""
    if isinstance(change, Truncate):
        return
    assert change.place is not None
    start, end = change.place, change.place + len(change.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        if random.random() < 0.5:
            apply(content, Write(change.path, change.data[start - change.place : stop - change.place], start))
        start = stop


def rename(names: dict[str, File], change: dict[str, File | None]) -> None:
    """Give and take names."""
    for name, file in change.items():
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file
