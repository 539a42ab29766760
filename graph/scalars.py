"""Scalars: how dates, instants, months and measures are written outside."""

import datetime
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from models.row import JST

YearMonth = NewType("YearMonth", int)
Measure = NewType("Measure", int)


def write_instant(value: datetime.datetime) -> str:
    """An instant in Asia/Tokyo, whole seconds: 2025-12-15T09:00:00+09:00."""
    return value.astimezone(JST).isoformat(timespec="seconds")


def read_instant(value: object) -> datetime.datetime:
    instant = datetime.datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise ValueError("An instant names its offset, e.g. +09:00.")
    return instant


def read_date(value: object) -> datetime.date:
    return datetime.date.fromisoformat(_text(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("This value is written as text.")
    return value


def write_month(number: int) -> str:
    """A month number as 2025-02."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def write_tenths(tenths: int) -> str:
    """Integer tenths as 152.5; text, so that no reader rounds it."""
    return f"{tenths // 10}.{tenths % 10}"


def _output_only(value: object) -> int:
    raise ValueError("This scalar is only given out.")


SCALARS: dict[object, ScalarDefinition] = {
    datetime.date: strawberry.scalar(
        name="Date",
        description="日付。ISO 8601 の年月日、例: 2025-12-15。暦日は日本標準時。",
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
        parse_value=_output_only,
    ),
    Measure: strawberry.scalar(
        name="Measure",
        description="小数一桁の測定値の文字列、例: 152.5。",
        serialize=write_tenths,
        parse_value=_output_only,
    ),
}
