"""Filings on behalf of a person (代行提出): who is to make the care plan, told to the municipality (guide p.19)."""

import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from models.codes.filing import FilerRelation, FilingClass, FilingKind, FilingStatus, RequestMethod, ServiceUse
from models.row import Row, code, instant, key, owner, public_id

PENDING = text("status = 'SUBMITTED'")


class Filing(Row, table=True):
    """One filing (居宅サービス計画作成依頼(変更)届出書 and its like; domain.md section 7), as it was sent.

    Nothing but `status` changes afterwards. What it says of offices is kept as it was then; who the person is, the
    municipality itself knows best. One that waits for its answer stands in the way of another of its kind.
    """

    __table_args__ = (
        Index("ix_filing_person", "beneficiary_key", "office_key"),
        Index(
            "uq_filing_pending",
            "office_key",
            "beneficiary_key",
            "kind",
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
    )

    key: int = key()
    id: str = public_id()
    beneficiary_key: int = owner("beneficiary.key", index=False)
    office_key: int = owner("office.key", index=False)
    staff_key: int = owner("staff.key", index=False)
    """Who filed it."""
    planner_key: int | None = owner("staff.key", index=False)
    """Who is the care manager in charge once it is accepted: who filed it, where that is a care manager there."""
    kind: FilingKind = code(FilingKind)
    classification: FilingClass = code(FilingClass)
    status: FilingStatus = code(FilingStatus)
    filed_on: datetime.date
    office_number: str
    office_name: str
    office_address: str
    office_phone: str
    delegate_number: str | None = None
    delegate_name: str | None = None
    delegate_address: str | None = None
    delegate_phone: str | None = None
    change_reason: str | None = None
    changed_on: datetime.date | None = None
    starts_on: datetime.date
    service_use: ServiceUse | None = code(ServiceUse)
    services_used: str | None = None
    requested_on: datetime.date
    request_method: RequestMethod = code(RequestMethod)
    filer_name: str
    filer_relation: FilerRelation = code(FilerRelation)
    disclosure_consent: bool


class FilingEvent(Row, table=True):
    """One step of a filing's way (提出状況): sent, accepted, returned with reasons, or withdrawn; when and by whom."""

    key: int = key()
    filing_key: int = owner("filing.key")
    status: FilingStatus = code(FilingStatus)
    at: datetime.datetime = instant()
    by: str
    """The name of the account."""
    staff_key: int = owner("staff.key", index=False)
    received_on: datetime.date | None = None
    """受付日: the day the municipality took it in."""


class FilingReason(Row, table=True):
    """One reason for which a filing was returned."""

    event_key: int = Field(foreign_key="filing_event.key", primary_key=True)
    position: int = Field(primary_key=True)
    reason: str
