"""The municipality's answer to an invoice (請求書): accepted, or returned with reasons (S74; features.md S83)."""

from sqlalchemy import select

from models.codes.invoice import InvoiceStatus
from models.row import JST, col
from models.rows import Invoice, InvoiceReason
from permissions.answer import Answer, wrong
from permissions.faults import Faulty
from permissions.information import Action
from resolvers.invoices import NOT_WAITING, UNKNOWN, write_down
from resolvers.performing import Act, Deed, Outcome

ANSWER = Act.under("answerInvoice", Action.FEED_CARE)


async def answer_invoice(deed: Deed, id_: str, answer: Answer) -> Outcome:
    """Accept or return an invoice to this insurer that waits; from then on it stays answered, and is never taken back.

    Raises:
        Faulty: INVOICE_UNKNOWN, or everything that is wrong with the answer.
    """
    invoice = await _received(deed, id_)
    faults = [] if invoice.status is InvoiceStatus.SENT else [NOT_WAITING]
    today = deed.reading.binds["today"]
    assert invoice.sent_at is not None  # drafts are not received
    faults += wrong(answer, invoice.sent_at.astimezone(JST).date(), today)
    if faults:
        raise Faulty(faults)
    event = write_down(deed, invoice, InvoiceStatus.ACCEPTED if answer.accepted else InvoiceStatus.RETURNED)
    event.received_on = answer.received_on or today
    await deed.session.flush()
    for position, reason in enumerate(answer.reasons, start=1):
        deed.session.add(InvoiceReason(event_key=event.key, position=position, reason=reason))
    deed.subjects.append(invoice.id)
    return {"id": invoice.id, "status": invoice.status.name}


async def _received(deed: Deed, id_: str) -> Invoice:
    """What has arrived: a draft is not there."""
    found = select(Invoice).where(
        col(Invoice.id) == id_.replace("\0", ""),
        col(Invoice.insurer_key) == deed.viewer.insurer_key,
        col(Invoice.sent_at).is_not(None),
    )
    invoice = (await deed.session.scalars(found.with_for_update())).one_or_none()
    if invoice is None:
        raise Faulty([UNKNOWN])
    return invoice
