"""Filing on behalf of a person (代行提出): sent to the municipality once, taken back while it waits (S61-S64)."""

from dataclasses import fields
from typing import Any

from sqlalchemy import select

from models.codes.change import ChangeKind
from models.codes.filing import FilingStatus
from models.codes.office import AccountKind
from models.codes.readiness import Link
from models.codes.service import ServiceType
from models.row import col, new_id
from models.rows import Beneficiary, Filing, FilingEvent, Office, OfficeService
from permissions.faults import Fault, Faulty
from permissions.filing import DELEGATES, FilingForm, is_care_manager, wrong
from permissions.information import Action, Requirement
from resolvers.changes import tell
from resolvers.performing import Act, Deed, Outcome
from resolvers.proof import EXPIRED, WHERE, listed, proven_for_filing
from resolvers.readiness import link_faults

SUBMIT = Act.under("submitFiling", Action.FILE, needs=(Requirement.PROOF_FOR_FILING,))
WITHDRAW = Act.under("withdrawFiling", Action.FILE)
LOST = Fault("ELIGIBILITY_LOST", "この利用者は被保険者の資格を失っています。", WHERE)
PENDING = Fault(
    "FILING_PENDING",
    "同じ種類の届出が、市町村の回答を待っています。改めるときは、先に取り下げてください。",
    ("input", "kind"),
)
NOT_PENDING = Fault("FILING_NOT_PENDING", "すでに回答されたか、取り下げられた届出です。", ("input", "id"))
UNKNOWN = Fault("FILING_UNKNOWN", "この届出はありません。", ("input", "id"))
TOLD = {
    FilingStatus.SUBMITTED: ChangeKind.FILING_SUBMITTED,
    FilingStatus.ACCEPTED: ChangeKind.FILING_ANSWERED,
    FilingStatus.RETURNED: ChangeKind.FILING_ANSWERED,
    FilingStatus.WITHDRAWN: ChangeKind.FILING_WITHDRAWN,
}
FILLED_IN = [part.name for part in fields(FilingForm) if part.name in Filing.model_fields]
"""What of the form is kept as it is."""
SHOWN = ("insured_number", "name", "kana", "birth_date", "sex")
"""What a filing says of the person (domain.md section 7)."""


async def submit_filing(deed: Deed, beneficiary_id: str, form: FilingForm) -> Outcome:
    """Send a filing of the viewer's office to the person's municipality.

    Raises:
        Faulty: BENEFICIARY_UNKNOWN and nothing else, or everything that is wrong with it.
    """
    person, faults = await _person(deed, beneficiary_id)
    office = await deed.session.get_one(Office, deed.viewer.office_key)
    delegate, unknown = await _delegate(deed, form.delegate_office_number)
    faults += [*wrong(form, await _services(deed, office.key), deed.viewer, deed.reading.binds["today"]), *unknown]
    faults += await _pending(deed, person, form)
    if faults:
        raise Faulty(faults)
    filing = _filing(deed, person, form, office, delegate)
    deed.session.add(filing)
    await deed.session.flush()
    write_down(deed, filing, FilingStatus.SUBMITTED)
    deed.subjects += [person.id, filing.id]
    return {"id": filing.id, "beneficiaryId": person.id, "submittedAt": deed.reading.now.isoformat()}


async def validate_filing(deed: Deed, beneficiary_id: str, form: FilingForm) -> Outcome:
    """The same, to be undone (`perform(..., rehearsed=True)`); with whom it is for, as the form says it."""
    outcome = await submit_filing(deed, beneficiary_id, form)
    found = select(Beneficiary).where(col(Beneficiary.id) == beneficiary_id)
    person = (await deed.session.scalars(found)).one()
    return {**outcome, "person": {name: getattr(person, name) for name in SHOWN}}


async def withdraw_filing(deed: Deed, id_: str) -> Outcome:
    """Take back a filing of the viewer's office that still waits for its answer; the person need not be listed.

    Raises:
        Faulty: FILING_UNKNOWN, FILING_NOT_PENDING.
    """
    mine = select(Filing).where(
        col(Filing.id) == id_.replace("\0", ""), col(Filing.office_key) == deed.viewer.office_key
    )
    filing = (await deed.session.scalars(mine.with_for_update())).one_or_none()
    if filing is None:
        raise Faulty([UNKNOWN])
    if filing.status is not FilingStatus.SUBMITTED:
        raise Faulty([NOT_PENDING])
    write_down(deed, filing, FilingStatus.WITHDRAWN)
    deed.subjects.append(filing.id)
    return {"id": filing.id, "status": filing.status.name}


def write_down(deed: Deed, filing: Filing, status: FilingStatus) -> FilingEvent:
    """What has become of a filing, and the step that led there."""
    filing.status = status
    event = FilingEvent(
        filing_key=filing.key, status=status, at=deed.reading.now, by=deed.viewer.name, staff_key=deed.viewer.staff_key
    )
    deed.session.add(event)
    tell(deed, filing.beneficiary_key, TOLD[status], filing.office_key)
    return event


async def _person(deed: Deed, id_: str) -> tuple[Beneficiary, list[Fault]]:
    """The person, who is the office's to file for or at least on its list, and what stands in the way."""
    try:
        person, faults = await proven_for_filing(deed, id_), []
    except Faulty as unproven:
        if EXPIRED not in unproven.faults:
            raise
        person, faults = await listed(deed, id_), [EXPIRED]
    if person.eligibility_lost_on is not None and person.eligibility_lost_on <= deed.reading.binds["today"]:
        faults.append(LOST)
    return person, [*faults, *await link_faults(deed, person.insurer_key, Link.FILINGS, WHERE)]


async def _services(deed: Deed, office_key: int) -> set[ServiceType]:
    found = select(col(OfficeService.service)).where(col(OfficeService.office_key) == office_key)
    return set((await deed.session.scalars(found)).all())


async def _delegate(deed: Deed, number: str | None) -> tuple[Office | None, list[Fault]]:
    """The office that is to make the plan in the viewer's office's place (委託先), or what is wrong with it."""
    if number is None:
        return None, []
    known = select(Office).where(col(Office.number) == number.replace("\0", ""))
    office = (await deed.session.scalars(known)).one_or_none()
    if office is not None and office.key != deed.viewer.office_key and await _services(deed, office.key) & DELEGATES:
        return office, []
    message = "委託先の番号の居宅介護支援事業所はありません。"
    return None, [Fault("DELEGATE_UNKNOWN", message, ("input", "delegateOfficeNumber"))]


async def _pending(deed: Deed, person: Beneficiary, form: FilingForm) -> list[Fault]:
    """Whether one of the kind waits already; a unique index stands behind it where two come at once."""
    waiting = select(col(Filing.key)).where(
        col(Filing.office_key) == deed.viewer.office_key,
        col(Filing.beneficiary_key) == person.key,
        col(Filing.kind) == form.kind,
        col(Filing.status) == FilingStatus.SUBMITTED,
    )
    return [] if (await deed.session.scalars(waiting)).one_or_none() is None else [PENDING]


def _filing(deed: Deed, person: Beneficiary, form: FilingForm, office: Office, delegate: Office | None) -> Filing:
    viewer = deed.viewer
    in_person = viewer.kind is not AccountKind.PARTNER
    return Filing(
        id=new_id("fil"),
        beneficiary_key=person.key,
        office_key=office.key,
        staff_key=viewer.staff_key,
        planner_key=viewer.staff_key if in_person and is_care_manager(viewer) else None,
        status=FilingStatus.SUBMITTED,
        filed_on=deed.reading.binds["today"],
        filer_name=viewer.name,
        **_told("office", office),
        **_told("delegate", delegate),
        **{name: getattr(form, name) for name in FILLED_IN},
    )


def _told(role: str, office: Office | None) -> dict[str, Any]:
    """What a filing says of an office."""
    return {f"{role}_{name}": getattr(office, name, None) for name in ("number", "name", "address", "phone")}
