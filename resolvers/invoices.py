"""The invoice for an opinion (主治医意見書作成料請求書; guide function 8, S74): drafted, sent once, taken back.

By screen or by the clinic's electronic chart it is the same, and one rule says what is wrong, of a draft and later.
"""

from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import delete, select

from models.codes.invoice import InvoiceStatus
from models.codes.readiness import Link
from models.row import col, new_id
from models.rows import (
    Invoice,
    InvoiceEvent,
    InvoiceExamination,
    Office,
    OpinionTarget,
)
from permissions.faults import Fault, Faulty
from permissions.information import Action
from permissions.invoice import (
    Amounts,
    Examination,
    InvoiceForm,
    is_blank,
)
from resolvers.invoice_judgement import judged
from resolvers.opinion_targets import own_target
from resolvers.performing import Act, Deed, Outcome
from resolvers.readiness import link_faults

SAVE, SEND, WITHDRAW = (Act.under(f"{verb}Invoice", Action.OPINION) for verb in ("save", "send", "withdraw"))
DRAFT, SENT, ACCEPTED, RETURNED, WITHDRAWN = InvoiceStatus
LIVE = (DRAFT, SENT, ACCEPTED)
TARGET = ("input", "target")
DUPLICATE = Fault("INVOICE_DUPLICATE", "この対象者の請求書は、すでに送信されています。", TARGET)
NOT_REGISTERED = Fault(
    "TARGET_NOT_REGISTERED", "市町村からの依頼を、先に作成対象者として登録してください。", ("input", "target")
)
UNKNOWN = Fault("INVOICE_UNKNOWN", "この請求書はありません。", ("input", "id"))
DRAFT_MISSING = Fault("DRAFT_MISSING", "送信する下書きがありません。", ("input", "target"))
NOT_WAITING = Fault("INVOICE_NOT_WAITING", "送信されて市町村の回答を待っている請求書ではありません。", ("input", "id"))
FILLED_IN = [part.name for part in fields(InvoiceForm) if part.name in Invoice.model_fields]
"""What of the form is kept as it is."""
TOLD = [part.name for part in fields(Amounts)]


async def save_invoice(deed: Deed, target_id: str, form: InvoiceForm) -> Outcome:
    """Write the draft of a target's invoice, or write it anew; it may have blanks, and what it lacks is told.

    Raises:
        Faulty: TARGET_UNKNOWN and nothing else, or everything that is wrong with it.
    """
    target = await own_target(deed, target_id)
    live = await _live(deed, target)
    found = await judged(deed, target, form)
    faults = _standing(target, live) + [fault for fault in found.faults if not is_blank(fault)]
    if faults:
        raise Faulty(faults)
    invoice = await _write(deed, target, live, form, found.amounts)
    deed.subjects += [target.id, invoice.id]
    return {"id": invoice.id, **found.told()}


async def send_invoice(deed: Deed, target_id: str, form: InvoiceForm | None) -> Outcome:
    """Send what is written, or else the draft, to the municipality; from now on it never changes.

    Raises:
        Faulty: TARGET_UNKNOWN or DRAFT_MISSING and nothing else, or everything that is wrong with it or blank.
    """
    target = await own_target(deed, target_id)
    live = await _live(deed, target)
    if form is None:
        form = await _drafted(deed, live)
    # A clinic's invoices are sent one after another: each sees what was claimed as new before it.
    clinic = select(col(Office.key)).where(col(Office.key) == target.office_key)
    await deed.session.execute(clinic.with_for_update(key_share=True))
    found = await judged(deed, target, form)
    faults = _standing(target, live) + found.faults
    faults += await link_faults(deed, target.insurer_key, Link.INVOICES, TARGET)
    if faults:
        raise Faulty(faults)
    today = deed.reading.binds["today"]
    invoice = await _write(deed, target, live, replace(form, claimed_on=form.claimed_on or today), found.amounts)
    invoice.sent_at = deed.reading.now
    write_down(deed, invoice, SENT)
    deed.subjects += [target.id, invoice.id]
    return {"id": invoice.id, "sentAt": deed.reading.now.isoformat(), **found.told()}


async def withdraw_invoice(deed: Deed, id_: str) -> Outcome:
    """Take back an invoice that the municipality has not answered; then the target's may be written anew.

    Raises:
        Faulty: INVOICE_UNKNOWN, INVOICE_NOT_WAITING.
    """
    mine = select(Invoice).where(
        col(Invoice.id) == id_.replace("\0", ""), col(Invoice.office_key) == deed.viewer.office_key
    )
    invoice = (await deed.session.scalars(mine.with_for_update())).one_or_none()
    if invoice is None:
        raise Faulty([UNKNOWN])
    if invoice.status is not SENT:
        raise Faulty([NOT_WAITING])
    write_down(deed, invoice, WITHDRAWN)
    deed.subjects.append(invoice.id)
    return {"id": invoice.id, "status": invoice.status.name}


def write_down(deed: Deed, invoice: Invoice, status: InvoiceStatus) -> InvoiceEvent:
    """What has become of an invoice, and the step that led there."""
    invoice.status = status
    viewer, now = deed.viewer, deed.reading.now
    event = InvoiceEvent(invoice_key=invoice.key, status=status, at=now, by=viewer.name, staff_key=viewer.staff_key)
    deed.session.add(event)
    return event


def _standing(target: OpinionTarget, live: Invoice | None) -> list[Fault]:
    """What stands in the way, whatever the form says."""
    faults = [] if target.registered_at else [NOT_REGISTERED]
    return faults + ([DUPLICATE] if live and live.status is not DRAFT else [])


async def _live(deed: Deed, target: OpinionTarget) -> Invoice | None:
    """The target's invoice that lives; a unique index stands behind it where two come at once."""
    live = select(Invoice).where(col(Invoice.target_key) == target.key, col(Invoice.status).in_(LIVE))
    return (await deed.session.scalars(live.with_for_update())).one_or_none()


async def _write(
    deed: Deed, target: OpinionTarget, draft: Invoice | None, form: InvoiceForm, amounts: Amounts | None
) -> Invoice:
    office = await deed.session.get_one(Office, target.office_key)
    owners: dict[str, Any] = {"target_key": target.key, "office_key": office.key, "insurer_key": target.insurer_key}
    invoice = draft or Invoice(id=new_id("inv"), status=DRAFT, **owners)
    invoice.staff_key = deed.viewer.staff_key
    for name in FILLED_IN:
        setattr(invoice, name, getattr(form, name))
    _fill_in(invoice, amounts, office)
    deed.session.add(invoice)
    await deed.session.flush()
    await deed.session.execute(delete(InvoiceExamination).where(col(InvoiceExamination.invoice_key) == invoice.key))
    lines = (InvoiceExamination(invoice_key=invoice.key, **asdict(line)) for line in form.examinations)
    deed.session.add_all(lines)
    await deed.session.flush()
    return invoice


def _fill_in(invoice: Invoice, amounts: Amounts | None, office: Office) -> None:
    """What the form leaves to the service: the amounts, and the clinic as it is today."""
    for name in TOLD:
        setattr(invoice, name, getattr(amounts, name, None))
    for name, value in _told(office).items():
        setattr(invoice, name, value)


def _told(office: Office) -> dict[str, str]:
    return {f"office_{name}": getattr(office, name) for name in ("number", "name", "address", "phone")}


async def _drafted(deed: Deed, live: Invoice | None) -> InvoiceForm:
    """The form as it was saved, also of one that has been sent since."""
    if live is None:
        raise Faulty([DRAFT_MISSING])
    mine = select(InvoiceExamination).where(col(InvoiceExamination.invoice_key) == live.key)
    lines = [Examination(line.kind, line.points) for line in (await deed.session.scalars(mine)).all()]
    return InvoiceForm(examinations=lines, **{name: getattr(live, name) for name in FILLED_IN})
