"""Equipment purchase (福祉用具購入): a limit a fiscal year (4/1-3/31), by the year the item was supplied in."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from tests.oracles.money import Limit, limit_on


@dataclass(frozen=True)
class Purchase:
    """A paid item."""

    supplied_on: datetime.date
    paid_on: datetime.date
    cost: int


def fiscal_year(day: datetime.date) -> int:
    """The fiscal year of a day: January to March belong to the year before."""
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1


def left(purchases: Sequence[Purchase], limits: Sequence[Limit], day: datetime.date) -> int | None:
    """給付可能額 as cost (with the person's share) on a day; None where no limit is known. What is supplied counts."""
    limit = limit_on(limits, day)
    if limit is None:
        return None
    supplied = [purchase for purchase in purchases if purchase.supplied_on <= day]
    spent = sum(purchase.cost for purchase in supplied if fiscal_year(purchase.supplied_on) == fiscal_year(day))
    return max(limit - spent, 0)
