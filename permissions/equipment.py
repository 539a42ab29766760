"""What can be wrong with a purchase of welfare equipment (福祉用具購入) that was paid (domain.md section 9)."""

import datetime
from collections.abc import Mapping
from typing import Any

from models.equipment import EquipmentPurchase
from permissions.faults import Fault
from permissions.fed import Values, columns_said, faults_at, order, past, plain

COLUMNS = {name: column for name, column in columns_said(EquipmentPurchase).items() if name != "fiscal_year"}


def purchase_faults(values: Values, today: datetime.date, where: tuple[str, ...]) -> list[Fault]:
    """Everything that is wrong with a purchase; codes: those of permissions/fed.py."""
    return faults_at(
        where,
        plain(COLUMNS, values),
        past(values, today, "supplied_on", "paid_on"),
        order(values, "supplied_on", "paid_on"),
    )


def with_year(values: Values) -> Mapping[str, Any]:
    """The same with 提供年度, the fiscal year (4/1-3/31) of the day of supply."""
    return {**values, "fiscal_year": fiscal_year(values["supplied_on"])}


def fiscal_year(day: datetime.date) -> int:
    """The fiscal year (年度, 4/1-3/31) a day lies in."""
    return day.year if day.month >= 4 else day.year - 1
