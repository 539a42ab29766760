"""Whose identity the viewer's office has proven, for what, and whether that still holds (S62, S66, S67).

Whoever is on no list of the office's does not exist for it: nothing is said of why.
"""

from dataclasses import replace

from sqlalchemy import Select, select

from models.codes.registration import ProofPurpose
from models.row import col
from models.rows import Beneficiary, Registration
from permissions.consent_receipt import Proof
from permissions.faults import Fault, Faulty
from permissions.scope import OFFICE, holds_still, on_list
from resolvers.performing import Deed

WHERE = ("input", "beneficiaryId")
UNKNOWN = Fault("BENEFICIARY_UNKNOWN", "利用者一覧に、この利用者はいません。", WHERE)
EXPIRED = Fault("PROOF_EXPIRED", "本人確認から24時間が過ぎています。もう一度本人確認を行ってください。", WHERE)


async def listed(deed: Deed, id_: str, where: tuple[str, ...] = WHERE) -> Beneficiary:
    """The person of this id, who is on the office's list today; `where` is the id's place in the input.

    Raises:
        Faulty: BENEFICIARY_UNKNOWN.
    """
    shown = select(col(Registration.beneficiary_key)).where(on_list())
    person = await _person(deed, id_, shown)
    if person is None:
        raise Faulty([replace(UNKNOWN, path=where)])
    return person


async def proven_for_viewing(deed: Deed, id_: str) -> Beneficiary:
    """The person of this id, who is on the list and was proven for viewing within 24 hours (S66).

    Raises:
        Faulty: BENEFICIARY_UNKNOWN, PROOF_EXPIRED.
    """
    person = await listed(deed, id_)
    if faults := await viewing_faults(deed, person):
        raise Faulty(faults)
    return person


async def viewing_faults(deed: Deed, person: Beneficiary) -> list[Fault]:
    """PROOF_EXPIRED, unless the person was proven for viewing within 24 hours; to be told with other faults."""
    return [] if await _proven(deed, person, ProofPurpose.VIEWING) else [EXPIRED]


async def proof_of(deed: Deed, person: Beneficiary) -> Proof:
    """How and when the office proved last who a listed person is."""
    here = (col(Registration.office_key) == OFFICE, col(Registration.purpose) == ProofPurpose.VIEWING)
    found = select(Registration).where(*here, col(Registration.beneficiary_key) == person.key)
    row = (await deed.session.scalars(found, dict(deed.reading.binds))).one()
    # A card reading that waits for the list has proven the person all the same.
    method = row.renewed_method if row.renewed_method and row.renewed_at == row.proven_at else row.method
    return Proof(method, row.proven_at)


async def proven_for_filing(deed: Deed, id_: str) -> Beneficiary:
    """The person of this id, proven within 24 hours for filing, on the list or not, or for viewing (S62).

    Raises:
        Faulty: BENEFICIARY_UNKNOWN, PROOF_EXPIRED.
    """
    filing = select(col(Registration.beneficiary_key)).where(
        col(Registration.office_key) == OFFICE,
        col(Registration.purpose) == ProofPurpose.FILING,
        col(Registration.removed_at).is_(None),
        holds_still(),
    )
    person = await _person(deed, id_, filing)
    return person or await proven_for_viewing(deed, id_)


async def _person(deed: Deed, id_: str, keys: Select[tuple[int]]) -> Beneficiary | None:
    found = select(Beneficiary).where(col(Beneficiary.id) == id_.replace("\0", ""), col(Beneficiary.key).in_(keys))
    return (await deed.session.scalars(found, dict(deed.reading.binds))).one_or_none()


async def _proven(deed: Deed, person: Beneficiary, purpose: ProofPurpose) -> bool:
    found = select(col(Registration.key)).where(
        col(Registration.office_key) == OFFICE,
        col(Registration.beneficiary_key) == person.key,
        col(Registration.purpose) == purpose,
        holds_still(),
    )
    return await deed.session.scalar(found, dict(deed.reading.binds)) is not None
