"""The municipality confirms an opinion that was sent: then it counts as heard (意見聴取; S83, domain.md 6.1)."""

import datetime
from dataclasses import dataclass

from sqlalchemy import select

from models.codes.progress import StepStatus
from models.row import col
from models.rows import OpinionTarget, OpinionVersion, Progress
from permissions.faults import Fault, Faulty
from permissions.information import Action
from resolvers.municipal import insured_person
from resolvers.opinion_papers import arrived_on, file_in, subjects
from resolvers.opinion_targets import open_application
from resolvers.performing import Act, Deed, Outcome
from resolvers.progress_moves import moving

CONFIRM = Act.under("confirmOpinion", Action.FEED_CARE)
ID, NUMBER = ("input", "id"), ("input", "insuredNumber")
UNKNOWN = Fault("OPINION_UNKNOWN", "この意見書はありません。", ID)
SUPERSEDED = Fault("OPINION_SUPERSEDED", "訂正された意見書です。新しい版を確認してください。", ID)
PERSON_KNOWN = Fault("PERSON_KNOWN", "市町村の依頼による意見書は、別の人のものにできません。", NUMBER)
PERSON_DIFFERS = Fault(
    "PERSON_DIFFERS", "依頼書の生年月日が、この番号の被保険者と一致しません。被保険者番号を指定してください。", NUMBER
)
APPLICATION_UNKNOWN = Fault("APPLICATION_UNKNOWN", "この被保険者に、決定していない要介護認定申請がありません。", ID)


@dataclass(frozen=True)
class Confirmation:
    """What the municipality says of an opinion; the number only where a letter's is not the person's own."""

    insured_number: str | None
    received_on: datetime.date | None


async def confirm_opinion(deed: Deed, id_: str, said: Confirmation) -> Outcome:
    """Count the newest version as heard (意見聴取): its application waits no longer. Again changes nothing.

    One that came by a letter becomes the person's with it, whom the number tells: the letter's own, unless told.

    Raises:
        Faulty: OPINION_UNKNOWN, or everything that stands in the way.
    """
    version, target = await _received(deed, id_)
    if version.confirmed_at is None:
        faults = await _superseded(deed, version)
        faults += await _identify(deed, target, said.insured_number)
        faults += _day(deed, version, said.received_on)
        if faults:
            raise Faulty(faults)
        await _count(deed, target, version, said.received_on or arrived_on(version))
    deed.subjects += [*await subjects(deed, target), version.id]
    assert version.received_on is not None
    return {"id": version.id, "receivedOn": version.received_on.isoformat()}


async def _received(deed: Deed, id_: str) -> tuple[OpinionVersion, OpinionTarget]:
    """A version that was sent to the viewer's insurer, and its target, for this transaction alone."""
    target_key = select(col(OpinionVersion.target_key)).where(col(OpinionVersion.id) == id_.replace("\0", ""))
    own = select(OpinionTarget).where(
        col(OpinionTarget.key) == target_key.scalar_subquery(),
        col(OpinionTarget.insurer_key) == deed.viewer.insurer_key,
    )
    target = (await deed.session.scalars(own.with_for_update())).one_or_none()
    if target is None:
        raise Faulty([UNKNOWN])
    found = select(OpinionVersion).where(col(OpinionVersion.id) == id_)
    return (await deed.session.scalars(found)).one(), target


async def _superseded(deed: Deed, version: OpinionVersion) -> list[Fault]:
    later = select(col(OpinionVersion.key)).where(
        col(OpinionVersion.target_key) == version.target_key, col(OpinionVersion.version) > version.version
    )
    return [SUPERSEDED] if await deed.session.scalar(later.limit(1)) is not None else []


async def _identify(deed: Deed, target: OpinionTarget, number: str | None) -> list[Fault]:
    """Say whose a letter's opinion is: a number the municipality gives counts, the letter's own with its birth date."""
    if target.beneficiary_key is not None and number not in (None, target.insured_number):
        return [PERSON_KNOWN]
    if target.beneficiary_key is not None and target.progress_key is not None:
        return []
    person, faults = await insured_person(deed, number if number is not None else target.insured_number)
    if person is None:
        return faults
    if number is None and person.birth_date != target.birth_date and target.beneficiary_key is None:
        return [PERSON_DIFFERS]
    progress = await open_application(deed, person, target.application_kind)
    if progress is None and target.asked_at is not None:  # what it was asked for was retracted, perhaps for its kind
        progress = await open_application(deed, person)
    if progress is None:
        return [APPLICATION_UNKNOWN]
    target.beneficiary_key, target.progress_key = person.key, progress.key
    target.application_kind = progress.application_kind
    return []


def _day(deed: Deed, version: OpinionVersion, received_on: datetime.date | None) -> list[Fault]:
    if received_on is None or arrived_on(version) <= received_on <= deed.reading.binds["today"]:
        return []
    message = "入手日は、意見書が届いた日から今日までの日にしてください。"
    return [Fault("RECEIVED_ON_WRONG", message, ("input", "receivedOn"))]


async def _count(deed: Deed, target: OpinionTarget, version: OpinionVersion, received_on: datetime.date) -> None:
    version.confirmed_at, version.confirmed_by = deed.reading.now, deed.viewer.name
    version.received_on = received_on
    if target.opinion_key is None:
        await file_in(deed, target, version)
    progress = await deed.session.get_one(Progress, target.progress_key)
    if progress.opinion_status is not StepStatus.DONE:  # the confirmation of a correction moves nothing
        with moving(deed, progress):
            progress.opinion_requested_on = target.requested_on
            progress.opinion_received_on, progress.opinion_status = received_on, StepStatus.DONE
