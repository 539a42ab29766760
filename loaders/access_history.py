"""A person's access history (閲覧履歴; features.md B06): who looked and who acted, newest first, for the person.

The municipality's system asks for its own insured people, the portal for whoever has signed in there. Asking is a read
like any other: it is recorded, and the next history tells of it.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, tuple_

from loaders.access_entry import AccessEntry, action_entry, read_entry
from loaders.access_grounds import grounds_of
from loaders.batch import fetch
from loaders.reading import Reading
from loaders.record_subject import Found, Person, number_of, page_of, seconds
from loaders.recorded import ACTIONS, READS
from loaders.source import Plain
from models.row import JST, col
from models.rows import (
    ActionRecord,
    Beneficiary,
    Insurer,
    Office,
    ReadRecord,
    RecordPurge,
    Staff,
)
from permissions import access_history as words
from permissions import chain
from permissions.errors import BadInput, BeneficiaryUnknown
from permissions.information import Action
from permissions.scope import protected

PAGE = 100
"""The most entries that come at once, and those of the last second besides."""


@dataclass(frozen=True)
class AccessHistory:
    """A page of the history, and the whole in a sentence."""

    total: int
    since: datetime.datetime
    until: datetime.datetime
    purged_before: datetime.datetime | None
    entries: Sequence[AccessEntry]
    older: datetime.datetime | None

    @property
    def summary(self) -> str:
        return words.summary(self.total, self.since, self.until)

    @property
    def retention(self) -> str | None:
        return words.retention(self.purged_before)


async def access_history(reading: Reading, arguments: Mapping[str, Any]) -> AccessHistory:
    """A page of the history of one person.

    Raises:
        BadInput: an argument is wrong.
        BeneficiaryUnknown: nobody, or nobody of the viewer's people, has the number.
    """
    size = _size(arguments.get("first"))
    person, hidden = await _person(reading, arguments)
    reading.people[person.key] = person.id
    until, after = reading.now, arguments.get("after")
    purged, since = await _kept(reading)
    last = seconds(until) + 1
    before = last if after is None else min(last, seconds(after))
    found = await page_of(reading.engine, person, seconds(since), before, size)
    total = await number_of(reading.engine, person, seconds(since), last)
    entries = await _told(reading, person, found, hidden)
    older = None
    if found:
        oldest = found[-1].at
        more = await number_of(reading.engine, person, seconds(since), oldest)
        older = datetime.datetime.fromtimestamp(oldest, JST) if more else None
    return AccessHistory(total, since, until, purged, entries, older)


def _size(first: int | None) -> int:
    size = PAGE if first is None else first
    if not 1 <= size <= PAGE:
        raise BadInput(f"件数は1から{PAGE}の間で指定してください。", "first")
    return size


async def _person(reading: Reading, arguments: Mapping[str, Any]) -> tuple[Person, bool]:
    """The person, and whether the names of offices stay hidden."""
    insurer, number = arguments.get("insurerNumber"), str(arguments["insuredNumber"]).replace("\0", "")
    found = select(col(Beneficiary.key), col(Beneficiary.id), protected()).join(
        Insurer, col(Insurer.key) == col(Beneficiary.insurer_key)
    )
    found = found.where(col(Beneficiary.insured_number) == number)
    if words.asks_for_anybody(reading.viewer):
        if insurer is None:
            raise BadInput("保険者番号を指定してください。", "insurerNumber")
    else:
        found = found.where(col(Insurer.key) == reading.viewer.insurer_key)
    if insurer is not None:
        found = found.where(col(Insurer.number) == str(insurer).replace("\0", ""))
    rows = await fetch(reading.engine, found, reading.binds)
    if not rows:
        raise BeneficiaryUnknown
    key, id_, is_protected = rows[0]
    return Person(key, id_), words.hides_offices(reading.viewer, bool(is_protected))


async def _kept(reading: Reading) -> tuple[datetime.datetime | None, datetime.datetime]:
    """The first instant that is kept where some were deleted, and the one from which on all records are there."""
    purged = select(func.max(col(RecordPurge.before))).scalar_subquery()
    read = select(READS.c.at).order_by(READS.c.shard, READS.c.place).limit(1).scalar_subquery()
    acted = select(ACTIONS.c.at).order_by(ACTIONS.c.key).limit(1).scalar_subquery()
    ((before, *firsts),) = await fetch(reading.engine, select(purged, read, acted), {})
    begun = min((at for at in firsts if at is not None), default=reading.now.astimezone(JST))
    return before, before or begun


async def _told(reading: Reading, person: Person, found: Sequence[Found], hidden: bool) -> list[AccessEntry]:
    """The records as they are told, in the order in which they were found."""
    grounds = await grounds_of(reading, person)
    reads = [(record.shard, record.number) for record in found if record.shard != chain.ACTIONS]
    acts = [record.number for record in found if record.shard == chain.ACTIONS]
    told: dict[tuple[int, int], AccessEntry] = {}
    for row in await fetch(reading.engine, _reads(reads), {}):
        told[row.shard, row.number] = read_entry(row, person, grounds, hidden)
    for row in await fetch(reading.engine, _actions(acts), {}):
        told[chain.ACTIONS, row.number] = action_entry(row, hidden)
    return [told[record.shard, record.number] for record in found]


def _reads(places: Sequence[tuple[int, int]]) -> Select[Any]:
    row = ReadRecord
    columns = [READS.c.shard, READS.c.place.label("number")]
    columns += [READS.c[name] for name in ("at", "people", "coordinates", "basis", "refusals", "file", "office_key")]
    found = select(*columns, *WHO).join(Staff, col(Staff.key) == col(row.staff_key))
    return _placed(found, col(row.office_key)).where(tuple_(READS.c.shard, READS.c.place).in_(places))


def _actions(keys: Sequence[int]) -> Select[Any]:
    row = ActionRecord
    found = select(col(row.key).label("number"), col(row.at), col(row.action), col(row.outcome), *WHO)
    found = found.outerjoin(Staff, col(Staff.key) == col(row.staff_key))
    return _placed(found, col(row.office_key)).where(col(row.key).in_(keys))


WHO = (col(Staff.kind).label("account"), col(Office.name).label("office"), col(Insurer.name).label("insurer"))


def _placed(found: Select[Any], office: Any) -> Select[Any]:
    """With the office of then, and the insurer of the account."""
    return found.outerjoin(Office, col(Office.key) == office).outerjoin(
        Insurer, col(Insurer.key) == col(Staff.insurer_key)
    )


HISTORY = Plain(access_history, PAGE, (Action.VIEW_ACCESS_HISTORY,))
