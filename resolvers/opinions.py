"""Writing doctors' opinions (主治医意見書; guide function 8, S73, S75): drafts, and versions that are sent and stay.

Screen (way B) and electronic chart (way A) come by the same verbs. The screen registers a draft and sends it; a chart
may send what it has at once. What is sent again as it was is no second version, and a correction is asked for by name.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.codes.opinion import OpinionSequence, OpinionTargetStatus
from models.codes.readiness import Link
from models.opinion_form import Content, entered, packed, unpacked
from models.row import col, new_id
from models.rows import Office, OpinionDraft, OpinionTarget, OpinionVersion
from permissions.faults import Fault, Faulty
from permissions.filing import LONGEST_TEXT
from permissions.information import Action
from permissions.opinion import KEPT_OUT, opinion_faults
from permissions.text import is_text
from resolvers.opinion_papers import file_in, newest_version, subjects
from resolvers.opinion_targets import own_target, take_up
from resolvers.performing import Act, Deed, Outcome
from resolvers.readiness import link_faults

SAVE, SEND, COPY = (Act.under(name, Action.OPINION) for name in ("saveOpinion", "sendOpinion", "copyOpinion"))
TARGET, REASON = ("input", "target"), ("input", "correctionReason")
SENT = Fault("OPINION_SENT", "送信した意見書は変えられません。訂正するときは、訂正の理由を入力してください。", TARGET)
NOT_SENT = Fault("CORRECTION_NOT_ALLOWED", "訂正できるのは、送信した意見書だけです。", REASON)
REASON_WRONG = Fault("REASON_WRONG", f"訂正の理由は1から{LONGEST_TEXT}文字で入力してください。", REASON)
DRAFT_MISSING = Fault("DRAFT_MISSING", "送信する下書きがありません。", TARGET)
DRAFT_EXISTS = Fault("DRAFT_EXISTS", "下書きがすでにあります。", TARGET)
PREVIOUS_MISSING = Fault("PREVIOUS_MISSING", "この人について前に送信した意見書がありません。", TARGET)


@dataclass(frozen=True)
class Written:
    """What is written on the form, and why, where it corrects what was sent."""

    content: Content
    correction_reason: str | None


async def save_opinion(deed: Deed, target_id: str, written: Written) -> Outcome:
    """Register a draft in the place of the one before; it may be incomplete, and what it lacks is told.

    Raises:
        Faulty: TARGET_UNKNOWN, OPINION_SENT and its like, or what not even a draft may have (KEPT_OUT).
    """
    target = await own_target(deed, target_id)
    content = entered(written.content)
    lacks = [*opinion_faults(content, target.birth_date, deed.reading.binds["today"])]
    faults = _correction(await newest_version(deed, target), written)
    faults += [fault for fault in lacks if fault.code in KEPT_OUT]
    if faults:
        raise Faulty(faults)
    await _keep(deed, target, content, written.correction_reason)
    return {"target": target.id, "errors": [[fault.code, fault.message, fault.path] for fault in lacks]}


async def send_opinion(deed: Deed, target_id: str, written: Written | None) -> Outcome:
    """Send what is written, or else the draft, to the municipality as the next version.

    Raises:
        Faulty: TARGET_UNKNOWN, DRAFT_MISSING, or everything that is wrong with the opinion.
    """
    target = await own_target(deed, target_id)
    if written is None:
        written = await _drafted(deed, target)
    office, newest = await deed.session.get_one(Office, target.office_key), await newest_version(deed, target)
    content = entered(written.content)
    text = packed({**content, **supplied(target, office, content["written_on"])})
    if newest is not None and newest.content == text:
        return _sent(target, newest)
    faults = _correction(newest, written)
    faults += opinion_faults(content, target.birth_date, deed.reading.binds["today"])
    faults += await link_faults(deed, target.insurer_key, Link.OPINIONS, TARGET)
    if faults:
        raise Faulty(faults)
    version = await _arrive(deed, target, text, written.correction_reason, newest.version + 1 if newest else 1)
    return _sent(target, version)


async def copy_opinion(deed: Deed, target_id: str) -> Outcome:
    """A draft from the clinic's previous opinion on the same person; its two days are left to be filled in anew.

    Raises:
        Faulty: TARGET_UNKNOWN, or all of DRAFT_EXISTS, OPINION_SENT and PREVIOUS_MISSING that hold.
    """
    target = await own_target(deed, target_id)
    previous = await _previous(deed, target)
    faults = [DRAFT_EXISTS] if await deed.session.get(OpinionDraft, target.key) else []
    faults += [SENT] if await newest_version(deed, target) else []
    faults += [] if previous else [PREVIOUS_MISSING]
    if faults or previous is None:
        raise Faulty(faults)
    again = {"written_on": None, "last_examined_on": None, "sequence": OpinionSequence.REPEATED}
    content = entered({**unpacked(previous.content), **again})
    await _keep(deed, target, content, None)
    lacks = opinion_faults(content, target.birth_date, deed.reading.binds["today"])
    return {"target": target.id, "errors": [[fault.code, fault.message, fault.path] for fault in lacks]}


def supplied(target: OpinionTarget, office: Office, written_on: datetime.date | None) -> Mapping[str, Any]:
    """What the service knows of applicant and institution; the age is that of the day it is written."""
    person = {f"applicant_{name}": getattr(target, name) for name in ("name", "kana", "sex", "birth_date")}
    institution = {f"institution_{name}": getattr(office, name) for name in ("name", "address", "phone")}
    born = target.birth_date
    age = written_on and written_on.year - born.year - ((written_on.month, written_on.day) < (born.month, born.day))
    return {**person, **institution, "applicant_age": age}


def _correction(newest: OpinionVersion | None, written: Written) -> list[Fault]:
    reason = written.correction_reason
    faults = [SENT] if newest and reason is None else []
    faults += [NOT_SENT] if reason is not None and newest is None else []
    faults += [REASON_WRONG] if reason is not None and not is_text(reason, LONGEST_TEXT) else []
    return faults


async def _drafted(deed: Deed, target: OpinionTarget) -> Written:
    """The draft, which is gone once it is sent."""
    draft = await deed.session.get(OpinionDraft, target.key)
    if draft is None:
        raise Faulty([DRAFT_MISSING])
    await deed.session.delete(draft)
    return Written(unpacked(draft.content), draft.correction_reason)


async def _keep(deed: Deed, target: OpinionTarget, content: Content, reason: str | None) -> None:
    take_up(deed, target)
    draft = OpinionDraft(
        target_key=target.key,
        staff_key=deed.viewer.staff_key,
        content=packed(content),
        correction_reason=reason,
        saved_at=deed.reading.now,
    )
    await deed.session.merge(draft)
    deed.subjects.append(target.id)


async def _arrive(deed: Deed, target: OpinionTarget, content: str, reason: str | None, number: int) -> OpinionVersion:
    """A version that is sent; where the municipality has said whose it is, it is among the person's papers at once."""
    take_up(deed, target)
    target.status = OpinionTargetStatus.SENT
    version = OpinionVersion(
        id=new_id("opv"),
        target_key=target.key,
        insurer_key=target.insurer_key,
        version=number,
        content=content,
        correction_reason=reason,
        sent_at=deed.reading.now,
        sent_by=deed.viewer.name,
        staff_key=deed.viewer.staff_key,
    )
    deed.session.add(version)
    await file_in(deed, target, version)
    deed.subjects += [*await subjects(deed, target), version.id]
    return version


async def _previous(deed: Deed, target: OpinionTarget) -> OpinionVersion | None:
    names = ("office_key", "insurer_key", "insured_number", "birth_date")
    found = (
        select(OpinionVersion)
        .join(OpinionTarget, col(OpinionTarget.key) == col(OpinionVersion.target_key))
        .where(
            *(col(getattr(OpinionTarget, name)) == getattr(target, name) for name in names),
            col(OpinionTarget.key) != target.key,
        )
    )
    return (await deed.session.scalars(found.order_by(col(OpinionVersion.key).desc()).limit(1))).one_or_none()


def _sent(target: OpinionTarget, version: OpinionVersion) -> Outcome:
    sent = version.sent_at.isoformat()
    return {"id": version.id, "target": target.id, "version": version.version, "sentAt": sent}
