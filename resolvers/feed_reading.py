"""Reads a file that was fed, batch by batch, each in a transaction that also says how far it has come.

Whoever reads it holds it for half a minute from each batch on; a process that dies lets another, or itself anew, go on
behind the last batch that is done. Two never do: the hold is taken again in every transaction, before anything else.
"""

import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House
from models.codes.feed_job import FeedKeep, FeedState
from models.feed_job import HELD, MOST_FAULTS
from models.row import JST, col, new_id
from models.rows import ActionRecord, FeedFault, FeedJob, Insurer, Staff, Upload
from resolvers.certificate_layout import CertificateLayout
from resolvers.entries import Entry, Layout
from resolvers.feed_jobs import FEED_CERTIFICATE_FILE, FEED_LIFE_FILE
from resolvers.feeding import Feeding, told
from resolvers.life_layout import LifeLayout
from resolvers.numbered import people_numbered
from resolvers.sheets import Line, SheetWrong, Wrong, lines_of
from resolvers.staging import Feeder, Staged, drop, publish, stage, tell
from resolvers.transaction import transaction

BATCH = 500
"""Rows a transaction: on SQLite others who write wait for it, some fortieth of a second."""


class Lost(Exception):
    """Another process has taken the file over: this one was away for too long."""


@dataclass
class FeedReading:
    """A file on its way into its tables."""

    house: House
    job: FeedJob
    staff: Staff
    insurer: Insurer | None
    upload: Upload
    seen: set[object] = field(default_factory=set)
    """What rows before have been about."""

    @cached_property
    def layout(self) -> Layout:
        kind = self.job.certificate
        if kind is None:
            return LifeLayout()
        assert self.insurer is not None  # who feeds certificates belongs to one
        return CertificateLayout(kind, self.insurer.number)

    @property
    def feeder(self) -> Feeder:
        return Feeder(self.staff.key, self.house.now())

    async def batches(self) -> AsyncGenerator[None, None]:
        """Read the file to its end; between batches, whoever reads may stop for now.

        Raises:
            Lost: somebody else reads it.
            FilesError: the storage does not have it.
        """
        if not self.job.published:
            with tempfile.TemporaryFile() as file:
                await self._fetch(file)
                async for _ in self._rows(file):
                    yield
        while self.job.published and await self._tell():
            yield
        if self.job.state is FeedState.READING:
            await self._end(FeedState.KEPT)

    async def _fetch(self, file: BinaryIO) -> None:
        opened = await self.house.files.open(self.upload.file)
        async for piece in opened.chunks:
            file.write(piece)
        file.flush()

    async def _rows(self, file: BinaryIO) -> AsyncGenerator[None, None]:
        try:
            lines = lines_of(file, self.layout.columns)
        except SheetWrong as wrong:
            await self._refuse(wrong.faults)
            return
        for line in islice(lines, self.job.rows_read):
            self._once(line)
        while batch := list(islice(lines, BATCH)):
            await self._keep([self._entry(line) for line in batch])
            yield
        if self.job.keep is FeedKeep.ALL_OR_NONE:
            await (self._refuse(()) if self.job.rows_refused else self._publish_all())

    def _entry(self, line: Line) -> Entry:
        if line.cells is None:
            entry = Entry(line.number)
            entry.fault("CELLS_WRONG", "列の数が見出しと合いません。")
            return entry
        entry = self.layout.entry(line.number, line.cells, self.house.now().astimezone(JST).date())
        if not self._once(line):
            entry.fault("ROW_TWICE", "同じ人の同じ月の行が前にあります。")
        return entry

    def _once(self, line: Line) -> bool:
        """Whether no row before was about the same."""
        about = self.layout.once(line.cells) if line.cells is not None else None
        if about is None:
            return True
        known = about in self.seen
        self.seen.add(about)
        return not known

    async def _keep(self, entries: Sequence[Entry]) -> None:
        """A batch: its rows are in their tables now, or wait for all the others; its faults are told."""
        async with self._batch() as (session, job):
            people = await people_numbered(session, {entry.numbers for entry in entries if entry.numbers})
            for entry in entries:
                if entry.numbers and entry.numbers not in people:
                    entry.fault("BENEFICIARY_UNKNOWN", "この番号の被保険者はいません。", "insuredNumber")
            good = [entry for entry in entries if not entry.wrong]
            await self._say(session, job, [wrong for entry in entries for wrong in entry.wrong])
            job.rows_read += len(entries)
            job.rows_refused += len(entries) - len(good)
            whole = job.keep is FeedKeep.ALL_OR_NONE
            if whole and job.rows_refused:
                return
            # Not under one name: PostgreSQL would look through all that has gone before it is cleaned up.
            batch = job.id if whole else new_id("bat")
            for shelf in self.layout.shelves:
                waiting = [
                    Staged(entry.line, people[entry.numbers].key, content)
                    for entry in good
                    for target, content in entry.rows
                    if target is shelf and entry.numbers
                ]
                await stage(session, batch, shelf, waiting)
            if not whole:
                kept = await publish(session, batch, self.layout.shelves, self.feeder)
                most, insurers = BATCH * len(self.layout.shelves), {person.insurer_key for person in people.values()}
                await tell(session, batch, self.feeder, self.layout.information, most, insurers)
                job.rows_kept += kept
                job.rows_unchanged += len(good) - kept

    async def _publish_all(self) -> None:
        """All rows at once."""
        async with self._batch() as (session, job):
            job.rows_kept = await publish(session, job.id, self.layout.shelves, self.feeder)
            job.rows_unchanged = job.rows_read - job.rows_kept
            job.published = True

    async def _tell(self) -> bool:
        async with self._batch() as (session, job):
            return await tell(session, job.id, self.feeder, self.layout.information, BATCH)

    async def _refuse(self, faults: Sequence[Wrong]) -> None:
        async with self._batch() as (session, job):
            await self._say(session, job, faults)
        await self._end(FeedState.REFUSED)

    async def give_up(self) -> None:
        """It cannot be read, however often it is tried: what is in its table stays, and all of it can be sent again."""
        await self._end(FeedState.BROKEN)

    async def _end(self, state: FeedState) -> None:
        act = FEED_LIFE_FILE if self.job.certificate is None else FEED_CERTIFICATE_FILE
        async with self._batch() as (session, job):
            await drop(session, job.id)
            if self.insurer is not None and state is FeedState.KEPT:
                feeder = self.feeder
                feeding = Feeding(session, self.insurer.key, feeder.staff_key, feeder.now)
                await told(feeding, [], self.layout.information)
            job.state, job.ended_at, job.held_until = state, self.house.now(), None
            session.add(
                ActionRecord(
                    at=self.house.now(),
                    staff_key=self.staff.key,
                    office_key=self.staff.office_key,
                    action=act.name,
                    outcome=state.name,
                    subjects=f'["{job.id}"]',
                )
            )

    async def _say(self, session: AsyncSession, job: FeedJob, faults: Sequence[Wrong]) -> None:
        """Write faults down, as many as are kept."""
        kept = faults[: MOST_FAULTS - job.fault_count]
        rows = [
            {"job_key": job.key, "place": place, **fault.__dict__}
            for place, fault in enumerate(kept, start=job.fault_count + 1)
        ]
        if rows:
            await session.execute(insert(FeedFault), rows)
        job.fault_count += len(rows)

    @asynccontextmanager
    async def _batch(self) -> AsyncIterator[tuple[AsyncSession, FeedJob]]:
        """A transaction of whoever holds the file, which holds it anew; what it changes of the job is known then."""
        held = (col(FeedJob.key) == self.job.key, col(FeedJob.reader) == self.job.reader)
        hold = update(FeedJob).where(*held).values(held_until=self.house.now() + HELD, tries=0).returning(FeedJob)
        async with transaction(self.house) as session:
            job = (await session.scalars(hold)).one_or_none()
            if job is None:
                raise Lost
            yield session, job
        self.job = job


async def open_reading(house: House, job: FeedJob) -> FeedReading:
    """A job that is held, with all that belongs to it."""
    found: Any = (
        select(Staff, Insurer, Upload)
        .select_from(Staff)
        .outerjoin(Insurer, col(Insurer.key) == col(Staff.insurer_key))
        .join(Upload, col(Upload.staff_key) == col(Staff.key))
        .where(col(Staff.key) == job.staff_key, col(Upload.key) == job.upload_key)
    )
    async with AsyncSession(house.engine, expire_on_commit=False) as session:
        staff, insurer, upload = (await session.execute(found)).one()
    return FeedReading(house, job, staff, insurer, upload)
