"""Invoices for doctors' opinions (主治医意見書作成料請求書; guide function 8, S74), and what is paid."""

import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, UniqueConstraint

from models.codes.invoice import ExaminationKind, InvoiceStatus
from models.codes.opinion import ClaimCategory
from models.row import Row, code, instant, key, owner, percent, public_id, yen

LIVE = text("status IN ('DRAFT', 'SENT', 'ACCEPTED')")


class Invoice(Row, table=True):
    """One clinic's invoice for one opinion: the person, the insurer and the day of the request are its target's.

    A target has one that lives; whoever had it returned or took it back writes another. A draft changes in place and
    may have blanks; once it is sent, nothing but `status` changes. What it says of the clinic is kept as it was when
    it was sent, and so are the amounts, in yen.
    """

    __table_args__ = (
        Index("uq_invoice_live", "target_key", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index("ix_invoice_office", "office_key", "key"),
    )

    key: int = key()
    id: str = public_id()
    target_key: int = owner("opinion_target.key")
    office_key: int = owner("office.key", index=False)
    insurer_key: int = owner("insurer.key")
    staff_key: int = owner("staff.key", index=False)
    """Who wrote it, as it is."""
    status: InvoiceStatus = code(InvoiceStatus)
    category: ClaimCategory | None = code(ClaimCategory)
    opinion_written_on: datetime.date | None = None
    opinion_sent_on: datetime.date | None = None
    claimed_on: datetime.date | None = None
    without_doctor: bool = False
    founder_name: str | None = None
    bank_account: str | None = None
    remark: str | None = None
    office_number: str
    office_name: str
    office_address: str
    office_phone: str
    fee: int | None = yen()
    examination_fee: int | None = yen()
    subtotal: int | None = yen()
    tax_percent: int | None = percent()
    tax: int | None = yen()
    total: int | None = yen()
    sent_at: datetime.datetime | None = instant()
    """When it was sent to the municipality."""


class InvoiceExamination(Row, table=True):
    """One line of 診察・検査費用, in points of the fee schedule."""

    invoice_key: int = Field(foreign_key="invoice.key", primary_key=True)
    kind: ExaminationKind = code(ExaminationKind, primary_key=True)
    points: int


class InvoiceEvent(Row, table=True):
    """One step of an invoice's way: sent, accepted, returned with reasons, or withdrawn; when and by whom."""

    key: int = key()
    invoice_key: int = owner("invoice.key")
    status: InvoiceStatus = code(InvoiceStatus)
    at: datetime.datetime = instant()
    by: str
    """The name of the account."""
    staff_key: int = owner("staff.key", index=False)
    received_on: datetime.date | None = None
    """受付日: the day the municipality took it in."""


class InvoiceReason(Row, table=True):
    """One reason for which an invoice was returned."""

    event_key: int = Field(foreign_key="invoice_event.key", primary_key=True)
    position: int = Field(primary_key=True)
    reason: str


class OpinionFee(Row, table=True):
    """What is paid for an opinion of a category that was written on this day or later, without tax."""

    __table_args__ = (UniqueConstraint("category", "valid_from"),)

    key: int = key()
    category: ClaimCategory = code(ClaimCategory)
    valid_from: datetime.date
    amount: int = yen()


class ConsumptionTax(Row, table=True):
    """消費税: the rate for what was done on this day or later."""

    valid_from: datetime.date = Field(primary_key=True)
    rate: int = percent()
