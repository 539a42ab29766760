"""A person's access history (閲覧履歴; features.md B06): who looked and who acted, newest first, for the person.

The municipality's system asks for its own insured people, the portal for whoever has signed in there. Asking is a read
like any other: it is recorded, and the next history tells of it.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Select, func, select, tuple_

from loaders.batch import fetch
from loaders.reading import Reading
from loaders.record_subject import Found, Person, number_of, page_of, seconds
from loaders.recorded import ACTIONS, READS
from loaders.source import Plain
from models.codes.access import AccessKind
from models.codes.consent import ConsentStatus
from models.codes.office import AccountKind, Occupation
from models.codes.registration import ProofMethod, ProofPurpose
from models.row import JST, col
from models.rows import (
    ActionRecord,
    Beneficiary,
    CareManagement,
    Consent,
    Insurer,
    Office,
    ReadRecord,
    RecordPurge,
    Registration,
    Staff,
)
from permissions import access_history as words
from permissions import chain
from permissions.access_history import RefusedTab, Who
from permissions.errors import BadInput, BeneficiaryUnknown
from permissions.information import Action, Condition, Information, Reason
from permissions.scope import protected

PAGE = 100
"""The most entries that come at once, and those of the last second besides."""
DONE = "DONE"
KNOWN, KNOWN_WORK = set(Information.__members__), set(Occupation.__members__)
"""What old records name may have other names by now; that is left out."""


@dataclass(frozen=True)
class AccessEntry:
    """One read or one action, as it is told."""

    at: datetime.datetime
    kind: AccessKind
    who: Who
    tabs: Sequence[str]
    refused: Sequence[RefusedTab]
    action: str | None
    done: bool
    basis: Sequence[str]
    sentence: str

    @property
    def kind_label(self) -> str:
        return self.kind.label

    @property
    def place(self) -> str | None:
        return self.who.place

    @property
    def place_hidden(self) -> bool:
        return self.who.hidden

    @property
    def account_kind(self) -> AccountKind | None:
        return self.who.kind

    @property
    def account_kind_label(self) -> str | None:
        return self.who.kind and self.who.kind.label

    @property
    def occupations(self) -> Sequence[str]:
        return self.who.occupations

    @property
    def automatic(self) -> bool:
        return self.who.automatic


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


@dataclass(frozen=True)
class Grounds:
    """What a person's reads may rest on: proofs by office, consents, and who makes the care plan."""

    proofs: Mapping[int, tuple[ProofMethod, datetime.datetime]]
    consents: Sequence[tuple[ConsentStatus, datetime.datetime]]
    planners: Sequence[tuple[int, datetime.date, datetime.date | None]]

    def told(self, office: int | None, at: datetime.datetime, conditions: set[str]) -> Iterator[str]:
        """On what a read of an office rested at that time, as far as it is still known."""
        method, proven = self.proofs.get(office or 0, (None, None))
        if method is not None and proven is not None and proven <= at:
            yield f"本人確認（{method.label}、{words.day(proven)}）"
        elif office is not None:
            yield "本人確認"
        newest = next(((status, on) for status, on in self.consents if on <= at), None)
        if Condition.CONSENT.name in conditions and newest is not None and newest[0] is ConsentStatus.GIVEN:
            yield f"本人の同意（{words.day(newest[1])}）"
        if Condition.IN_CHARGE.name in conditions and self._plans(office, at.astimezone(JST).date()):
            yield "ケアプランの担当"

    def _plans(self, office: int | None, day: datetime.date) -> bool:
        return any(by == office and first <= day and (last is None or day <= last) for by, first, last in self.planners)


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
    grounds = await _grounds(reading, person)
    reads = [(record.shard, record.number) for record in found if record.shard != chain.ACTIONS]
    acts = [record.number for record in found if record.shard == chain.ACTIONS]
    told: dict[tuple[int, int], AccessEntry] = {}
    for row in await fetch(reading.engine, _reads(reads), {}):
        told[row.shard, row.number] = _read(row, person, grounds, hidden)
    for row in await fetch(reading.engine, _actions(acts), {}):
        told[chain.ACTIONS, row.number] = _action(row, hidden)
    return [told[record.shard, record.number] for record in found]


async def _grounds(reading: Reading, person: Person) -> Grounds:
    proof, plan = Registration, CareManagement
    proofs = select(col(proof.office_key), col(proof.method), col(proof.read_at)).where(
        col(proof.beneficiary_key) == person.key, col(proof.purpose) == ProofPurpose.VIEWING
    )
    consents = select(col(Consent.status), col(Consent.recorded_at)).where(col(Consent.beneficiary_key) == person.key)
    consents = consents.order_by(col(Consent.recorded_at).desc(), col(Consent.key).desc())
    plans = select(col(plan.office_key), col(plan.valid_from), col(plan.valid_until)).where(
        col(plan.beneficiary_key) == person.key
    )
    return Grounds(
        {office: (method, at) for office, method, at in await fetch(reading.engine, proofs, {})},
        [(status, at) for status, at in await fetch(reading.engine, consents, {})],
        [(office, first, last) for office, first, last in await fetch(reading.engine, plans, {})],
    )


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


def _read(row: Any, person: Person, grounds: Grounds, hidden: bool) -> AccessEntry:
    basis = orjson.loads(row.basis)
    posts = [Occupation[name].label for post in basis["posts"] if (name := post.partition("/")[2]) in KNOWN_WORK]
    who = words.who(AccountKind[basis["kind"]], row.office, row.insurer, list(dict.fromkeys(posts)), hidden=hidden)
    refused = dict(_refused(row, person))
    shown = [Information[name] for name in basis["conditions"] if name in KNOWN and Information[name] not in refused]
    tabs = list(_tabs(shown, orjson.loads(row.coordinates), bool(refused)))
    missing = [_missing(information, reason, who.hidden) for information, reason in refused.items()]
    conditions = {name for item in shown for name in basis["conditions"][item.name]}
    sentence = words.read_sentence(row.at, who, tabs, missing, file=row.file is not None)
    return AccessEntry(
        row.at,
        AccessKind.READ if tabs else AccessKind.REFUSED,
        who,
        tabs,
        missing,
        None,
        bool(tabs),
        list(grounds.told(who.by_proof(row.office_key), row.at, conditions)),
        sentence,
    )


def _refused(row: Any, person: Person) -> Iterator[tuple[Information, Reason]]:
    """What was not shown of this person."""
    place = orjson.loads(row.people).index(person.id)
    for entry in orjson.loads(row.refusals):
        if place in entry.get("of", [place]) and entry.get("information") in KNOWN:
            yield Information[entry["information"]], Reason[entry["reason"]]


def _tabs(shown: Sequence[Information], coordinates: Sequence[str], refused: bool) -> Iterator[str]:
    """The tabs in the matrix's order, then what is no tab; whoever was found at all was found on a list."""
    roots = [words.root(name) for name in coordinates if name.startswith("Query.")]
    yield from (words.tab(information) for information in Information if information in shown)
    yield from dict.fromkeys(word for word in roots if word is not None)
    if not (shown or roots or refused):
        yield words.tab(Information.LIST)


def _missing(information: Information, reason: Reason, hidden: bool) -> RefusedTab:
    return RefusedTab(words.tab(information), words.why(reason, hidden=hidden))


def _action(row: Any, hidden: bool) -> AccessEntry:
    who = words.who(row.account, row.office, row.insurer, [], hidden=hidden)
    name, done = words.action(row.action), row.outcome == DONE
    sentence = words.action_sentence(row.at, who, name, done=done)
    return AccessEntry(row.at, AccessKind.ACTION, who, [], [], name, done, [], sentence)


HISTORY = Plain(access_history, PAGE, (Action.VIEW_ACCESS_HISTORY,))
