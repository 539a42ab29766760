"""How anything a municipality's system brings is stored: once, and what is replaced or retracted is kept (B25; S83).

Every verb of such a system ends here, one at a time or a thousand: a new row (`enter`), a row that says something
else from now on (`replace`), or one that is shown no more (`retract`).
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.codes.change import ChangeKind
from models.codes.fed import FedKind, FeedSubject, VersionEnding
from models.fed import TABLES, said, written
from models.row import col, new_id
from models.rows import Beneficiary, Fed, FedVersion, FeedSource
from permissions.faults import Fault
from permissions.information import Information
from resolvers.changes import tell_of_many
from resolvers.performing import Deed

SUBJECTS = {Information.ADDRESS: FeedSubject.LIST, Information.OPINION: FeedSubject.CERTIFICATION}
"""Where people themselves are fed, it is the list that is fresh; an opinion is a paper of a certification."""
CHANGES = {
    Information.LIST: ChangeKind.BENEFICIARY_CHANGED,
    # That somebody is protected is itself to be kept: followers hear that something is another, not what.
    Information.ADDRESS: ChangeKind.BENEFICIARY_CHANGED,
    Information.CERTIFICATES: ChangeKind.CERTIFICATE_RENEWED,
    Information.LIFE: ChangeKind.LIFE_ARRIVED,
    Information.HOUSING_EQUIPMENT: ChangeKind.BENEFITS_CHANGED,
    Information.PROGRESS: ChangeKind.PROGRESS_MOVED,
    Information.CERTIFICATION: ChangeKind.CERTIFICATION_ARRIVED,
    Information.OPINION: ChangeKind.OPINION_ARRIVED,
}
"""What followers are told where information of a person has come."""
FIRST_DELIVERY = text(
    "INSERT INTO feed_source (insurer_key, information, as_of) VALUES (:insurer_key, :information, :as_of)"
    " ON CONFLICT DO NOTHING"
)
NUMBER = ("input", "insuredNumber")
UNKNOWN = Fault("BENEFICIARY_UNKNOWN", "この番号の被保険者は、この保険者にいません。", NUMBER)


@dataclass(frozen=True)
class Feeding:
    """A system that feeds for its insurer, in a transaction of its own or of a batch."""

    session: AsyncSession
    insurer_key: int
    staff_key: int
    now: datetime.datetime

    @classmethod
    def of(cls, deed: Deed) -> Self:
        insurer = deed.viewer.insurer_key
        assert insurer is not None  # who has the right to feed belongs to an insurer
        return cls(deed.session, insurer, deed.viewer.staff_key, deed.reading.now)


@dataclass(frozen=True)
class Stored:
    """What became of something fed: its id, and whether anything is different now."""

    id: str
    changed: bool


async def insured_people(feeding: Feeding, numbers: Iterable[str]) -> dict[str, Beneficiary]:
    """The insurer's people with these numbers; whoever else feeds of one of them waits until the transaction ends."""
    found = (
        select(Beneficiary)
        .where(
            col(Beneficiary.insurer_key) == feeding.insurer_key,
            col(Beneficiary.insured_number).in_({number.replace("\0", "") for number in numbers}),
        )
        .order_by(col(Beneficiary.key))  # two batches that wait for each other would wait for ever
        .with_for_update(key_share=True)
    )
    return {person.insured_number: person for person in await feeding.session.scalars(found)}


async def one_insured(feeding: Feeding, number: str) -> tuple[Beneficiary | None, list[Fault]]:
    """The insurer's person with this number, or what to say where there is none."""
    person = (await insured_people(feeding, [number])).get(number)
    return person, [] if person else [UNKNOWN]


async def enter(feeding: Feeding, kind: FedKind, made: Sequence[Any]) -> list[Stored]:
    """Store rows of the kind's table in their order; one that says nothing new is not stored again.

    Their people are locked (`insured_people`), and so nobody stores the same at the same time.
    """
    known = await _known(feeding, kind, {row.beneficiary_key for row in made})
    fresh: dict[tuple[Any, ...], Any] = {}
    for row in made:
        if _words(row) not in known:
            fresh.setdefault(_words(row), row)
    feeding.session.add_all(fresh.values())
    await feeding.session.flush()
    keys = known | {words: row.key for words, row in fresh.items()}
    owned = [(keys[_words(row)], row.beneficiary_key, _words(row) in fresh) for row in made]
    known_as = await entries(feeding, kind, owned)
    news = dict.fromkeys(fresh, True)
    return [Stored(known_as[keys[_words(row)]].id, news.pop(_words(row), False)) for row in made]


async def put(feeding: Feeding, kind: FedKind, made: Any, same: Sequence[str]) -> Stored:
    """Store a row, or let the person's row that agrees with it in the columns `same` say what it says."""
    table: Any = TABLES[kind]
    agreeing = (col(getattr(table, name)) == getattr(made, name) for name in same)
    mine = select(table).where(col(table.beneficiary_key) == made.beneficiary_key, *agreeing)
    row = (await feeding.session.scalars(mine.order_by(col(table.key).desc()).limit(1))).one_or_none()
    if row is None:
        [stored] = await enter(feeding, kind, [made])
        return stored
    entry = (await entries(feeding, kind, [(row.key, row.beneficiary_key, False)]))[row.key]
    return Stored(entry.id, await replace(feeding, entry, row, said(made)))


async def replace(feeding: Feeding, entry: Fed, row: Any, values: Mapping[str, Any], reason: str | None = None) -> bool:
    """Let a row say something else from now on, and keep what it said; whether there was anything to change."""
    if agrees(row, values):
        return False
    change_to(feeding, entry, row, values, reason)
    return True


def agrees(row: Any, values: Mapping[str, Any]) -> bool:
    """Whether a row says this already."""
    return all(getattr(row, name) == value for name, value in values.items())


def change_to(
    feeding: Feeding, entry: Fed, row: Any, values: Mapping[str, Any], reason: str | None, **beside: Any
) -> None:
    """Let a row say something else, and keep what it said, with what else belonged to it."""
    ending = VersionEnding.FED_ANEW if reason is None else VersionEnding.CORRECTED
    _keep(feeding, entry, row, ending, reason, **beside)
    for name, value in values.items():
        setattr(row, name, value)
    entry.since, entry.staff_key = feeding.now, feeding.staff_key


async def retract(feeding: Feeding, entry: Fed, row: Any, reason: str, **beside: Any) -> None:
    """Let a row be shown no more, and keep what it said, with what else belonged to it."""
    _keep(feeding, entry, row, VersionEnding.RETRACTED, reason, **beside)
    entry.row_key = None
    await feeding.session.delete(row)


def _keep(feeding: Feeding, entry: Fed, row: Any, ending: VersionEnding, reason: str | None, **beside: Any) -> None:
    feeding.session.add(
        FedVersion(
            fed_key=entry.key,
            content=written(row, **beside),
            staff_key=entry.staff_key,
            since=entry.since,
            until=feeding.now,
            ending=ending,
            ended_by_key=feeding.staff_key,
            reason=reason,
        )
    )


def _words(row: Any) -> tuple[Any, ...]:
    return (row.beneficiary_key, *said(row).values())


async def _known(feeding: Feeding, kind: FedKind, people: Iterable[int]) -> dict[tuple[Any, ...], int]:
    """What is stored of these people already, each with its key."""
    table: Any = TABLES[kind]
    stored = select(table).where(col(table.beneficiary_key).in_(people)).order_by(col(table.key))
    return {_words(row): row.key for row in await feeding.session.scalars(stored)}


async def entries(feeding: Feeding, kind: FedKind, rows: Sequence[tuple[int, int, bool]]) -> dict[int, Fed]:
    """The entries of rows by key; made for those that have none: what was there before any feed told of it, too."""
    mine = select(Fed).where(col(Fed.kind) == kind, col(Fed.row_key).in_([key for key, _, _ in rows]))
    found = {entry.row_key: entry for entry in await feeding.session.scalars(mine)}
    for key, beneficiary_key, fresh in rows:
        if key not in found:
            found[key] = Fed(
                id=new_id("fed"),
                beneficiary_key=beneficiary_key,
                kind=kind,
                row_key=key,
                staff_key=feeding.staff_key if fresh else None,
                since=feeding.now if fresh else None,
            )
    feeding.session.add_all(found.values())
    await feeding.session.flush()
    return {key: entry for key, entry in found.items() if key is not None}


async def told(
    feeding: Feeding, changed: Sequence[Beneficiary], information: Information, kind: ChangeKind | None = None
) -> None:
    """The one place every verb of a feed passes: information has come, and that of these people is another now."""
    await delivered(feeding, SUBJECTS.get(information) or FeedSubject[information.name])
    if kind := kind or CHANGES.get(information):
        await tell_of_many(feeding.session, [person.key for person in changed], kind, feeding.now)


async def delivered(feeding: Feeding, subject: FeedSubject) -> None:
    """Note that the insurer's source has delivered just now; whoever is noting the same meanwhile does it for both."""
    values = {"insurer_key": feeding.insurer_key, "information": subject.name, "as_of": int(feeding.now.timestamp())}
    await feeding.session.execute(FIRST_DELIVERY, values)
    mine = select(FeedSource).where(
        col(FeedSource.insurer_key) == feeding.insurer_key, col(FeedSource.information) == subject
    )
    source = (await feeding.session.scalars(mine.with_for_update(skip_locked=True))).one_or_none()
    if source is not None:
        source.as_of = max(source.as_of, feeding.now)
