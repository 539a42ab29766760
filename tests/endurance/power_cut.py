"""Power cuts: records what a server under load did to its files, and makes what the disk could hold had power gone then.

The database and its log, the checkpoints with their key, brought files and the outbox's folder are one place, cut at one
moment. In each image all that was acknowledged before is there, SQLite finds nothing wrong, a server would start on it,
and the record is proven.
"""

import asyncio
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from graph.commands.verify_audit import Verification, public_path
from models.database import open_database
from models.settings import SettingsError
from resolvers.attestation import open_file
from resolvers.checkpoints import checkpoint_path
from tests.databases import beside
from tests.endurance.deeds import PREFIX, Deed, deeds
from tests.endurance.disk import Disk
from tests.endurance.load import load, open_sessions
from tests.endurance.place import SERVE, Place, start
from tests.endurance.proof import database_faults, findings, look, strays
from tests.endurance.trace import COMMAND, Answer, Event, Trace

PART = "cut"
HINT = "strace is needed: apt-get update && apt-get install -y strace"
MARK = re.compile(rf"(?:{PREFIX}{PART}_\w+|[0-9a-f]{{64}})".encode())
OF_DATABASE = ("kaigo.db", "kaigo.db-wal")


@dataclass(frozen=True)
class Recording:
    """What lay there before, what happened then, and what was asked for meanwhile."""

    before: Path
    place: Place
    events: Sequence[Event]
    asked: Sequence[Deed]


@dataclass
class Report:
    """What came of the images: findings, and in how many images there were any."""

    recording: Recording
    images: int = 0
    spoilt: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    """By finding, in how many images."""

    def __str__(self) -> str:
        events = Counter(type(event).__name__ for event in self.recording.events)
        answered = sum(deed.answer is not None for deed in self.recording.asked)
        return (
            f"{self.images} images of {events['Write']:,} writes and {events['Sync']:,} syncs, {answered} deeds answered; "
            f"{self.spoilt} images with {len(self.wrong)} findings"
        )


def record(place: Place, seconds: float, random: Random, command: Sequence[str] = SERVE) -> Recording:
    """Serve under load for so long, and write down everything.

    Raises:
        RuntimeError: strace is missing.
    """
    if shutil.which(COMMAND[0]) is None:
        raise RuntimeError(HINT)
    engine = beside(place.url)
    open_sessions(engine, PART)
    engine.dispose()
    before = place.folder.with_name("before")
    shutil.copytree(place.folder, before)
    written = place.folder.with_suffix(".strace")
    server = start(place, (*COMMAND, "-o", str(written), *command))

    async def end() -> None:
        await asyncio.sleep(seconds)

    asked = asyncio.run(load(server.address, deeds(PART, random), end))
    server.end()
    with written.open() as lines:
        return Recording(before, place, Trace(place.folder).read(lines), asked)


def cut(recording: Recording, images: int, random: Random, work: Path) -> Report:
    """Look at so many images, each at a moment of its own."""
    report, disk = Report(recording), Disk(recording.before)
    places = Counter(_moments(recording.events, images, random))
    by_mark = {deed.mark: deed for deed in recording.asked if deed.accepted}
    report.wrong.update(f"REFUSED {deed.name}: {deed.answer!r}" for deed in recording.asked if not deed.accepted)
    known: set[str] = set()
    for number, event in enumerate(recording.events):
        if isinstance(event, Answer):
            known |= {by_mark[mark.decode()].name for mark in MARK.findall(event.data) if mark.decode() in by_mark}
        else:
            disk.take(number, event)
        for _ in range(places[number]):
            _look_at(disk, known, report, random, work)
    return report


def _moments(events: Sequence[Event], images: int, random: Random) -> Iterator[int]:
    """Half of the cuts right after an answer, where loss is seen soonest; of the others half among the rarer events."""
    answers = [number for number, event in enumerate(events) if isinstance(event, Answer)]
    rare = [number for number, event in enumerate(events) if _is_rare(event)]
    for _ in range(images):
        yield random.choice(random.choice((answers, answers, rare, range(len(events)))))


def _is_rare(event: Event) -> bool:
    """Whether it is about the checkpoints, the key, a file or a message."""
    return not isinstance(event, Answer) and getattr(event, "path", "") not in OF_DATABASE


def _look_at(disk: Disk, known: set[str], report: Report, random: Random, work: Path) -> None:
    folder = work / f"image-{report.images}"
    disk.image(folder, random)
    image = Place(f"sqlite:///{folder / Path(report.recording.place.url).name}", folder)
    wrong = set(asyncio.run(_started(image)))
    found = look(image)
    wrong |= {*findings(found, report.recording.asked, known), *database_faults(image), *strays(image, found)}
    report.images += 1
    report.spoilt += bool(wrong)
    report.wrong.update(wrong)
    shutil.rmtree(folder)


async def _started(image: Place) -> list[str]:
    """Whether a server would start on an image, and the record be proven then."""
    engine = open_database(image.url)
    settings = image.settings
    try:
        await open_file(engine, settings)
        verification = Verification(engine, checkpoint_path(settings), public_path(settings))
        return [f"THE RECORD: {finding}" async for finding in verification.findings()]
    except SettingsError as error:
        return [f"IT DOES NOT START: {error}"]
    finally:
        await engine.dispose()
