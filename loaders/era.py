"""Dates in Japanese eras (和暦), two digits a part as forms print them: 昭和05年01月01日. Derived in SQL."""

import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, extract, func, literal

ERAS = (
    ("令和", datetime.date(2019, 5, 1)),
    ("平成", datetime.date(1989, 1, 8)),
    ("昭和", datetime.date(1926, 12, 25)),
    ("大正", datetime.date(1912, 7, 30)),
    ("明治", datetime.date(1868, 10, 23)),
)
"""Each era and its first day, newest first."""


def era(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """The date in its era; null for no date and for one before 明治."""
    name = case(*((day >= first, literal(name)) for name, first in ERAS))
    before = case(*((day >= first, first.year - 1) for _, first in ERAS))
    year, month, number = (extract(part, day) for part in ("year", "month", "day"))
    return name + _two(year - before) + literal("年") + _two(month) + literal("月") + _two(number) + literal("日")


def _two(number: ColumnElement[Any]) -> ColumnElement[Any]:
    """A number below a hundred in two digits."""
    return func.substr(cast(number + 100, String), 2, 2)
