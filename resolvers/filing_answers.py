"""The municipality's answer to a filing (代行提出): accepted, or returned with reasons (S63, S64; features.md S83)."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from models.codes.filing import FilingStatus
from models.row import col
from models.rows import Beneficiary, Filing, FilingEvent, FilingReason
from permissions.answer import Answer, wrong
from permissions.faults import Fault, Faulty
from permissions.information import Action
from resolvers.care_managers import take_charge
from resolvers.filings import NOT_PENDING, UNKNOWN, write_down
from resolvers.performing import Act, Deed, Outcome

LOST = Fault(
    "ELIGIBILITY_LOST",
    "サービス開始年月日に、この利用者は被保険者の資格を失っています。差し戻してください。",
    ("input", "accepted"),
)
ANSWER = Act.under("answerFiling", Action.FEED_CARE)


async def answer_filing(deed: Deed, id_: str, answer: Answer) -> Outcome:
    """Accept or return a filing for one of the municipality's own people that waits; from then on it stays answered.

    An accepted one puts its office in charge of the care plan from its start on.

    Raises:
        Faulty: FILING_UNKNOWN, or everything that is wrong with the answer: ELIGIBILITY_LOST among it.
    """
    filing = await _received(deed, id_)
    today = deed.reading.binds["today"]
    faults = [] if filing.status is FilingStatus.SUBMITTED else [NOT_PENDING]
    faults += wrong(answer, filing.filed_on, today)
    faults += await _lost(deed, filing) if answer.accepted else []
    if faults:
        raise Faulty(faults)
    event = write_down(deed, filing, FilingStatus.ACCEPTED if answer.accepted else FilingStatus.RETURNED)
    event.received_on = answer.received_on or today
    await deed.session.flush()
    deed.session.add_all(_reasons(event, answer.reasons))
    if answer.accepted:
        await take_charge(deed, filing)
    deed.subjects.append(filing.id)
    return {"id": filing.id, "status": filing.status.name}


async def _lost(deed: Deed, filing: Filing) -> list[Fault]:
    """Nobody plans the care of somebody who will not be insured any more when it begins (B24)."""
    person = await deed.session.get_one(Beneficiary, filing.beneficiary_key)
    lost_on = person.eligibility_lost_on
    return [LOST] if lost_on is not None and lost_on <= filing.starts_on else []


async def _received(deed: Deed, id_: str) -> Filing:
    own = select(col(Beneficiary.key)).where(col(Beneficiary.insurer_key) == deed.viewer.insurer_key)
    found = select(Filing).where(col(Filing.id) == id_.replace("\0", ""), col(Filing.beneficiary_key).in_(own))
    filing = (await deed.session.scalars(found.with_for_update())).one_or_none()
    if filing is None:
        raise Faulty([UNKNOWN])
    return filing


def _reasons(event: FilingEvent, reasons: Sequence[str]) -> Iterator[FilingReason]:
    for position, reason in enumerate(reasons, start=1):
        yield FilingReason(event_key=event.key, position=position, reason=reason)
