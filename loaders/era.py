"""Dates in Japanese eras (和暦), two digits a part as forms print them: 昭和05年01月01日. Derived in SQL."""

import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, extract, literal

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
    year = extract("year", day)
    names = [(day >= first, literal(name) + _two(year - (first.year - 1))) for name, first in ERAS]
    rest = literal("年") + _two(extract("month", day)) + literal("月") + _two(extract("day", day)) + literal("日")
    return case(*names) + rest


def _two(number: ColumnElement[Any]) -> ColumnElement[Any]:
    text = cast(number, String)
    return case((number < 10, literal("0") + text), else_=text)
