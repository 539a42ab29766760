"""The municipality's answer to a filing (代行提出): accepted, or returned with reasons (S63, S64; features.md S83)."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.codes.filing import FilingStatus
from models.row import col
from models.rows import Beneficiary, Filing, FilingEvent, FilingReason
from permissions.faults import Fault, Faulty
from permissions.filing import LONGEST_TEXT
from permissions.information import Action
from permissions.text import is_text
from resolvers.care_managers import take_charge
from resolvers.filings import NOT_PENDING, UNKNOWN, write_down
from resolvers.performing import Act, Deed, Outcome

ANSWER = Act.under("answerFiling", Action.FEED_CARE)
MOST_REASONS = 20
REASONS = ("input", "reasons")


@dataclass(frozen=True)
class FilingAnswer:
    """What the municipality says of a filing; `received_on` (受付日) is today where it is left out."""

    accepted: bool
    reasons: Sequence[str]
    received_on: datetime.date | None


async def answer_filing(deed: Deed, id_: str, answer: FilingAnswer) -> Outcome:
    """Accept or return a filing for one of the municipality's own people that waits; from then on it stays answered.

    An accepted one puts its office in charge of the care plan from its start on.

    Raises:
        Faulty: FILING_UNKNOWN, or everything that is wrong with the answer.
    """
    filing = await _received(deed, id_)
    faults = [*_wrong(deed, filing, answer)]
    if faults:
        raise Faulty(faults)
    event = write_down(deed, filing, FilingStatus.ACCEPTED if answer.accepted else FilingStatus.RETURNED)
    event.received_on = answer.received_on or deed.reading.binds["today"]
    await deed.session.flush()
    deed.session.add_all(_reasons(event, answer.reasons))
    if answer.accepted:
        await take_charge(deed, filing)
    deed.subjects.append(filing.id)
    return {"id": filing.id, "status": filing.status.name}


async def _received(deed: Deed, id_: str) -> Filing:
    own = select(col(Beneficiary.key)).where(col(Beneficiary.insurer_key) == deed.viewer.insurer_key)
    found = select(Filing).where(col(Filing.id) == id_.replace("\0", ""), col(Filing.beneficiary_key).in_(own))
    filing = (await deed.session.scalars(found.with_for_update())).one_or_none()
    if filing is None:
        raise Faulty([UNKNOWN])
    return filing


def _wrong(deed: Deed, filing: Filing, answer: FilingAnswer) -> Iterator[Fault]:
    if filing.status is not FilingStatus.SUBMITTED:
        yield NOT_PENDING
    if answer.accepted and answer.reasons:
        yield Fault("REASONS_NOT_ALLOWED", "理由は、差し戻すときだけ入力してください。", REASONS)
    if not answer.accepted and not 1 <= len(answer.reasons) <= MOST_REASONS:
        yield Fault("REASONS_MISSING", f"差し戻す理由を、1件から{MOST_REASONS}件まで入力してください。", REASONS)
    for place, reason in enumerate(answer.reasons[:MOST_REASONS]):
        if not is_text(reason, LONGEST_TEXT):
            message = f"理由は1から{LONGEST_TEXT}文字で入力してください。"
            yield Fault("REASON_WRONG", message, (*REASONS, str(place)))
    received, today = answer.received_on, deed.reading.binds["today"]
    if received is not None and not filing.filed_on <= received <= today:
        message = "受付日は、届出年月日から今日までの日にしてください。"
        yield Fault("RECEIVED_ON_WRONG", message, ("input", "receivedOn"))


def _reasons(event: FilingEvent, reasons: Sequence[str]) -> Iterator[FilingReason]:
    for position, reason in enumerate(reasons, start=1):
        yield FilingReason(event_key=event.key, position=position, reason=reason)
