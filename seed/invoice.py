"""Enters invoices for opinions (主治医意見書作成料請求書), and what the municipality answered."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import asdict

from models import rows
from models.codes.invoice import ExaminationKind, InvoiceStatus
from models.codes.opinion import ClaimCategory
from permissions.invoice import Examination, InvoiceForm, Tariff
from seed.accounts import STAFF, name_of
from seed.amounts import OPINION_FEES, START_OF_INSURANCE, TAX_RATES
from seed.dates import after, at, day
from seed.numbers import Ids
from seed.offices import GUIDE_INSURER, PLACES, At
from seed.opinion_target import enter_target
from seed.person import Person

MUNICIPAL = "municipal-system"
DOCTORS = {At.CLINIC: "clinic-doctor", At.HOSPITAL: "hospital-doctor"}
DRAFT, SENT, ACCEPTED, RETURNED, WITHDRAWN = InvoiceStatus
TARIFF = Tariff({category: {START_OF_INSURANCE: yen} for category, yen in OPINION_FEES.items()}, TAX_RATES)
EXAMINED = (Examination(ExaminationKind.FIRST_VISIT, 291), Examination(ExaminationKind.CHEST_RADIOGRAPH, 210))
"""What may be claimed for somebody without a doctor."""
FOUNDER = "医療法人 見本会"
WRITTEN, POSTED, CLAIMED = map(day, ("2025-11-28", "2025-12-01", "2025-12-05"))


def claimed(*statuses: InvoiceStatus, category: ClaimCategory, examined: bool = False) -> Callable[[Person], None]:
    """Have the hospital write one's opinion after a letter, post it, and claim it, once for each of these statuses."""

    def tell(person: Person) -> None:
        target = enter_target(person, "2025-11-18", At.HOSPITAL, letter=True)
        examinations = EXAMINED if examined else ()
        form = InvoiceForm(
            category, WRITTEN, POSTED, CLAIMED, without_doctor=examined, examinations=examinations, founder_name=FOUNDER
        )
        for status in statuses:
            enter_invoice(person, target, At.HOSPITAL, status, form)

    return tell


def draft(person: Person, written: str) -> None:
    """Have the clinic begin with the invoice for the opinion that was asked for last."""
    target = person.book.next[rows.OpinionTarget] - 1
    enter_invoice(person, target, At.CLINIC, DRAFT, InvoiceForm(ClaimCategory.HOME_NEW, day(written)))


def enter_invoice(person: Person, target: int, clinic: At, status: InvoiceStatus, form: InvoiceForm) -> None:
    """Have a clinic write an invoice and, unless it is a draft, send it on its day; what became of it, a day later."""
    place, doctor, amounts = PLACES[clinic], DOCTORS[clinic], TARIFF.amounts(form)
    sent_on = None if status is DRAFT else form.claimed_on
    told = {name: value for name, value in form.__dict__.items() if name in rows.Invoice.model_fields}
    key = person.book.add(
        rows.Invoice,
        **{**told, **(asdict(amounts) if amounts else {})},
        id=Ids(f"{person.insured_number} invoice {status.name}").new("inv"),
        target_key=target,
        office_key=clinic.value,
        insurer_key=GUIDE_INSURER,
        staff_key=STAFF[doctor],
        status=status,
        office_number=place.number,
        office_name=place.name,
        office_address=place.address,
        office_phone=f"097-000-{1000 + clinic}",
        sent_at=at(sent_on) if sent_on else None,
    )
    for line in form.examinations:
        person.book.add(rows.InvoiceExamination, invoice_key=key, **line.__dict__)
    if sent_on is not None:
        _answered(person, key, status, sent_on, doctor)


def _answered(person: Person, key: int, status: InvoiceStatus, sent_on: datetime.date, doctor: str) -> None:
    _step(person, key, SENT, sent_on, doctor)
    if status is WITHDRAWN:
        _step(person, key, status, after(sent_on, 1), doctor)
    elif status is not SENT:
        reasons = ["請求区分が、依頼した記録と異なります。"] if status is RETURNED else []
        _step(person, key, status, after(sent_on, 1), MUNICIPAL, reasons)


def _step(
    person: Person, key: int, status: InvoiceStatus, on: datetime.date, by: str, reasons: Sequence[str] = ()
) -> None:
    received = on if by == MUNICIPAL else None
    told = {"status": status, "at": at(on), "by": name_of(by), "staff_key": STAFF[by], "received_on": received}
    event = person.book.add(rows.InvoiceEvent, invoice_key=key, **told)
    for position, reason in enumerate(reasons, start=1):
        person.book.add(rows.InvoiceReason, event_key=event, position=position, reason=reason)
