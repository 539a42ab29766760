"""Everything that can be wrong with a certificate (証) a municipality's system brings (domain.md section 5)."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column

from models.certificates import CERTIFICATES
from models.codes.care import CareLevel
from models.codes.certificates import CertificateKind, HomeHelpLaw, RestrictionKind
from permissions.faults import Fault
from permissions.fed import WITHIN, Values, Wrong, columns_said, faults_at, needs, order, plain, without

OPEN_ENDED = (None, CareLevel.NOT_APPLICABLE, CareLevel.PROJECT_TARGET)
"""Levels whose period has no end."""


def certificate_faults(kind: CertificateKind, values: Values, where: tuple[str, ...] = ("input",)) -> list[Fault]:
    """Everything that is wrong with one certificate; `where` leads to it in the input.

    Codes: VALUE_MISSING, VALUE_NOT_ALLOWED, DATE_WRONG, TEXT_WRONG, NUMBER_WRONG, AMOUNT_WRONG, PERIOD_WRONG.
    """
    return faults_at(where, plain(columns_of(kind), values), RULES[kind](values))


def columns_of(kind: CertificateKind) -> Mapping[str, Column[Any]]:
    """What a certificate of the kind says, by name."""
    return columns_said(CERTIFICATES[kind])


def _insured(values: Values) -> Wrong:
    level = values.get("care_level")
    if level is None:  # applied for the first time: neither level nor period
        yield from without(values, "valid_from", "valid_until", "certified_on", "monthly_limit_units")
    else:
        yield from needs(values, "valid_from", *(() if level in OPEN_ENDED else ("valid_until",)))
    yield from order(values, "valid_from", "valid_until")
    yield from order(values, "certified_on", "issued_on")
    yield from _restriction(values)
    yield from _facility(values)
    if values.get("plan_office_name") is None and values.get("planning_kind") is None:
        yield from without(values, "plan_office_notified_on")


def _restriction(values: Values) -> Wrong:
    """給付制限: a rate only where the benefit is reduced."""
    kind = values.get("restriction")
    if kind is None:
        yield from without(values, "restriction_from", "restriction_until")
    else:
        yield from needs(values, "restriction_from")
    if kind is RestrictionKind.BENEFIT_REDUCTION:
        yield from needs(values, "restricted_rate")
    else:
        yield from without(values, "restricted_rate")
    yield from order(values, "restriction_from", "restriction_until")


def _facility(values: Values) -> Wrong:
    if values.get("facility_kind") is None:
        yield from without(values, "facility_name", "facility_entered_on", "facility_left_on")
    else:
        yield from needs(values, "facility_name", "facility_entered_on")
    yield from order(values, "facility_entered_on", "facility_left_on")


def _ratio(values: Values) -> Wrong:
    """One or two periods without overlap inside the year from August to July."""
    second = ("second_ratio", "second_start", "second_end")
    if any(values.get(name) is not None for name in second):
        yield from needs(values, *second)
    yield from order(values, "first_start", "first_end")
    yield from order(values, "second_start", "second_end")
    if values.get("second_start") == values.get("first_end") is not None:
        yield "PERIOD_WRONG", "二つの適用期間が重なっています。", "second_start"
    yield from order(values, "first_end", "second_start")
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
    yield from order(values, "effective_on", "valid_until")


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
