"""Home modification (住宅改修) and where the person lived, for the money that is left (domain.md section 9)."""

import datetime

from sqlalchemy import Index
from sqlmodel import Field

from models.codes.care import CareLevel
from models.codes.housing import BenefitCategory, RenovationKind
from models.row import Row, code, key, owner, yen


class Dwelling(Row, table=True):
    """A dwelling of a person (住宅). Its address can tell where a protected person lives."""

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key")
    address: str


class Residence(Row, table=True):
    """A stay in a dwelling. Moving back is a new stay in the old dwelling."""

    __table_args__ = (Index("ix_residence_beneficiary", "beneficiary_key", "moved_in_on"),)

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key", index=False)
    dwelling_key: int = owner("dwelling.key")
    moved_in_on: datetime.date


class Renovation(Row, table=True):
    """A paid home modification in one dwelling. `care_level` is that of the day work started (着工日)."""

    __table_args__ = (Index("ix_renovation_dwelling", "dwelling_key", "started_on"),)

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key")
    dwelling_key: int = owner("dwelling.key", index=False)
    started_on: datetime.date
    paid_on: datetime.date
    category: BenefitCategory = code(BenefitCategory)
    care_level: CareLevel = code(CareLevel)
    cost: int = yen()


class RenovationWork(Row, table=True):
    """One kind of work in a home modification (改修内容)."""

    renovation_key: int = Field(foreign_key="renovation.key", primary_key=True)
    kind: RenovationKind = code(RenovationKind, primary_key=True)
