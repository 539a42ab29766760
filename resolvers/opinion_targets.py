"""For whom a clinic writes an opinion (主治医意見書作成対象者; guide function 8, S72): by request or by letter.

A letter's target is not looked up among the insured people. It keeps the letter's fields and goes to the insurer it
names, who knows its people and says whose it is when the opinion is confirmed. So typing a letter tells nobody whether
there is such a person, no mistyped number puts an opinion into a stranger's papers, and no tries have to be counted.
"""

import datetime
from dataclasses import dataclass

from sqlalchemy import select

from models.codes.office import Capability
from models.codes.opinion import OpinionTargetStatus
from models.codes.progress import ApplicationKind, StepStatus
from models.codes.service import ServiceType
from models.row import col, new_id
from models.rows import Beneficiary, Insurer, Office, OfficeCapability, OfficeService, OpinionTarget, Progress
from permissions.faults import Fault, Faulty
from permissions.information import Action
from permissions.opinion_target import LETTER, OpinionLetter, day_faults, letter_faults
from resolvers.municipal import insured_person
from resolvers.opinion_papers import file_in, newest_version
from resolvers.performing import Act, Deed, Outcome
from resolvers.progress_moves import moving

REGISTER = Act.under("registerOpinionTarget", Action.OPINION)
REQUEST = Act.under("requestOpinion", Action.FEED_CARE)
REQUESTED, REGISTERED, SENT = OpinionTargetStatus
ONE_WAY = Fault(
    "REQUEST_OR_LETTER", "市町村からの依頼のIDか依頼書の内容の、どちらか一つを入力してください。", ("input",)
)
KNOWN = Fault("TARGET_KNOWN", "同じ依頼の作成対象者が、すでにあります。", LETTER)
INSURER_UNKNOWN = Fault("INSURER_UNKNOWN", "この番号の保険者はありません。", (*LETTER, "insurerNumber"))
CLINIC_UNKNOWN = Fault(
    "CLINIC_UNKNOWN", "この番号の、主治医意見書を作成する医療機関はありません。", ("input", "clinicNumber")
)
APPLICATION_UNKNOWN = Fault(
    "APPLICATION_UNKNOWN", "この区分の、決定していない要介護認定申請がありません。", ("input", "applicationKind")
)
REQUEST_KNOWN = Fault(
    "REQUEST_KNOWN", "この医療機関には、同じ日の依頼をすでに別の内容で送っています。", ("input", "requestedOn")
)


@dataclass(frozen=True)
class OpinionRequest:
    """What a municipality asks of a clinic."""

    insured_number: str
    clinic_number: str
    application_kind: ApplicationKind
    requested_on: datetime.date
    due_on: datetime.date


async def register_target(deed: Deed, request: str | None, letter: OpinionLetter | None) -> Outcome:
    """Take up a request that arrived, or register what a letter says; a request taken up before stays as it is.

    Raises:
        Faulty: TARGET_UNKNOWN, or everything that is wrong with the letter.
    """
    if request is not None and letter is None:
        target = await own_target(deed, request, ("input", "request"))
        take_up(deed, target)
    elif letter is not None and request is None:
        target = await _by_letter(deed, letter)
    else:
        raise Faulty([ONE_WAY])
    deed.subjects.append(target.id)
    return {"id": target.id, "status": target.status.name}


async def own_target(deed: Deed, id_: str, where: tuple[str, ...] = ("input", "target")) -> OpinionTarget:
    """A target of the viewer's clinic, for this transaction alone: who else writes about it waits.

    Raises:
        Faulty: TARGET_UNKNOWN, also for another clinic's.
    """
    mine = select(OpinionTarget).where(
        col(OpinionTarget.id) == id_.replace("\0", ""), col(OpinionTarget.office_key) == deed.viewer.office_key
    )
    target = (await deed.session.scalars(mine.with_for_update())).one_or_none()
    if target is None:
        raise Faulty([Fault("TARGET_UNKNOWN", "この作成対象者はありません。", where)])
    return target


def take_up(deed: Deed, target: OpinionTarget) -> None:
    """The clinic knows of a request from now on."""
    if target.status is REQUESTED:
        target.status, target.registered_at = REGISTERED, deed.reading.now
        target.staff_key = deed.viewer.staff_key


async def request_opinion(deed: Deed, asked: OpinionRequest) -> Outcome:
    """Ask a clinic for the opinion on a person of the municipality's own who has applied; the same again is no second.

    Where the clinic has typed the letter of the same day already, its target becomes this one's.

    Raises:
        Faulty: everything that is wrong: BENEFICIARY_UNKNOWN, CLINIC_UNKNOWN, APPLICATION_UNKNOWN, wrong days,
            REQUEST_KNOWN.
    """
    today = deed.reading.binds["today"]
    person, faults = await insured_person(deed, asked.insured_number)
    clinic = await _clinic(deed, asked.clinic_number)
    faults += [] if clinic else [CLINIC_UNKNOWN]
    faults += day_faults(asked.requested_on, asked.due_on, today, ("input",))
    progress = await open_application(deed, person, asked.application_kind) if person else None
    faults += [APPLICATION_UNKNOWN] if person and not progress else []
    if faults or person is None or clinic is None or progress is None:
        raise Faulty(faults)
    target = await _asked_for(deed, person, clinic, progress, asked)
    deed.subjects += [person.id, target.id]
    return {"id": target.id}


async def open_application(deed: Deed, person: Beneficiary, kind: ApplicationKind | None = None) -> Progress | None:
    """The person's newest application (of a kind) that is neither decided nor closed."""
    found = select(Progress).where(
        col(Progress.beneficiary_key) == person.key,
        col(Progress.certified_on).is_(None),
        col(Progress.closed_on).is_(None),
    )
    if kind is not None:
        found = found.where(col(Progress.application_kind) == kind)
    newest = found.order_by(col(Progress.applied_on).desc(), col(Progress.key).desc()).limit(1)
    return (await deed.session.scalars(newest.with_for_update())).one_or_none()


async def _by_letter(deed: Deed, letter: OpinionLetter) -> OpinionTarget:
    faults = [*letter_faults(letter, deed.reading.binds["today"])]
    found = select(col(Insurer.key)).where(col(Insurer.number) == letter.insurer_number.replace("\0", ""))
    insurer = await deed.session.scalar(found)
    if insurer is None and not any(fault.code == "INSURER_NUMBER_WRONG" for fault in faults):
        faults.append(INSURER_UNKNOWN)
    if faults or insurer is None:
        raise Faulty(faults)
    assert deed.viewer.office_key is not None  # whoever writes opinions belongs to a clinic
    told = {name: value for name, value in letter.__dict__.items() if name in OpinionTarget.model_fields}
    target = OpinionTarget(
        id=new_id("opt"), office_key=deed.viewer.office_key, insurer_key=insurer, status=REQUESTED, **told
    )
    take_up(deed, target)
    if await _same(deed, target) is not None:
        raise Faulty([KNOWN])
    deed.session.add(target)
    await deed.session.flush()
    return target


async def _asked_for(
    deed: Deed, person: Beneficiary, clinic: Office, progress: Progress, asked: OpinionRequest
) -> OpinionTarget:
    target = OpinionTarget(
        id=new_id("opt"),
        office_key=clinic.key,
        insurer_key=person.insurer_key,
        status=REQUESTED,
        **{name: getattr(person, name) for name in ("insured_number", "name", "kana", "birth_date", "sex")},
        **{name: getattr(asked, name) for name in ("application_kind", "requested_on", "due_on")},
    )
    known = await _same(deed, target)
    if known is not None and known.beneficiary_key not in (None, person.key):
        raise Faulty([REQUEST_KNOWN])  # a letter's, which the municipality has confirmed to be somebody else's
    if known is None:
        deed.session.add(target)
    elif known.asked_at is not None and known.progress_key is not None:
        if (known.due_on, known.application_kind) != (asked.due_on, asked.application_kind):
            raise Faulty([REQUEST_KNOWN])
        return known
    found = known or target
    if found.progress_key is None:  # a letter's so far, or its application was retracted
        found.beneficiary_key, found.progress_key = person.key, progress.key
        _wait(deed, progress, asked.requested_on)
    found.asked_at, found.due_on, found.application_kind = deed.reading.now, asked.due_on, asked.application_kind
    await deed.session.flush()
    if found.opinion_key is None and (sent := await newest_version(deed, found)):
        await file_in(deed, found, sent)
    return found


async def _same(deed: Deed, target: OpinionTarget) -> OpinionTarget | None:
    """The target of the same request; a unique constraint stands behind it where two come at once."""
    names = ("office_key", "insurer_key", "insured_number", "birth_date", "requested_on")
    same = (col(getattr(OpinionTarget, name)) == getattr(target, name) for name in names)
    return (await deed.session.scalars(select(OpinionTarget).where(*same).with_for_update())).one_or_none()


async def _clinic(deed: Deed, number: str) -> Office | None:
    """The office of this number that writes opinions."""
    clinics = select(col(OfficeCapability.office_key)).where(col(OfficeCapability.capability) == Capability.CLINIC)
    writing = select(col(OfficeService.office_key)).where(col(OfficeService.service) == ServiceType.OPINION_WRITING)
    found = select(Office).where(
        col(Office.number) == number.replace("\0", ""), col(Office.key).in_(clinics), col(Office.key).in_(writing)
    )
    return (await deed.session.scalars(found)).one_or_none()


def _wait(deed: Deed, progress: Progress, requested_on: datetime.date) -> None:
    """The application waits for this opinion, also where it had one before (再意見書)."""
    with moving(deed, progress):
        progress.opinion_requested_on, progress.opinion_received_on = requested_on, None
        progress.opinion_status = StepStatus.REQUESTED
