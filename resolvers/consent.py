"""Consent to viewing (閲覧同意): given and taken back at an office, with signed receipts (guide p.20; S65-S71, B07).

One consent covers everything stored now and later and every office (S68). An application that is pending changes
nothing here (S67). Statements of one person wait for each other, so that none is made of a state that has passed.
"""

import datetime
from dataclasses import dataclass

from sqlalchemy import select

from models.codes.change import ChangeKind
from models.codes.consent import ConsentRoute, ConsentStatus
from models.row import col, new_id
from models.rows import Beneficiary, Consent, ConsentReceipt
from permissions.consent_receipt import TEXT_VERSION, Proof, Receipt
from permissions.faults import Fault, Faulty
from permissions.information import Action, Requirement
from resolvers.changes import tell
from resolvers.performing import Act, Deed, Outcome
from resolvers.proof import WHERE, listed, proof_of, viewing_faults

REGISTER = Act.under("registerConsent", Action.CONSENT, needs=(Requirement.PROOF_FOR_VIEWING,))
WITHDRAW = Act.under("withdrawConsent", Action.CONSENT, needs=(Requirement.ON_LIST,))
GIVEN, WITHDRAWN = ConsentStatus.GIVEN, ConsentStatus.WITHDRAWN
ALREADY_GIVEN = Fault("CONSENT_ALREADY_GIVEN", "同意はすでに登録されています。すべての事業所に有効です。", WHERE)
NOT_GIVEN = Fault("CONSENT_NOT_GIVEN", "登録されている同意がないため、取り消せません。", WHERE)
TEXT_OUTDATED = Fault(
    "CONSENT_TEXT_OUTDATED",
    "同意の文言が今の版ではありません。今の文言を本人に示してから、登録してください。",
    ("input", "textVersion"),
)


@dataclass(frozen=True)
class Statement:
    """What is stated, when, and by whom it came: number and name are those of the office or the insurer."""

    status: ConsentStatus
    route: ConsentRoute
    at: datetime.datetime
    number: str
    name: str
    proof: Proof | None = None


async def register_consent(deed: Deed, beneficiary_id: str, text_version: str) -> Outcome:
    """The person consents; the office has proven for viewing who they are within 24 hours (S66, S70).

    A consent that holds already is no success: whoever takes one believes that there was none, and should look again.

    Raises:
        Faulty: BENEFICIARY_UNKNOWN, or all of PROOF_EXPIRED, ELIGIBILITY_LOST, CONSENT_ALREADY_GIVEN and
            CONSENT_TEXT_OUTDATED that hold.
    """
    person = await listed(deed, beneficiary_id)
    before = await newest_statement(deed, person)
    faults = await viewing_faults(deed, person) + eligibility_faults(person, deed.reading.binds["today"], WHERE)
    faults += [ALREADY_GIVEN] if before and before.status is GIVEN else []
    faults += [] if text_version == TEXT_VERSION else [TEXT_OUTDATED]
    if faults:
        raise Faulty(faults)
    tell(deed, person.key, ChangeKind.CONSENT_GIVEN)
    return await state(deed, person, await _here(deed, person, GIVEN, before))


async def withdraw_consent(deed: Deed, beneficiary_id: str) -> Outcome:
    """The person takes their consent back: at any office whose list they are on, however old its proof is (A05).

    Everything that needs consent is closed to every office with the next statement. Where no consent holds, because
    none was given or it was taken back before, there is nothing to do, and that is said.

    Raises:
        Faulty: BENEFICIARY_UNKNOWN, CONSENT_NOT_GIVEN.
    """
    person = await listed(deed, beneficiary_id)
    before = await newest_statement(deed, person)
    if before is None or before.status is not GIVEN:
        raise Faulty([NOT_GIVEN])
    tell(deed, person.key, ChangeKind.CONSENT_WITHDRAWN)
    return await state(deed, person, await _here(deed, person, WITHDRAWN, before))


async def newest_statement(deed: Deed, person: Beneficiary) -> Consent | None:
    """The statement that counts, once whoever states something for the person at the same time is done."""
    mine = select(col(Beneficiary.key)).where(col(Beneficiary.key) == person.key).with_for_update(key_share=True)
    await deed.session.execute(mine)
    await deed.session.refresh(person)
    said = select(Consent).where(col(Consent.beneficiary_key) == person.key)
    order = (col(Consent.recorded_at).desc(), col(Consent.key).desc())
    return (await deed.session.scalars(said.order_by(*order).limit(1))).one_or_none()


def eligibility_faults(person: Beneficiary, day: datetime.date, where: tuple[str, ...]) -> list[Fault]:
    """ELIGIBILITY_LOST from the day of 資格喪失 on: nobody consents any more (B24); taking back stays possible."""
    if person.eligibility_lost_on is None or day < person.eligibility_lost_on:
        return []
    return [Fault("ELIGIBILITY_LOST", "被保険者の資格を喪失しているため、同意を登録できません。", where)]


async def state(deed: Deed, person: Beneficiary, said: Statement) -> Outcome:
    """Write a statement down, and sign its receipt, which follows the person's last one."""
    route, office = said.route, deed.viewer.office_key if said.route is ConsentRoute.OFFICE else None
    row = Consent(beneficiary_key=person.key, status=said.status, route=route, recorded_at=said.at, office_key=office)
    deed.session.add(row)
    await deed.session.flush()
    last = await _last_receipt(deed, person)
    receipt = Receipt(
        id=new_id("rcp"),
        beneficiary=person.id,
        status=said.status,
        route=route,
        number=said.number,
        name=said.name,
        proof=said.proof,
        stated_at=said.at,
        recorded_at=deed.reading.now,
        follows=last.id if last else None,
    )
    assert deed.house.consent_key is not None  # a server has one
    content = receipt.signed(deed.house.consent_key)
    follows = last.key if last else None
    deed.session.add(ConsentReceipt(id=receipt.id, consent_key=row.key, follows_key=follows, content=content))
    deed.subjects.append(person.id)
    return {"id": person.id, "status": said.status.name, "at": said.at.isoformat(), "receipt": content}


async def _here(deed: Deed, person: Beneficiary, status: ConsentStatus, before: Consent | None) -> Statement:
    """A statement at the viewer's office, now."""
    number, name = deed.viewer.office_number, deed.viewer.office_name
    assert number is not None  # whoever has a list belongs to an office
    assert name is not None
    # Not before the one it answers: clocks of two servers may differ, and what is said last counts.
    at = max(deed.reading.now, before.recorded_at) if before else deed.reading.now
    return Statement(status, ConsentRoute.OFFICE, at, number, name, await proof_of(deed, person))


async def _last_receipt(deed: Deed, person: Beneficiary) -> ConsentReceipt | None:
    mine = select(ConsentReceipt).join(Consent, col(Consent.key) == col(ConsentReceipt.consent_key))
    mine = mine.where(col(Consent.beneficiary_key) == person.key).order_by(col(ConsentReceipt.key).desc()).limit(1)
    return (await deed.session.scalars(mine)).one_or_none()
