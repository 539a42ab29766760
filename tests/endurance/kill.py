"""Kills the server under load, again and again, and looks each time whether everything that was acknowledged is there.

A round: load, SIGKILL at a random moment, start (sometimes killed while it starts), look; then whatever got no answer is
asked for again under its key, with a sample of what did, and must be answered the same and leave nothing twice.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles

from tests.databases import beside
from tests.endurance.deeds import Deed, Kind, deeds
from tests.endurance.load import client_of, load, open_sessions, send
from tests.endurance.place import SERVE, VERIFY, Place, Server, kill, launch, start
from tests.endurance.proof import database_faults, findings, look, strays

SOONEST, LATEST = 0.2, 5.0
"""Seconds under load before the kill."""
KILLED_AT_START, DATABASE_TOO = 0.2, 0.3
"""How often the server is killed once more while it starts, and how often the database is killed before it."""
SAMPLE = 10
LONGEST_ON_ITS_WAY = 90.0
"""Seconds until a message that a dead worker had in hand has left; it is taken up after a minute."""


@dataclass
class Report:
    """What came of it: by round, how many deeds were acknowledged and how many got no answer."""

    acknowledged: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """From request to answer, of accounts."""
    ready: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        cuts = quantiles(self.seconds, n=100) if len(self.seconds) > 1 else [0.0] * 99
        return (
            f"{len(self.acknowledged)} kills: {sum(self.acknowledged)} acknowledged ({median(self.acknowledged):g} a round), "
            f"{sum(self.unknown)} without an answer; accounts answered in {cuts[49] * 1000:.0f} ms (p50), "
            f"{cuts[98] * 1000:.0f} ms (p99); ready again in {median(self.ready):.1f} s; "
            f"{len(self.wrong)} findings"
        )


@dataclass
class Endurance:
    """A place, what was asked there, and the server of the moment."""

    place: Place
    random: Random
    command: Sequence[str] = SERVE
    crash: Callable[[], None] | None = None
    """Makes the database itself start anew, where it is a process."""
    report: Report = field(default_factory=Report)
    sent: list[Deed] = field(default_factory=list)
    _server: Server = field(init=False)

    async def rounds(self, kills: int, sought: str | None = None) -> Report:
        """So many kills, and at the end a look at everything of all rounds, when all mail has left.

        With `sought` it ends as soon as a finding begins so, without that look.
        """
        self._start()
        try:
            for number in range(kills):
                await self._round(f"{number:03}")
                if sought and any(finding.startswith(sought) for finding in self.report.wrong):
                    return self.report
            self._all_mail_has_left()
            self._server.end()
            self.report.wrong += self._wrong(self.sent)
            self._proven()
        finally:
            self._server.kill()
        return self.report

    async def _round(self, part: str) -> None:
        self._open_sessions(part)
        asked = await load(self._server.address, deeds(part, self.random), self._end)
        self._count(asked)
        self.sent += asked
        if self.random.random() < KILLED_AT_START:
            process, _ = launch(self.place, self.command)
            await asyncio.sleep(self.random.uniform(0, self.report.ready[0]))
            kill(process)
        self._start()
        self.report.wrong += self._wrong(asked)
        self._proven()
        await self._again(asked)
        self.report.wrong += self._wrong(asked)

    async def _end(self) -> None:
        await asyncio.sleep(self.random.uniform(SOONEST, LATEST))
        if self.crash and self.random.random() < DATABASE_TOO:
            await asyncio.to_thread(self.crash)
        self._server.kill()

    def _open_sessions(self, part: str) -> None:
        engine = beside(self.place.url)
        open_sessions(engine, part)
        engine.dispose()

    def _count(self, asked: Sequence[Deed]) -> None:
        for deed in asked:
            if self.crash and deed.answer is not None and not deed.accepted:
                deed.answer = None  # "I do not know", said while the database was away
        answered = [deed for deed in asked if deed.answer is not None]
        self.report.acknowledged.append(len(answered))
        self.report.unknown.append(len(asked) - len(answered))
        self.report.seconds += [deed.seconds for deed in answered if deed.kind is Kind.ACCOUNT]
        self.report.wrong += [f"REFUSED {deed.name}: {deed.answer!r}" for deed in answered if not deed.accepted]

    async def _again(self, asked: Sequence[Deed]) -> None:
        accounts = [deed for deed in asked if deed.kind is Kind.ACCOUNT]
        unknown = [deed for deed in accounts if deed.answer is None]
        answered = [deed for deed in accounts if deed.answer is not None]
        chosen = unknown * 2 + self.random.sample(answered, min(SAMPLE, len(answered)))
        async with client_of(self._server.address) as client:
            for deed in chosen:
                before, deed.answer = deed.answer, None
                if not await send(client, deed) or not deed.accepted or before not in (None, deed.answer):
                    self.report.wrong.append(f"ANSWERED OTHERWISE {deed.name}: {before!r}, then {deed.answer!r}")

    def _start(self) -> None:
        self._server = start(self.place, self.command)
        self.report.ready.append(self._server.ready)

    def _wrong(self, asked: Sequence[Deed]) -> Iterator[str]:
        found = look(self.place)
        yield from findings(found, asked, {deed.name for deed in asked if deed.answer is not None})
        yield from database_faults(self.place)
        yield from strays(self.place, found)

    def _proven(self) -> None:
        verified = self.place.run(VERIFY)
        if verified.returncode:
            self.report.wrong.append(f"THE RECORD IS NOT PROVEN: {verified.stdout[-500:]}{verified.stderr[-500:]}")

    def _all_mail_has_left(self) -> None:
        deadline = time.monotonic() + LONGEST_ON_ITS_WAY
        while (waiting := look(self.place).waiting) and time.monotonic() < deadline:
            time.sleep(1)
        if waiting:
            self.report.wrong.append(f"{waiting} messages have not left")
