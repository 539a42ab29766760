"""Scalars: how dates, instants, months and measures are written outside."""

import datetime
import re
from collections.abc import Callable
from typing import NewType, TypeVar

import strawberry
from strawberry.types.scalar import ScalarDefinition

from models.row import JST, month_number
from permissions.errors import BadValue

YearMonth = NewType("YearMonth", int)
Measure = NewType("Measure", int)
Day = TypeVar("Day", bound=datetime.date)

FIRST_YEAR = 1868
"""The first year of 明治: before it no era can be written."""
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
INSTANT = re.compile(rf"{DATE.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(Z|[+-][0-9]{{2}}:[0-9]{{2}})")
TENTHS = re.compile(r"([0-9]{1,4})(?:\.([0-9]))?")
NO_MEASURE = "測定値は152.5のように、小数一桁までの文字列で入力してください。"
NO_DATE = "日付は2025-12-15のように、1868年から9999年までの実在する年月日で入力してください。"
NO_MONTH = "年月は2025-12のように、1868年から9999年までで入力してください。"
NO_INSTANT = (
    "日時は2025-12-15T09:00:00+09:00のように、1868年から9999年までの実在する日時を秒と時差まで入力してください。"
)


def write_instant(value: datetime.datetime) -> str:
    """An instant in Asia/Tokyo, whole seconds: 2025-12-15T09:00:00+09:00."""
    return value.astimezone(JST).isoformat(timespec="seconds")


def read_instant(value: object) -> datetime.datetime:
    """The instant of such a text, with any offset.

    Raises:
        BadValue: it is written otherwise, or there is no such instant.
    """
    return _read(value, INSTANT, datetime.datetime.fromisoformat, NO_INSTANT)


def read_date(value: object) -> datetime.date:
    """The day of a text like 2025-12-15; the other forms of ISO 8601 (20251215, 2025-W51-1) are none.

    Raises:
        BadValue: it is written otherwise, or there is no such day.
    """
    return _read(value, DATE, datetime.date.fromisoformat, NO_DATE)


def _read(value: object, form: re.Pattern[str], read: Callable[[str], Day], wrong: str) -> Day:
    # A BadValue keeps its words on the way to the caller; of other errors only the place is told.
    if not isinstance(value, str) or not form.fullmatch(value):
        raise BadValue(wrong)
    try:
        day = read(value)
    except ValueError:
        raise BadValue(wrong) from None
    if day.year < FIRST_YEAR:
        raise BadValue(wrong)
    return day


def write_month(number: int) -> str:
    """A month number as 2025-02."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def read_month(value: object) -> int:
    """The number of a month like 2025-02 (see models.row.Month).

    Raises:
        BadValue: it is written otherwise, or is no month.
    """
    found = MONTH.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) < FIRST_YEAR:
        raise BadValue(NO_MONTH)
    return month_number(int(found[1]), int(found[2]))


def write_tenths(tenths: int | str) -> str:
    """Integer tenths as 152.5; text, so that no reader rounds it. What is text already stays as it is."""
    return tenths if isinstance(tenths, str) else f"{tenths // 10}.{tenths % 10}"


def read_tenths(value: object) -> int:
    """The tenths of a text like 152.5 or 152.

    Raises:
        BadValue: it is written otherwise.
    """
    found = TENTHS.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise BadValue(NO_MEASURE)
    return int(found[1]) * 10 + int(found[2] or 0)


SCALARS: dict[object, ScalarDefinition] = {
    datetime.date: strawberry.scalar(
        name="Date",
        description="日付。ISO 8601 の年月日、例: 2025-12-15。1868年から9999年まで。暦日は日本標準時。",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date",
        serialize=datetime.date.isoformat,
        parse_value=read_date,
    ),
    datetime.datetime: strawberry.scalar(
        name="DateTime",
        description="日時。日本標準時、秒まで、例: 2025-12-15T09:00:00+09:00。",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=write_instant,
        parse_value=read_instant,
    ),
    YearMonth: strawberry.scalar(
        name="YearMonth",
        description="年月、例: 2025-02。",
        serialize=write_month,
        parse_value=read_month,
    ),
    Measure: strawberry.scalar(
        name="Measure",
        description="小数一桁の測定値の文字列、例: 152.5。",
        serialize=write_tenths,
        parse_value=read_tenths,
    ),
}
