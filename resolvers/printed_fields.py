"""Registering a person by printed fields (券面情報; guide p.18, S54, S55): check what was typed, then register.

Whatever does not match is one answer, after the same statements: another number, another birth date, nobody at all, or
somebody under 支援措置, whose household knows everything that is printed and who is registered by card alone.
"""

import datetime

from sqlalchemy import delete, select, update

from loaders.house import House
from models.codes.registration import ProofMethod, ProofPurpose
from models.row import col, new_id
from models.rows import Beneficiary, Confirmation, Insurer
from permissions.faults import Fault, Faulty
from permissions.information import Action
from permissions.printed_fields import PrintedFields, agree, wrong
from permissions.scope import protected
from resolvers import mismatches
from resolvers.mismatches import PRINTED_FIELDS
from resolvers.performing import Act, Deed, Outcome
from resolvers.registration import Proof, register
from resolvers.transaction import transaction

CHECK = Act.under("checkPrintedFields", Action.REGISTER)
REGISTER = Act.under("registerPerson", Action.REGISTER)
LIFE = datetime.timedelta(minutes=10)
"""How long a confirmation may be registered: `now < made + LIFE`."""
NOT_FOUND = Fault(
    "PERSON_NOT_FOUND",
    "入力された券面情報と一致する利用者が見つかりません。介護保険証を確かめて、もう一度入力してください。",
    ("input",),
)


async def check_printed_fields(deed: Deed, typed: PrintedFields) -> Outcome:
    """A confirmation to register the person by, or null where nothing matches; that is counted, and recorded as such.

    Raises:
        Faulty: everything that is wrong with how it was typed; it is not counted.
        TooManyMismatches: too many did not match today; nothing was looked at.
    """
    items, today = deed.house.settings.printed_items, deed.reading.binds["today"]
    if faults := list(wrong(typed, items, today)):
        raise Faulty(faults)
    counted = await mismatches.count(deed, PRINTED_FIELDS)
    person = await _person(deed, typed)
    if person is None or not agree(typed, person, items):
        await mismatches.tell(deed, PRINTED_FIELDS, counted)
        return deed.refuse(NOT_FOUND)
    await mismatches.take_back(deed, PRINTED_FIELDS)
    return _confirmed(deed, person)


async def register_person(deed: Deed, confirmation: str, purpose: ProofPurpose) -> Outcome:
    """Register the person of a confirmation at the viewer's office.

    Raises:
        Faulty: the confirmation is unknown, used, late or another account's; one answer for all.
    """
    viewer, now = deed.viewer, deed.reading.now
    taken = (
        update(Confirmation)
        .where(
            col(Confirmation.id) == confirmation.replace("\0", ""),
            col(Confirmation.staff_key) == viewer.staff_key,
            col(Confirmation.office_key) == viewer.office_key,
            col(Confirmation.used).is_(False),
            col(Confirmation.expires_at) > now,
        )
        .values(used=True)
        .returning(col(Confirmation.beneficiary_key), col(Confirmation.office_key))
    )
    found = (await deed.session.execute(taken)).one_or_none()
    if found is None:
        message = "この確認は使えません。10分以内に一度だけ使えます。はじめから入力してください。"
        raise Faulty([Fault("CONFIRMATION_UNKNOWN", message, ("input", "confirmation"))])
    proof = Proof.made(deed, ProofMethod.PRINTED_FIELDS)
    row = await register(deed, found.beneficiary_key, found.office_key, purpose, proof)
    viewing = row.viewing_until.isoformat() if purpose is ProofPurpose.VIEWING else None
    return {"id": deed.subjects[0], "purpose": purpose.name, "viewingUntil": viewing, "provenAt": now.isoformat()}


async def clear_confirmations(house: House) -> int:
    """Delete the confirmations whose ten minutes are over, and tell how many there were."""
    async with transaction(house) as session:
        late = delete(Confirmation).where(col(Confirmation.expires_at) <= house.now())
        return len((await session.scalars(late.returning(col(Confirmation.key)))).all())


async def _person(deed: Deed, typed: PrintedFields) -> Beneficiary | None:
    """Whose the numbers are, unless the person is under 支援措置 today."""
    found = (
        select(Beneficiary)
        .join(Insurer, col(Insurer.key) == col(Beneficiary.insurer_key))
        .where(
            col(Insurer.number) == typed.insurer_number,
            col(Beneficiary.insured_number) == typed.insured_number,
            protected().is_(False),
        )
    )
    return (await deed.session.scalars(found, dict(deed.reading.binds))).one_or_none()


def _confirmed(deed: Deed, person: Beneficiary) -> Outcome:
    viewer, expires_at = deed.viewer, deed.reading.now + LIFE
    assert viewer.office_key is not None  # those who may register belong to an office
    id_ = new_id("cnf")
    deed.session.add(
        Confirmation(
            id=id_,
            staff_key=viewer.staff_key,
            office_key=viewer.office_key,
            beneficiary_key=person.key,
            expires_at=expires_at,
        )
    )
    deed.subjects.append(person.id)
    return {"confirmation": id_, "expiresAt": expires_at.isoformat()}
