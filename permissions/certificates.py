"""Everything that can be wrong with a certificate (証) a municipality's system brings (domain.md section 5).

Values go by the names of their columns, as what they are there: dates, codes, whole yen and percentages. Whoever is
named in a path by the schema has the schema's name: `firstStart` for `first_start`.
"""

import datetime
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Date, String, inspect
from sqlmodel.sql.sqltypes import AutoString

from models.certificates import CERTIFICATES
from models.codes.care import CareLevel
from models.codes.certificates import CertificateKind, HomeHelpLaw, RestrictionKind
from models.row import Yen
from permissions.faults import Fault
from permissions.filing import is_text

Values = Mapping[str, Any]
Wrong = Iterator[tuple[str, str, str]]
"""Code, message and column of each fault."""

FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)
"""Days outside are slips of the pen: nobody lives that long."""
LONGEST_LINE = 100
LONG_TEXTS = frozenset({"board_opinion", "designated_services"})
"""What may be as long as a text of several lines."""
MOST_YEN = range(10_000)
"""Yen a day: the standard amounts are a fifth of the most."""
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
OPEN_ENDED = (None, CareLevel.NOT_APPLICABLE, CareLevel.PROJECT_TARGET)
"""Levels whose period has no end."""


def certificate_faults(kind: CertificateKind, values: Values, where: tuple[str, ...] = ("input",)) -> list[Fault]:
    """Everything that is wrong with one certificate; `where` leads to it in the input.

    Codes: VALUE_MISSING, VALUE_NOT_ALLOWED, DATE_WRONG, TEXT_WRONG, NUMBER_WRONG, AMOUNT_WRONG, PERIOD_WRONG.
    """
    found = [*_columns(kind, values), *RULES[kind](values)]
    return [Fault(code, message, (*where, schema_name(name))) for code, message, name in dict.fromkeys(found)]


def columns_of(kind: CertificateKind) -> Mapping[str, Column[Any]]:
    """What a certificate of the kind says, by name."""
    columns = inspect(CERTIFICATES[kind]).columns
    return {column.key: column for column in columns if column.key not in ("key", "beneficiary_key")}


def schema_name(column: str) -> str:
    """The name of a column in the schema."""
    first, *rest = column.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _columns(kind: CertificateKind, values: Values) -> Wrong:
    for name, column in columns_of(kind).items():
        value = values.get(name)
        if value is not None:
            yield from _column(name, column, value)
        elif not column.nullable:
            yield "VALUE_MISSING", "値を指定してください。", name


def _column(name: str, column: Column[Any], value: Any) -> Wrong:
    if isinstance(column.type, Date) and not FIRST <= value <= LAST:
        yield "DATE_WRONG", "日付を確かめてください。", name
    if isinstance(column.type, Yen) and value not in MOST_YEN:
        yield "AMOUNT_WRONG", f"0円から{MOST_YEN[-1]:,}円の間で指定してください。", name
    if name in WITHIN and value not in WITHIN[name]:
        yield "NUMBER_WRONG", "この項目に使えない数です。", name
    if type(column.type) in (String, AutoString) and not (is_text(value) and (name in LONG_TEXTS or _is_line(value))):
        most = "500文字まで" if name in LONG_TEXTS else f"{LONGEST_LINE}文字まで、一行"
        yield "TEXT_WRONG", f"{most}の文字で指定してください。", name


def _is_line(text: str) -> bool:
    return len(text) <= LONGEST_LINE and "\n" not in text


def _order(values: Values, first: str, last: str) -> Wrong:
    """The one day not after the other, where both are known; the second is at fault."""
    begins, ends = values.get(first), values.get(last)
    if begins is not None and ends is not None and ends < begins:
        yield "PERIOD_WRONG", "前後の日付と順序が合いません。", last


def _needs(values: Values, *names: str) -> Wrong:
    for name in names:
        if values.get(name) is None:
            yield "VALUE_MISSING", "値を指定してください。", name


def _without(values: Values, *names: str) -> Wrong:
    for name in names:
        if values.get(name) is not None:
            yield "VALUE_NOT_ALLOWED", "ほかの項目の内容から、この項目は指定できません。", name


def _insured(values: Values) -> Wrong:
    level = values.get("care_level")
    if level is None:  # applied for the first time: neither level nor period
        yield from _without(values, "valid_from", "valid_until", "certified_on", "monthly_limit_units")
    else:
        yield from _needs(values, "valid_from", *(() if level in OPEN_ENDED else ("valid_until",)))
    yield from _order(values, "valid_from", "valid_until")
    yield from _order(values, "certified_on", "issued_on")
    yield from _restriction(values)
    yield from _facility(values)
    if values.get("plan_office_name") is None and values.get("planning_kind") is None:
        yield from _without(values, "plan_office_notified_on")


def _restriction(values: Values) -> Wrong:
    """給付制限: a rate only where the benefit is reduced."""
    kind = values.get("restriction")
    if kind is None:
        yield from _without(values, "restriction_from", "restriction_until")
    else:
        yield from _needs(values, "restriction_from")
    if kind is RestrictionKind.BENEFIT_REDUCTION:
        yield from _needs(values, "restricted_rate")
    else:
        yield from _without(values, "restricted_rate")
    yield from _order(values, "restriction_from", "restriction_until")


def _facility(values: Values) -> Wrong:
    if values.get("facility_kind") is None:
        yield from _without(values, "facility_name", "facility_entered_on", "facility_left_on")
    else:
        yield from _needs(values, "facility_name", "facility_entered_on")
    yield from _order(values, "facility_entered_on", "facility_left_on")


def _ratio(values: Values) -> Wrong:
    """One or two periods without overlap inside the year from August to July."""
    second = ("second_ratio", "second_start", "second_end")
    if any(values.get(name) is not None for name in second):
        yield from _needs(values, *second)
    yield from _order(values, "first_start", "first_end")
    yield from _order(values, "second_start", "second_end")
    if values.get("second_start") == values.get("first_end") is not None:
        yield "PERIOD_WRONG", "二つの適用期間が重なっています。", "second_start"
    yield from _order(values, "first_end", "second_start")
    yield from _in_year(values)


def _in_year(values: Values) -> Wrong:
    year = values.get("fiscal_year")
    if year not in WITHIN["fiscal_year"] or year is None:
        return
    begins, ends = datetime.date(year, 8, 1), datetime.date(year + 1, 7, 31)
    for name in ("first_start", "first_end", "second_start", "second_end"):
        if values.get(name) is not None and not begins <= values[name] <= ends:
            yield "PERIOD_WRONG", "負担割合年度（8月1日から翌年7月31日）の中の日にしてください。", name


def _dated(values: Values) -> Wrong:
    yield from _order(values, "effective_on", "valid_until")


def _home_help(values: Values) -> Wrong:
    yield from _dated(values)
    if values.get("law") is HomeHelpLaw.DISABILITY_FULL_EXEMPTION and values.get("benefit_rate") != 100:
        yield "NUMBER_WRONG", "全額免除の給付率は100%です。", "benefit_rate"


RULES: Mapping[CertificateKind, Callable[[Values], Wrong]] = {
    **dict.fromkeys(CertificateKind, _dated),
    CertificateKind.INSURED: _insured,
    CertificateKind.BURDEN_RATIO: _ratio,
    CertificateKind.HOME_HELP_REDUCTION: _home_help,
}
"""What holds between the values of each kind; the dated ones have a first and a last day alone."""
