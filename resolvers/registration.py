"""The office's list (利用者一覧): a proof of identity puts a person on it, opening it makes card readings count, and an
office takes a person off its own list again (guide p.17-19; S52-S59).
"""

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update

from loaders.reading import Reading
from models.codes.change import ChangeKind
from models.codes.registration import ProofMethod, ProofPurpose
from models.registration import list_keys
from models.row import JST, col
from models.rows import Beneficiary, Registration
from permissions.information import Action
from permissions.scope import waits_for_list
from resolvers.changes import tell
from resolvers.numbering import number
from resolvers.performing import Act, Deed, Outcome
from resolvers.proof import listed
from resolvers.transaction import transaction

REMOVE = Act.under("removeBeneficiary", Action.REMOVE)
REGISTERED, VIEWING_EXTENDED = ChangeKind.REGISTERED, ChangeKind.VIEWING_EXTENDED


@dataclass(frozen=True)
class Proof:
    """A proof of identity as it was made: how, when, and by which account."""

    method: ProofMethod
    read_at: datetime.datetime
    staff_key: int | None

    @property
    def day(self) -> datetime.date:
        return self.read_at.astimezone(JST).date()


async def register(
    deed: Deed,
    beneficiary_key: int,
    office_key: int,
    method: ProofMethod,
    purpose: ProofPurpose,
    read_at: datetime.datetime,
) -> Registration:
    """Write down that an office has proven who a person is; the row as it is now, with all that the windows say.

    Printed fields count at once, a card reading for viewing once the list is opened: where the person is listed
    already, until then and where that never happens, `registered_on` and `viewing_until` stay as they were.
    """
    # Whoever registers the same person at the same time waits here; the unique constraint stands behind it.
    person = select(Beneficiary).where(col(Beneficiary.key) == beneficiary_key).with_for_update(key_share=True)
    found = (await deed.session.scalars(person)).one()
    row = await _known(deed, office_key, beneficiary_key, purpose)
    proof, today = Proof(method, read_at, deed.viewer.staff_key), deed.reading.binds["today"]
    stays = row is not None and _is_listed(row, today)
    waits = stays and method.by_card
    if row is None:
        keys: dict[str, Any] = dict(list_keys(found.insured_number, found.name, found.kana))
        row = Registration(office_key=office_key, beneficiary_key=beneficiary_key, purpose=purpose, **keys)
        deed.session.add(row)
    row.proven_at = read_at
    if waits:
        row.renewed_at, row.renewed_by_key, row.renewed_method = read_at, proof.staff_key, method
    else:
        _put_on_list(row, proof, deed.house.settings.viewing_days, row.viewing_until if stays else None)
    deed.subjects.append(found.id)
    if purpose is ProofPurpose.VIEWING and not waits:
        tell(deed, beneficiary_key, VIEWING_EXTENDED if stays else REGISTERED, office_key)
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
                proof = Proof(row.renewed_method, row.renewed_at, row.renewed_by_key)
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
    removed = {"removed_at": deed.reading.now, "renewed_at": None, "renewed_by_key": None, "renewed_method": None}
    still = col(Registration.removed_at).is_(None)
    await deed.session.execute(update(Registration).where(*here, still).values(**removed))
    tell(deed, person.key, ChangeKind.REMOVED, deed.viewer.office_key)
    deed.subjects.append(person.id)
    return {"id": person.id}


async def _known(deed: Deed, office_key: int, beneficiary_key: int, purpose: ProofPurpose) -> Registration | None:
    known = select(Registration).where(
        col(Registration.office_key) == office_key,
        col(Registration.beneficiary_key) == beneficiary_key,
        col(Registration.purpose) == purpose,
    )
    return (await deed.session.scalars(known)).one_or_none()


def _is_listed(row: Registration, today: datetime.date) -> bool:
    """Whether the row keeps its person on the list, whatever comes of a new reading."""
    opened = not row.method.by_card or row.list_opened_at is not None
    listing = row.purpose is ProofPurpose.VIEWING and row.removed_at is None
    return listing and opened and row.viewing_until >= today


def _put_on_list(row: Registration, proof: Proof, days: int, until: datetime.date | None) -> None:
    """Let a proof count; `until` is how long the person is listed already, perhaps longer thanks to claims."""
    row.method, row.read_at, row.staff_key = proof.method, proof.read_at, proof.staff_key
    row.registered_on = row.viewing_until = proof.day
    if row.purpose is ProofPurpose.VIEWING:
        row.viewing_until = viewing_until(proof.day, days, until)
    row.list_opened_at = row.removed_at = None
    row.renewed_at = row.renewed_by_key = row.renewed_method = None
