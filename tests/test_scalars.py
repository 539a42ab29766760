"""Dates and instants are read in one form each; what is written otherwise is refused in plain Japanese."""

import datetime

import pytest
from graphql import GraphQLError

from graph.scalars import SCALARS, Measure, read_date, read_instant, read_month
from models.row import JST
from tests.service import Service

WRONG_DATE = "日付は2025-12-15のように、1868年から9999年までの実在する年月日で入力してください。"
WRONG_INSTANT = (
    "日時は2025-12-15T09:00:00+09:00のように、1868年から9999年までの実在する日時を秒と時差まで入力してください。"
)
ON_DATE = 'query ($on: Date) { beneficiary(id: "x") { certificates(on: $on) { burdenRatioInForce } } }'

DATES = {
    "2025-12-15": datetime.date(2025, 12, 15),
    "2024-02-29": datetime.date(2024, 2, 29),
    "1868-01-01": datetime.date(1868, 1, 1),
    "9999-12-31": datetime.date(9999, 12, 31),
}
NO_DATES = (
    *("20250930", "2025-W40-2", "2025W402", "2025-273", "2025-9-30", "25-09-30", "2025-02-29", "2025-13-01"),
    *("1867-12-31", "0001-01-01", "10000-01-01", "+2025-09-30", "-025-09-30", "2025/09/30", "2025-09-30 "),
    *("2025-09-30T00:00:00", "２０２５-09-30", "令和07年09月30日", "", "x", 20250930, True, None, ["2025-09-30"]),
)
INSTANTS = {
    "2025-12-15T09:00:00+09:00": datetime.datetime(2025, 12, 15, 9, tzinfo=JST),
    "2025-12-15T00:00:00Z": datetime.datetime(2025, 12, 15, 9, tzinfo=JST),
    "2025-12-14T19:00:00-05:00": datetime.datetime(2025, 12, 15, 9, tzinfo=JST),
}
NO_INSTANTS = (
    *("2025-12-15T09:00:00", "2025-12-15T09:00+09:00", "2025-12-15 09:00:00+09:00", "20251215T090000+09:00"),
    *("2025-12-15T24:00:00+09:00", "2025-02-30T09:00:00+09:00", "1867-12-31T09:00:00+09:00", "2025-12-15", 0, None),
    *("2025-12-15T09:00:00.5+09:00", "2025-W51-1T09:00:00+09:00", "2025-12-15T09:00:00+99:99"),
)


@pytest.mark.parametrize("text", DATES)
def test_a_day_is_read(text: str) -> None:
    assert read_date(text) == DATES[text]


@pytest.mark.parametrize("value", NO_DATES)
def test_anything_else_is_no_day(value: object) -> None:
    with pytest.raises(GraphQLError) as refused:
        read_date(value)
    assert refused.value.message == WRONG_DATE


@pytest.mark.parametrize("text", INSTANTS)
def test_an_instant_is_read(text: str) -> None:
    assert read_instant(text) == INSTANTS[text]


@pytest.mark.parametrize("value", NO_INSTANTS)
def test_anything_else_is_no_instant(value: object) -> None:
    with pytest.raises(GraphQLError) as refused:
        read_instant(value)
    assert refused.value.message == WRONG_INSTANT


@pytest.mark.parametrize(
    ("text", "month"), [("2025-02", 2025 * 12 + 1), ("1868-01", 1868 * 12), ("9999-12", 9999 * 12 + 11)]
)
def test_a_month_is_read(text: str, month: int) -> None:
    assert read_month(text) == month


@pytest.mark.parametrize(
    "value", ["2025-13", "2025-00", "2025-1", "202501", "2025-01-01", "1867-12", "２０２５-01", "", 202501, None]
)
def test_anything_else_is_no_month(value: object) -> None:
    with pytest.raises(GraphQLError) as refused:
        read_month(value)
    assert refused.value.message == "年月は2025-12のように、1868年から9999年までで入力してください。"


@pytest.mark.parametrize(("text", "tenths"), [("152.5", 1525), ("152", 1520), ("0.0", 0), ("9999.9", 99_999)])
def test_a_measure_is_read(text: str, tenths: int) -> None:
    parse = SCALARS[Measure].parse_value
    assert parse is not None
    assert parse(text) == tenths


@pytest.mark.parametrize("value", ["2025-02", "152.55", "152.", ".5", "-1", "１５２", "12345", "", 152, 152.5, None])
def test_anything_else_is_no_measure(value: object) -> None:
    parse = SCALARS[Measure].parse_value
    assert parse is not None
    with pytest.raises(GraphQLError) as refused:
        parse(value)
    assert refused.value.message == "測定値は152.5のように、小数一桁までの文字列で入力してください。"


def test_the_caller_is_told_in_japanese(service: Service) -> None:
    """As a variable and in the document itself."""
    asked = service.ask("hachiro", ON_DATE, on="20250930")
    written = service.ask("hachiro", ON_DATE.replace("($on: Date)", "").replace("$on", '"2025-W40-2"'))

    assert (asked.codes, written.codes) == (["BAD_USER_INPUT"], ["GRAPHQL_VALIDATION_FAILED"])
    assert asked.errors[0]["message"] == f"変数 $on の値が正しくありません（型は Date）。{WRONG_DATE}"
    assert written.errors[0]["message"] == WRONG_DATE
