"""The change feed as an office reads it (features.md B08): at least once, without a gap, the verdict at delivery.

A cursor is a position of the feed and the second at which everything up to it had been delivered. Time itself ends
registrations, and a day alone changes more (loaders/turned.py), and writes nothing: that is told when nothing recorded
is left to tell. A person who is on the list no more comes as a tombstone, and so does a recorded change that the viewer
may not hear of today.
"""

import asyncio
import datetime
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from strawberry.dataloader import DataLoader

from loaders.batch import fetch
from loaders.people import find
from loaders.reading import Reading
from loaders.turned import Days, turned_people
from models.beneficiary import Beneficiary
from models.change import Change
from models.codes.change import ChangeKind
from models.registration import Registration
from models.row import JST, col
from permissions.changes import IN_LIST, INFORMATION, PAGE, ended_at, ended_between, heard_by, of_office
from permissions.decide import Facts, refusal
from permissions.errors import BadInput, CursorTooOld
from permissions.information import Information
from permissions.scope import consent_given, in_charge, on_list, opinion_withheld, protected

STRIDE = 20_000
"""How many positions, of changes of everybody in the country, one page looks at; the next goes on behind them."""
CURSOR = re.compile(r"chg_([0-9a-f]{1,15})_([0-9a-f]{1,9})")
LOOK_AGAIN = 30.0
"""Seconds after which a subscription looks although nothing was written."""
KEPT_LONGER = datetime.timedelta(days=1)
"""Changes stay this much longer than a cursor is taken, for clocks and transactions that are behind."""
PERSON = (col(Beneficiary.key), col(Beneficiary.id))


@dataclass(frozen=True)
class Cursor:
    """Everything up to this position and this instant has been delivered."""

    position: int
    at: datetime.datetime

    def __str__(self) -> str:
        return f"chg_{self.position:x}_{int(self.at.timestamp()):x}"


People = DataLoader[str, Beneficiary | None]


@dataclass(frozen=True)
class Delivered:
    """One change as it is delivered; of a tombstone nothing but whose it is."""

    people: People = field(compare=False, repr=False)
    """Loads the people of a page, all in one statement."""
    cursor: str
    beneficiary_id: str
    kind: ChangeKind | None = None
    at: datetime.datetime | None = None

    @property
    def tombstone(self) -> bool:
        return self.kind is None

    @property
    def kind_label(self) -> str | None:
        return self.kind and self.kind.label

    async def person(self) -> Beneficiary | None:
        """Whose it is, where it comes with content."""
        return None if self.tombstone else await self.people.load(self.beneficiary_id)


@dataclass(frozen=True)
class ChangePage:
    """Changes in order; `end` is where to go on, at once where there is more."""

    changes: Sequence[Delivered]
    end: Cursor
    has_more: bool

    @property
    def cursor(self) -> str:
        return str(self.end)

    @property
    def shown(self) -> list[str]:
        """The ids of those who come with content."""
        return list(dict.fromkeys(change.beneficiary_id for change in self.changes if not change.tombstone))


async def changes_after(reading: Reading, arguments: Mapping[str, Any]) -> ChangePage:
    """A page of changes after `since`; without it none, and the cursor of now.

    Raises:
        BadInput: `since` is no cursor, or `first` is none a page may have.
        CursorTooOld: the feed does not reach back that far.
    """
    told, first = arguments.get("since"), arguments.get("first")
    first = PAGE if first is None else first
    if not 1 <= first <= PAGE:
        raise BadInput(f"件数は1から{PAGE}の間で指定してください。", "first")
    head = await head_of_feed(reading)
    since = Cursor(head, reading.now) if told is None else cursor_of(reading, told, head)
    return await _page(reading, since, head, first)


def cursor_of(reading: Reading, told: str, head: int) -> Cursor:
    """The cursor that was told.

    Raises:
        BadInput: it is none.
        CursorTooOld: it is older than the feed, or of a database that has been put back to an earlier state.
    """
    found = CURSOR.fullmatch(told)
    if found is None:
        raise BadInput("カーソルが正しくありません。", "since")
    position, second = int(found[1], 16), int(found[2], 16)
    since = Cursor(position, datetime.datetime.fromtimestamp(second, JST))
    days = reading.house.settings.change_days
    if since.at < reading.now - datetime.timedelta(days=days) or position > head:
        raise CursorTooOld(days)
    return since


async def head_of_feed(reading: Reading) -> int:
    """The last position there is."""
    return int((await fetch(reading.engine, select(func.coalesce(func.max(col(Change.position)), 0)), {}))[0][0])


async def _page(reading: Reading, since: Cursor, head: int, first: int) -> ChangePage:
    reach = min(head, since.position + STRIDE)
    rows = await _recorded(reading, since, reach, first + 1) if since.position < reach else []
    more = len(rows) > first or reach < head
    position = rows[first - 1].position if len(rows) > first else reach
    people: People = DataLoader(load_fn=lambda ids: find(reading, ids))
    told = (_delivered(reading, row, people, Cursor(row.position, since.at)) for row in rows[:first])
    changes = [change for change in told if change is not None]
    if not more:
        # To be told again from the same second, should it be lost: no cursor stands between those of one second.
        again = str(Cursor(position, since.at))
        changes += [Delivered(people, again, id_) for id_ in await _ended(reading, since)]
        for row in await _turned(reading, since):
            change = _told(reading, row, Delivered(people, again, row.id))
            # What is not for the viewer to see leaves their copy as it was: 1 April would be a tombstone of everybody.
            if not change.tombstone or row.kind in IN_LIST:
                changes.append(change)
    return ChangePage(changes, Cursor(position, since.at if more else max(since.at, reading.now)), more)


def _judged(reading: Reading) -> tuple[ColumnElement[Any], ...]:
    """Who a change is of, and the facts its verdict hangs on."""
    charge = in_charge(reading.house.settings.in_charge).label("in_charge")
    facts = consent_given().label("consent"), protected().label("protected")
    return *PERSON, *facts, charge, opinion_withheld().label("opinion_withheld")


async def _recorded(reading: Reading, since: Cursor, reach: int, most: int) -> Sequence[Any]:
    """The changes behind a cursor that may concern the office, each with what is true of its person now."""
    registration = [getattr(Registration, name) for name in ("removed_at", "viewing_until", "method", "list_opened_at")]
    concerning = or_(col(Change.office_key).is_(None), col(Change.office_key) == col(Registration.office_key))
    found = (
        select(
            *(col(Change.position), col(Change.kind), col(Change.at), *_judged(reading)),
            *(on_list().label("listed"), *map(col, registration), col(Registration.read_at)),
        )
        .select_from(Change)
        .join(Beneficiary, col(Beneficiary.key) == col(Change.beneficiary_key))
        .join(Registration, col(Registration.beneficiary_key) == col(Beneficiary.key))
        .where(of_office(), concerning, col(Change.kind).in_(heard_by(reading.grants.read)))
        .where(col(Change.position) > since.position, col(Change.position) <= reach)
        .order_by(col(Change.position))
        .limit(most)
    )
    return await fetch(reading.engine, found, reading.binds)


def _delivered(reading: Reading, row: Any, people: People, cursor: Cursor) -> Delivered | None:
    """The verdict of now; None for what has happened to a person after they left the list."""
    tombstone = Delivered(people, str(cursor), row.id)
    if not row.listed:
        return tombstone if row.at <= ended_at(row) else None
    return _told(reading, row, tombstone)


def _told(reading: Reading, row: Any, tombstone: Delivered) -> Delivered:
    """The change where the viewer may hear of it, else its tombstone."""
    facts = Facts(*(bool(fact) for fact in (row.consent, row.in_charge, row.protected, row.opinion_withheld)))
    if refusal(INFORMATION[row.kind], reading.grants, reading.matrix, facts, None) is not None:
        return tombstone
    reading.people[row.key] = row.id
    return replace(tombstone, kind=row.kind, at=row.at)


async def _ended(reading: Reading, since: Cursor) -> Iterable[str]:
    """The ids of those whose registration time has ended since the cursor."""
    if Information.LIST not in reading.grants.read or reading.now <= since.at:
        return ()
    people = select(*PERSON).join(Registration, col(Registration.beneficiary_key) == col(Beneficiary.key))
    ways = [people.where(each) for each in ended_between(since.at, reading.now)]
    found = await asyncio.gather(*(fetch(reading.engine, way, reading.binds) for way in ways))
    return dict.fromkeys(row.id for row in sorted((row for rows in found for row in rows), key=lambda row: row.key))


async def _turned(reading: Reading, since: Cursor) -> Iterable[Any]:
    """Those on the list of whom a day that has come since the cursor's says something else: a statement a kind."""
    days = Days(since.at.astimezone(JST).date(), reading.binds["today"])
    if Information.LIST not in reading.grants.read or days.first >= days.today:
        return ()
    ways = turned_people(days, heard_by(reading.grants.read), _judged(reading))
    found = await asyncio.gather(*(fetch(reading.engine, way, reading.binds) for way in ways))
    return (row for rows in found for row in rows)


@dataclass
class Place:
    """How far a subscription has been told; whoever delivers moves it on."""

    cursor: Cursor
    told_at: datetime.datetime | None = None
    """When something was delivered last."""


async def places(reading: Reading, told: str | None) -> AsyncIterator[Place]:
    """A subscription's place, whenever something may have to be delivered from there: at once, and from then on
    when the feed has gone on, and now and then because time alone ends things. Never what happened: that is looked up
    when it is delivered.

    Raises:
        BadInput, CursorTooOld: as above.
    """
    head = await head_of_feed(reading)
    place = Place(Cursor(head, reading.now) if told is None else cursor_of(reading, told, head))
    feed = reading.house.feed
    while True:
        yield place
        await feed.beyond(place.cursor.position, LOOK_AGAIN)
