"""Sources of equipment purchase (福祉用具購入): the money left in the fiscal year of today, 4/1-3/31."""

import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, extract, func, select

from loaders.era import era
from loaders.limits import money, start
from loaders.source import Derived, Relation
from models import rows
from models.codes.housing import BenefitCategory, LimitKind
from models.row import col
from permissions.scope import TODAY


def fiscal_year(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The fiscal year (年度) a day lies in: from April on its own year, before the year before."""
    year, month = cast(extract("year", day), Integer), extract("month", day)
    return case((month >= 4, year), else_=year - 1)


def _of_person(value: ColumnElement[Any], *where: ColumnElement[bool]) -> Any:
    bought = rows.EquipmentPurchase
    found = select(value).where(col(bought.beneficiary_key) == col(rows.Beneficiary.key), *where)
    return found.correlate(rows.Beneficiary).scalar_subquery()


def purchases(category: BenefitCategory) -> Relation:
    """The items paid under one benefit, newest first; of all years: an item is bought only once in principle."""
    bought = rows.EquipmentPurchase
    return Relation(
        bought,
        col(bought.beneficiary_key),
        where=(col(bought.category) == category, col(bought.supplied_on) <= TODAY),
        order=(col(bought.supplied_on).desc(), col(bought.key).desc()),
        many=True,
    )


_USED = _of_person(
    func.coalesce(func.sum(col(rows.EquipmentPurchase.cost)), 0),
    col(rows.EquipmentPurchase.fiscal_year) == fiscal_year(TODAY),
    col(rows.EquipmentPurchase.supplied_on) <= TODAY,
)
_MONEY = money(start(LimitKind.EQUIPMENT_PURCHASE, _USED.label("used")))
_PAID = func.max(col(rows.EquipmentPurchase.paid_on))
_PAID_BY_TODAY = col(rows.EquipmentPurchase.paid_on) <= TODAY

FISCAL_YEAR = Derived(rows.Beneficiary, fiscal_year(TODAY), int, optional=False)
REMAINING_BASE = _MONEY.value("left", int)
REMAINING_BENEFIT = _MONEY.value("benefit", int)
LAST_PAID_ON = Derived(rows.Beneficiary, _of_person(_PAID, _PAID_BY_TODAY), datetime.date)
LAST_PAID_ON_ERA = Derived(rows.Beneficiary, _of_person(era(_PAID), _PAID_BY_TODAY), str)
