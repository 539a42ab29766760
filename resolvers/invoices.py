"""The invoice for an opinion (主治医意見書作成料請求書; guide function 8, S74): drafted, sent once, taken back.

By screen or by the clinic's electronic chart it is the same, and one rule says what is wrong, of a draft and later.
"""

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import delete, select

from models.codes.invoice import InvoiceStatus
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
    StatedAmounts,
    is_blank,
)
from resolvers.invoice_judgement import judged
from resolvers.opinion_targets import own_target
from resolvers.performing import Act, Deed, Outcome

NAMES = ("saveInvoice", "validateInvoice", "sendInvoice", "withdrawInvoice")
SAVE, VALIDATE, SEND, WITHDRAW = (Act.under(name, Action.OPINION) for name in NAMES)
DRAFT, SENT, ACCEPTED, RETURNED, WITHDRAWN = InvoiceStatus
LIVE = (DRAFT, SENT, ACCEPTED)
DUPLICATE = Fault("INVOICE_DUPLICATE", "この対象者の請求書は、すでに送信されています。", ("input", "target"))
NOT_REGISTERED = Fault(
    "TARGET_NOT_REGISTERED", "市町村からの依頼を、先に作成対象者として登録してください。", ("input", "target")
)
UNKNOWN = Fault("INVOICE_UNKNOWN", "この請求書はありません。", ("input", "id"))
NOT_DRAFT = Fault("INVOICE_NOT_DRAFT", "すでに送信された請求書です。送信した後は変えられません。", ("input", "id"))
NOT_WAITING = Fault("INVOICE_NOT_WAITING", "送信されて市町村の回答を待っている請求書ではありません。", ("input", "id"))
FILLED_IN = [part.name for part in fields(InvoiceForm) if part.name in Invoice.model_fields]
"""What of the form is kept as it is."""
TOLD = [part.name for part in fields(Amounts)]
STATED = [part.name for part in fields(StatedAmounts)]


async def save_invoice(
    deed: Deed, target_id: str, form: InvoiceForm, stated: StatedAmounts, *, whole: bool = False
) -> Outcome:
    """Write the draft of a target's invoice, or write it anew; it may have blanks unless it must be `whole`.

    Raises:
        Faulty: TARGET_UNKNOWN and nothing else, or everything that is wrong with it.
    """
    target = await own_target(deed, target_id)
    draft = await _live(deed, target)
    found = await judged(deed, target, form, stated)
    faults = [] if target.registered_at else [NOT_REGISTERED]
    faults += [DUPLICATE] if draft and draft.status is not DRAFT else []
    faults += [fault for fault in found.faults if whole or not is_blank(fault)]
    if faults:
        raise Faulty(faults)
    invoice = await _write(deed, target, draft, form, found.amounts)
    deed.subjects += [target.id, invoice.id]
    return {"id": invoice.id, **found.told()}


async def send_invoice(deed: Deed, id_: str, total: int | None = None) -> Outcome:
    """Send a draft to the municipality; from now on it never changes. `total` is what the sender reads, if anything.

    Raises:
        Faulty: INVOICE_UNKNOWN, INVOICE_NOT_DRAFT, or everything that is wrong with it or blank.
    """
    invoice = await _own(deed, id_)
    target = await deed.session.get_one(OpinionTarget, invoice.target_key, with_for_update=True)
    await deed.session.refresh(invoice, with_for_update=True)
    if invoice.status is not DRAFT:
        raise Faulty([NOT_DRAFT])
    found = await judged(deed, target, await _form(deed, invoice), StatedAmounts(total=total))
    if found.faults or found.amounts is None:
        raise Faulty(found.faults)
    invoice.claimed_on = invoice.claimed_on or deed.reading.binds["today"]
    invoice.staff_key, invoice.sent_at = deed.viewer.staff_key, deed.reading.now
    _fill_in(invoice, found.amounts, await deed.session.get_one(Office, invoice.office_key))
    write_down(deed, invoice, SENT)
    deed.subjects += [target.id, invoice.id]
    return {"id": invoice.id, "sentAt": deed.reading.now.isoformat(), **found.told()}


async def validate_invoice(deed: Deed, target_id: str, form: InvoiceForm, stated: StatedAmounts) -> Outcome:
    """Save and send: to be rehearsed, and so to say what both would.

    Raises:
        Faulty: as they do, all at once.
    """
    saved = await save_invoice(deed, target_id, form, stated, whole=True)
    return await send_invoice(deed, saved["id"])


async def withdraw_invoice(deed: Deed, id_: str) -> Outcome:
    """Take back an invoice that the municipality has not answered; then the target's may be written anew.

    Raises:
        Faulty: INVOICE_UNKNOWN, INVOICE_NOT_WAITING.
    """
    invoice = await _own(deed, id_)
    await deed.session.refresh(invoice, with_for_update=True)
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


async def _own(deed: Deed, id_: str) -> Invoice:
    mine = select(Invoice).where(
        col(Invoice.id) == id_.replace("\0", ""), col(Invoice.office_key) == deed.viewer.office_key
    )
    invoice = (await deed.session.scalars(mine)).one_or_none()
    if invoice is None:
        raise Faulty([UNKNOWN])
    return invoice


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


async def _form(deed: Deed, invoice: Invoice) -> InvoiceForm:
    """The form as it was saved."""
    mine = select(InvoiceExamination).where(col(InvoiceExamination.invoice_key) == invoice.key)
    lines = [Examination(line.kind, line.points) for line in (await deed.session.scalars(mine)).all()]
    return InvoiceForm(examinations=lines, **{name: getattr(invoice, name) for name in FILLED_IN})
