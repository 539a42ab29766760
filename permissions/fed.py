"""What can be wrong with anything a municipality's system brings: value by value, and between two of them.

Values go by the names of their columns, as what they are there: dates, codes, whole yen and percentages. Whoever is
named in a path by the schema has the schema's name: `firstStart` for `first_start`.
"""

import datetime
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Date, String
from sqlmodel.sql.sqltypes import AutoString

from models.row import Row, Yen
from permissions.faults import Fault
from permissions.filing import LONGEST_TEXT
from permissions.text import is_line, is_text

Values = Mapping[str, Any]
Wrong = Iterator[tuple[str, str, str]]
"""Code, message and column of each fault."""

FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)
"""Days outside are slips of the pen: nobody lives that long."""
LONGEST_LINE = 100
LONG_TEXTS = frozenset({"board_opinion", "designated_services"})
"""What may be as long as a text of several lines."""
MOST_YEN: Mapping[str, int] = {"cost": 1_000_000}
MOST_YEN_A_DAY = 9_999
"""Yen a day, as limits are: the standard amounts are a fifth of it."""
RATIOS, RATES, PERCENT = (10, 20, 30), range(91, 101), range(101)
WITHIN: Mapping[str, Container[int]] = {
    "fiscal_year": range(2000, 2100),
    "monthly_limit_units": range(100_000),
    "first_ratio": RATIOS,
    "second_ratio": RATIOS,
    "benefit_rate": RATES,
    "restricted_rate": (60, 70),
    "reduction_rate": PERCENT[1:],
    "service_rate": PERCENT,
    "food_rate": PERCENT,
    "room_rate": PERCENT,
}
"""What each number may be."""


def columns_said(table: type[Row]) -> Mapping[str, Column[Any]]:
    """What a row of the table says, by name: all but keys."""
    columns: Any = table.__table__.columns  # type: ignore[attr-defined]
    return {column.key: column for column in columns if column.key not in ("key", "id") and not column.foreign_keys}


def schema_name(column: str) -> str:
    """The name of a column in the schema."""
    first, *rest = column.split("_")
    return first + "".join(word.capitalize() for word in rest)


def faults_at(where: tuple[str, ...], *found: Iterable[tuple[str, str, str]]) -> list[Fault]:
    """What was found as faults of the input at this place, each once."""
    told = dict.fromkeys(wrong for one in found for wrong in one)
    return [Fault(code, message, (*where, schema_name(name))) for code, message, name in told]


def plain(columns: Mapping[str, Column[Any]], values: Values) -> Wrong:
    """VALUE_MISSING, DATE_WRONG, AMOUNT_WRONG, NUMBER_WRONG and TEXT_WRONG: what each column can be by itself."""
    for name, column in columns.items():
        value = values.get(name)
        if value is not None:
            yield from _column(name, column, value)
        elif not column.nullable:
            yield "VALUE_MISSING", "値を指定してください。", name


def _column(name: str, column: Column[Any], value: Any) -> Wrong:
    if isinstance(column.type, Date) and not FIRST <= value <= LAST:
        yield "DATE_WRONG", "日付を確かめてください。", name
    if isinstance(column.type, Yen) and not 0 <= value <= MOST_YEN.get(name, MOST_YEN_A_DAY):
        yield "AMOUNT_WRONG", f"0円から{MOST_YEN.get(name, MOST_YEN_A_DAY):,}円の間で指定してください。", name
    if name in WITHIN and value not in WITHIN[name]:
        yield "NUMBER_WRONG", "この項目に使えない数です。", name
    if type(column.type) in (String, AutoString) and not _is_right(name, value):
        most = "500文字まで" if name in LONG_TEXTS else f"{LONGEST_LINE}文字まで、一行"
        yield "TEXT_WRONG", f"{most}の文字で指定してください。", name


def _is_right(name: str, text: str) -> bool:
    return is_text(text, LONGEST_TEXT) if name in LONG_TEXTS else is_line(text, LONGEST_LINE)


def order(values: Values, first: str, last: str) -> Wrong:
    """The one day not after the other, where both are known; the second is at fault."""
    begins, ends = values.get(first), values.get(last)
    if begins is not None and ends is not None and ends < begins:
        yield "PERIOD_WRONG", "前後の日付と順序が合いません。", last


def needs(values: Values, *names: str) -> Wrong:
    """What must be said because of something else."""
    for name in names:
        if values.get(name) is None:
            yield "VALUE_MISSING", "値を指定してください。", name


def without(values: Values, *names: str) -> Wrong:
    """What cannot be said because of something else."""
    for name in names:
        if values.get(name) is not None:
            yield "VALUE_NOT_ALLOWED", "ほかの項目の内容から、この項目は指定できません。", name


def past(values: Values, today: datetime.date, *names: str) -> Wrong:
    """DATE_IN_FUTURE: days on which something has been done, not planned."""
    for name in names:
        if values.get(name) is not None and values[name] > today:
            yield "DATE_IN_FUTURE", "まだ来ていない日です。", name
