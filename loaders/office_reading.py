"""The office's own proofs of identity (本人確認の記録): what became of each, nothing of whose it was (S21, B05)."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, func, null, select, type_coerce

from loaders.batch import fetch
from loaders.reading import Reading
from loaders.source import Plain
from models.codes.registration import ProofMethod, ProofPurpose, ReadingState
from models.row import JST, col
from models.rows import Beneficiary, PastProof, Registration, Staff
from permissions.information import Information
from permissions.scope import LISTS_WITHIN, OFFICE

PAGE = 100
"""How many readings come at once, and those of the last second besides: older ones are asked for by its time."""
HOLDS = datetime.timedelta(hours=24)
"""How long a proof for filing opens it (loaders/proof.py)."""
DAY = datetime.timedelta(days=1)


class Entry(NamedTuple):
    """A proof as it stands in a registration: `by` is an account or its name, `opened` tells whether it counts."""

    read_at: datetime.datetime
    by: Any
    method: ProofMethod
    purpose: ProofPurpose
    reason: str | None
    opened: datetime.datetime | None
    viewing_until: datetime.date
    removed_at: datetime.datetime | None
    beneficiary_id: str | None = None


@dataclass(frozen=True)
class OfficeReading:
    """A proof as it is shown. `until` is the first instant at which the state is, or was, over."""

    read_at: datetime.datetime
    by: str | None
    method: ProofMethod
    purpose: ProofPurpose
    reason: str | None
    state: ReadingState
    until: datetime.datetime
    filing_for: str | None = None
    """Whom a proof for filing opens filing for, while it does: nobody's list names a person proven for that alone."""

    @property
    def method_label(self) -> str:
        return self.method.label

    @property
    def purpose_label(self) -> str:
        return self.purpose.label

    @property
    def state_label(self) -> str:
        return self.state.label


Shown = Callable[[Sequence[Any], datetime.datetime], OfficeReading]


async def readings(reading: Reading, arguments: Mapping[str, Any]) -> list[OfficeReading]:
    """The proofs of the viewer's office before `before`, newest first, a page; none for whoever sees no list."""
    if Information.LIST not in reading.grants.read:
        return []
    found: list[OfficeReading] = []
    since: list[datetime.datetime] = []
    for newest, shown in _kinds(arguments.get("before")):
        entries = [shown(row, reading.now) for row in await fetch(reading.engine, newest, reading.binds)]
        since += [entries[-1].read_at] if len(entries) >= PAGE else []  # there may be older ones
        found += entries
    page = [entry for entry in found if not since or entry.read_at >= max(since)]
    return sorted(page, key=lambda entry: entry.read_at, reverse=True)


def _kinds(before: datetime.datetime | None) -> Iterator[tuple[Select[Any], Shown]]:
    """What registrations rest on, card readings that wait for the list or have lapsed, and what is past."""
    row, past = Registration, PastProof
    whose = select(col(Beneficiary.id)).where(col(Beneficiary.key) == col(row.beneficiary_key)).scalar_subquery()
    of_row = (row.method, row.purpose, row.reason, row.list_opened_at, row.viewing_until, row.removed_at)
    yield _newest(row, row.read_at, row.staff_key, before, *map(col, of_row), whose), _standing
    later = (*map(col, (row.renewed_method, row.purpose, row.renewed_reason)), null(), col(row.viewing_until), null())
    yield _newest(row, row.renewed_at, row.renewed_by_key, before, *later), _standing
    of_past = (past.method, past.purpose, past.reason, past.state, past.until)
    yield _newest(past, past.read_at, past.staff_key, before, *map(col, of_past)), _past


def _newest(table: Any, at: Any, by: Any, before: datetime.datetime | None, *columns: Any) -> Select[Any]:
    mine = [col(table.office_key) == OFFICE, col(at).is_not(None)]
    mine += [col(at) < before] if before is not None else []
    second = type_coerce(col(at), BigInteger)
    last = select(second).where(*mine).order_by(second.desc()).offset(PAGE - 1).limit(1).correlate(None)
    found = select(col(at), col(Staff.name), *columns).outerjoin(Staff, col(Staff.key) == col(by))
    return found.where(*mine, second >= func.coalesce(last.scalar_subquery(), 0)).order_by(
        second.desc(), col(table.key).desc()
    )


def _standing(row: Sequence[Any], now: datetime.datetime) -> OfficeReading:
    entry = Entry(*row)
    now_is, until = state(entry, now)
    opens = entry.purpose is ProofPurpose.FILING and now_is is ReadingState.VALID
    told = (entry.read_at, entry.by, entry.method, entry.purpose, entry.reason, now_is, until)
    return OfficeReading(*told, entry.beneficiary_id if opens else None)


def _past(row: Sequence[Any], _now: datetime.datetime) -> OfficeReading:
    return OfficeReading(*row)


def state(entry: Entry, now: datetime.datetime) -> tuple[ReadingState, datetime.datetime]:
    """What has become of a proof by now, and the first instant at which that is, or was, over."""
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
