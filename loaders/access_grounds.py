"""On what reads of a person rest (根拠; features.md B06): proofs, consent, and being in charge of the care plan."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from loaders.batch import fetch
from loaders.reading import Reading
from loaders.record_subject import Person
from models.codes.consent import ConsentStatus
from models.codes.registration import ProofMethod, ProofPurpose
from models.row import JST, col
from models.rows import CareManagement, Consent, Registration
from permissions import access_history as words
from permissions.information import Condition


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


async def grounds_of(reading: Reading, person: Person) -> Grounds:
    """What the reads of this person may rest on."""
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
