"""The office's list (利用者一覧): a proof of identity puts a person on it, opening it makes card readings count, and an
office takes a person off its own list again (guide p.17-19; S52-S59).
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import or_, select

from loaders.office_reading import Entry, state
from loaders.reading import Reading
from models.codes.change import ChangeKind
from models.codes.registration import ProofMethod, ProofPurpose, ReadingState
from models.registration import list_keys
from models.row import JST, col
from models.rows import Beneficiary, PastProof, Registration
from permissions.information import Action, Requirement
from permissions.scope import LISTS_WITHIN, waits_for_list
from resolvers.changes import tell
from resolvers.numbering import number
from resolvers.performing import Act, Deed, Outcome
from resolvers.proof import listed
from resolvers.transaction import transaction

REMOVE = Act.under("removeBeneficiary", Action.REMOVE, needs=(Requirement.ON_LIST,))
REGISTERED, VIEWING_EXTENDED = ChangeKind.REGISTERED, ChangeKind.VIEWING_EXTENDED


@dataclass(frozen=True)
class Proof:
    """A proof of identity as it was made: how, when, by which account, and why without a PIN (目視)."""

    method: ProofMethod
    read_at: datetime.datetime
    staff_key: int | None
    reason: str | None = None

    @classmethod
    def made(cls, deed: Deed, method: ProofMethod, reason: str | None = None) -> Self:
        """A proof the viewer makes now."""
        return cls(method, deed.reading.now, deed.viewer.staff_key, reason)

    @property
    def day(self) -> datetime.date:
        return self.read_at.astimezone(JST).date()


async def register(
    deed: Deed, beneficiary_key: int, office_key: int, purpose: ProofPurpose, proof: Proof
) -> Registration:
    """Write down that an office has proven who a person is; the row as it is now, with all that the windows say.

    Printed fields count at once, a card reading for viewing once the list is opened: where the person is listed
    for longer than that may take, until then and where that never happens, `registered_on` and `viewing_until` stay as
    they were.
    """
    # Whoever registers the same person at the same time waits here; the unique constraint stands behind it. Whoever
    # changes a registration takes its row first, several of them by key: nothing is lost, nobody waits in a ring.
    person = select(Beneficiary).where(col(Beneficiary.key) == beneficiary_key).with_for_update(key_share=True)
    found = (await deed.session.scalars(person)).one()
    row = await _known(deed, office_key, beneficiary_key, purpose)
    listed = row is not None and _is_listed(row, deed.reading.binds["today"])
    stays = listed and row is not None and _outlasts(row, proof)
    waits = stays and proof.method.by_card
    if row is not None:
        ended = _later(row) if waits else (*_first(row), *_later(row))
        deed.session.add_all(_past(row, entry, deed.reading.now, ReadingState.REPLACED) for entry in ended)
    else:
        keys: dict[str, Any] = dict(list_keys(found.insured_number, found.name, found.kana))
        row = Registration(office_key=office_key, beneficiary_key=beneficiary_key, purpose=purpose, **keys)
        deed.session.add(row)
    row.proven_at = proof.read_at
    if waits:
        _wait(row, proof)
    else:
        _put_on_list(row, proof, deed.house.settings.viewing_days, row.viewing_until if listed else None)
    deed.subjects.append(found.id)
    if purpose is ProofPurpose.VIEWING and not waits:
        tell(deed, beneficiary_key, VIEWING_EXTENDED if listed else REGISTERED, office_key)
    return row


def viewing_until(day: datetime.date, days: int, before: datetime.date | None) -> datetime.date:
    """The last day of viewing that a proof of this day gives; claims may have given a later one before."""
    return max(day + datetime.timedelta(days=days), before or day)


async def open_list(reading: Reading) -> None:
    """The office has opened its list: its card readings that wait for that count from now on."""
    async with transaction(reading.house) as session:
        waiting = select(Registration).where(or_(*waits_for_list())).order_by(col(Registration.key)).with_for_update()
        for row in (await session.scalars(waiting, dict(reading.binds))).all():
            if row.renewed_at is not None and row.renewed_method is not None:
                proof = Proof(row.renewed_method, row.renewed_at, row.renewed_by_key, row.renewed_reason)
                session.add_all(_past(row, entry, reading.now, ReadingState.REPLACED) for entry in _first(row))
                stays = _is_listed(row, reading.binds["today"])
                _put_on_list(row, proof, reading.house.settings.viewing_days, row.viewing_until)
                kind = VIEWING_EXTENDED if stays else REGISTERED
                tell(Deed(reading, session), row.beneficiary_key, kind, row.office_key)
            row.list_opened_at = reading.now
    reading.list_waits = False
    if reading.told:
        await number(reading.house)


async def remove_beneficiary(deed: Deed, id_: str) -> Outcome:
    """Take a person off the list of the viewer's office, and of no other; what was proven there is over.

    Raises:
        Faulty: nobody of this id is on the list.
    """
    person = await listed(deed, id_, ("input", "id"))
    here = (col(Registration.office_key) == deed.viewer.office_key, col(Registration.beneficiary_key) == person.key)
    still = select(Registration).where(*here, col(Registration.removed_at).is_(None)).order_by(col(Registration.key))
    for row in (await deed.session.scalars(still.with_for_update())).all():
        deed.session.add_all(_past(row, entry, deed.reading.now, ReadingState.REMOVED) for entry in _later(row))
        row.removed_at = deed.reading.now
        _wait(row, None)
    tell(deed, person.key, ChangeKind.REMOVED, deed.viewer.office_key)
    deed.subjects.append(person.id)
    return {"id": person.id}


async def _known(deed: Deed, office_key: int, beneficiary_key: int, purpose: ProofPurpose) -> Registration | None:
    known = select(Registration).where(
        col(Registration.office_key) == office_key,
        col(Registration.beneficiary_key) == beneficiary_key,
        col(Registration.purpose) == purpose,
    )
    return (await deed.session.scalars(known.with_for_update())).one_or_none()


def _is_listed(row: Registration, today: datetime.date) -> bool:
    """Whether the row keeps its person on the list, whatever comes of a new reading."""
    opened = not row.method.by_card or row.list_opened_at is not None
    listing = row.purpose is ProofPurpose.VIEWING and row.removed_at is None
    return listing and opened and row.viewing_until >= today


def _outlasts(row: Registration, proof: Proof) -> bool:
    """Whether the person is listed for as long as a card reading may wait; where not, it counts like a first one."""
    ends = datetime.datetime.combine(row.viewing_until + datetime.timedelta(days=1), datetime.time(), JST)
    return proof.read_at + LISTS_WITHIN <= ends


def _put_on_list(row: Registration, proof: Proof, days: int, until: datetime.date | None) -> None:
    """Let a proof count; `until` is how long the person is listed already, perhaps longer thanks to claims."""
    row.method, row.read_at, row.staff_key, row.reason = proof.method, proof.read_at, proof.staff_key, proof.reason
    row.registered_on = row.viewing_until = proof.day
    if row.purpose is ProofPurpose.VIEWING:
        row.viewing_until = viewing_until(proof.day, days, until)
    row.list_opened_at = row.removed_at = None
    _wait(row, None)


def _wait(row: Registration, proof: Proof | None) -> None:
    """Let a later card reading wait for the list, or none."""
    row.renewed_at, row.renewed_by_key = (proof.read_at, proof.staff_key) if proof else (None, None)
    row.renewed_method, row.renewed_reason = (proof.method, proof.reason) if proof else (None, None)


def _first(row: Registration) -> Iterator[Entry]:
    """The proof the registration rests on."""
    opened, until, removed = row.list_opened_at, row.viewing_until, row.removed_at
    yield Entry(row.read_at, row.staff_key, row.method, row.purpose, row.reason, opened, until, removed)


def _later(row: Registration) -> Iterator[Entry]:
    """The card reading that waits for the list, or has lapsed, if there is one."""
    if row.renewed_at is not None and row.renewed_method is not None:
        who, until = row.renewed_by_key, row.viewing_until
        yield Entry(row.renewed_at, who, row.renewed_method, row.purpose, row.renewed_reason, None, until, None)


def _past(row: Registration, entry: Entry, now: datetime.datetime, ends: ReadingState) -> PastProof:
    """What is kept of a proof that stands in the registration no longer: it ends now, unless it was over before."""
    was, until = state(entry, now)
    over = was not in (ReadingState.VALID, ReadingState.WAITING)
    return PastProof(
        office_key=row.office_key,
        beneficiary_key=row.beneficiary_key,
        staff_key=entry.by,
        method=entry.method,
        purpose=entry.purpose,
        reason=entry.reason,
        read_at=entry.read_at,
        state=was if over else ends,
        until=until if over else now,
    )
