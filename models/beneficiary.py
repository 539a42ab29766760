"""The insured person (被保険者) and what the header of every screen says about them (guide p.24)."""

import datetime

from sqlalchemy import Index
from sqlmodel import UniqueConstraint

from models.codes.beneficiary import EligibilityLoss, Sex
from models.row import Row, code, key, owner, public_id


class Beneficiary(Row, table=True):
    """An insured person. Identity is the pair (insurer, insured number); one row a pair (domain.md section 3)."""

    __table_args__ = (UniqueConstraint("insurer_key", "insured_number"),)

    key: int = key()
    id: str = public_id()
    insurer_key: int = owner("insurer.key", index=False)
    insured_number: str
    name: str
    kana: str
    birth_date: datetime.date
    sex: Sex = code(Sex)
    postal_code: str | None = None
    address: str | None = None
    phone: str | None = None
    protected_from: datetime.date | None = None
    """支援措置: from this day on the address is hidden from everyone but the municipality."""
    protected_until: datetime.date | None = None
    eligibility_lost_on: datetime.date | None = None
    eligibility_loss: EligibilityLoss | None = code(EligibilityLoss)


class CareManagement(Row, table=True):
    """Who makes this person's care plan: the office, and in it the care manager (担当ケアマネジャー; A13)."""

    # No index on office or staff alone: SQLite would walk all of somebody's people to ask about one.
    __table_args__ = (Index("ix_care_management_beneficiary", "beneficiary_key", "office_key"),)

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key", index=False)
    office_key: int = owner("office.key", index=False)
    staff_key: int | None = owner("staff.key", index=False)
    valid_from: datetime.date
    valid_until: datetime.date | None = None
