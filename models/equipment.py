"""Purchase of welfare equipment (福祉用具購入), counted by fiscal year 4/1-3/31 (domain.md section 9)."""

import datetime

from sqlalchemy import Index

from models.codes.housing import BenefitCategory, EquipmentItem
from models.row import Row, code, key, owner, yen


class EquipmentPurchase(Row, table=True):
    """One paid item. `fiscal_year` is 提供年度, the year it was supplied in."""

    __table_args__ = (Index("ix_equipment_purchase_beneficiary", "beneficiary_key", "fiscal_year", "supplied_on"),)

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key", index=False)
    fiscal_year: int
    supplied_on: datetime.date
    paid_on: datetime.date
    category: BenefitCategory = code(BenefitCategory)
    item: EquipmentItem = code(EquipmentItem)
    cost: int = yen()
