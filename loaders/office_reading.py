"""The office's own proofs of identity (本人確認の記録): what became of each, nothing of whose it was (S21, B05)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, func, null, select, type_coerce

from loaders.batch import fetch
from loaders.reading import Reading
from loaders.source import Plain
from models.codes.registration import ProofMethod, ProofPurpose, ReadingState
from models.row import JST, col
from models.rows import Registration, Staff
from permissions.information import Information
from permissions.scope import LISTS_WITHIN, OFFICE

PAGE = 100
"""How many readings come at once, and those of the last second besides: older ones are asked for by its time."""
HOLDS = datetime.timedelta(hours=24)
"""How long a proof for filing opens it (loaders/proof.py)."""
DAY = datetime.timedelta(days=1)


class Entry(NamedTuple):
    """A proof as it is stored: `opened` tells whether it counts."""

    read_at: datetime.datetime
    by: str | None
    method: ProofMethod
    purpose: ProofPurpose
    opened: datetime.datetime | None
    viewing_until: datetime.date
    removed_at: datetime.datetime | None


@dataclass(frozen=True)
class OfficeReading:
    """A proof as it is shown. `until` is the first instant at which the state is, or was, over."""

    read_at: datetime.datetime
    by: str | None
    method: ProofMethod
    purpose: ProofPurpose
    state: ReadingState
    until: datetime.datetime

    @property
    def method_label(self) -> str:
        return self.method.label

    @property
    def purpose_label(self) -> str:
        return self.purpose.label

    @property
    def state_label(self) -> str:
        return self.state.label


async def readings(reading: Reading, arguments: Mapping[str, Any]) -> list[OfficeReading]:
    """The proofs of the viewer's office before `before`, newest first, a page; none for whoever sees no list."""
    if Information.LIST not in reading.grants.read:
        return []
    found: list[Entry] = []
    since: list[datetime.datetime] = []
    for newest in (_read(arguments.get("before")), _renewed(arguments.get("before"))):
        entries = [Entry(*row) for row in await fetch(reading.engine, newest, reading.binds)]
        since += [entries[-1].read_at] if len(entries) >= PAGE else []  # there may be older ones
        found += entries
    page = [entry for entry in found if not since or entry.read_at >= max(since)]
    page.sort(key=lambda entry: entry.read_at, reverse=True)
    return [_shown(entry, reading.now) for entry in page]


def _read(before: datetime.datetime | None) -> Select[Any]:
    """What the registrations rest on."""
    row = Registration
    columns = (row.method, row.purpose, row.list_opened_at, row.viewing_until, row.removed_at)
    return _newest(row.read_at, row.staff_key, before, *map(col, columns))


def _renewed(before: datetime.datetime | None) -> Select[Any]:
    """Card readings of people who were listed already, that wait for the list or have lapsed."""
    row = Registration
    columns = (col(row.renewed_method), col(row.purpose), null(), col(row.viewing_until), null())
    return _newest(row.renewed_at, row.renewed_by_key, before, *columns)


def _newest(at: Any, by: Any, before: datetime.datetime | None, *columns: Any) -> Select[Any]:
    mine = [col(Registration.office_key) == OFFICE, col(at).is_not(None)]
    mine += [col(at) < before] if before is not None else []
    second = type_coerce(col(at), BigInteger)
    last = select(second).where(*mine).order_by(second.desc()).offset(PAGE - 1).limit(1).correlate(None)
    found = select(col(at), col(Staff.name), *columns).outerjoin(Staff, col(Staff.key) == col(by))
    return found.where(*mine, second >= func.coalesce(last.scalar_subquery(), 0)).order_by(
        second.desc(), col(Registration.key).desc()
    )


def _shown(entry: Entry, now: datetime.datetime) -> OfficeReading:
    state, until = _state(entry, now)
    return OfficeReading(entry.read_at, entry.by, entry.method, entry.purpose, state, until)


def _state(entry: Entry, now: datetime.datetime) -> tuple[ReadingState, datetime.datetime]:
    if entry.removed_at is not None:
        return ReadingState.REMOVED, entry.removed_at
    if entry.purpose is ProofPurpose.FILING:
        return _while(now, entry.read_at + HOLDS, ReadingState.VALID, ReadingState.EXPIRED)
    if entry.method.by_card and entry.opened is None:
        return _while(now, entry.read_at + LISTS_WITHIN, ReadingState.WAITING, ReadingState.LAPSED)
    midnight = datetime.datetime.combine(entry.viewing_until + DAY, datetime.time(), JST)
    return _while(now, midnight, ReadingState.VALID, ReadingState.EXPIRED)


def _while(
    now: datetime.datetime, until: datetime.datetime, holds: ReadingState, over: ReadingState
) -> tuple[ReadingState, datetime.datetime]:
    return holds if now < until else over, until


READINGS = Plain(readings, PAGE)
