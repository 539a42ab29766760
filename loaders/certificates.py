"""Sources of the certificates tab (証明書): the one in force on a day, the history, and what is held at all."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Enum,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from loaders.era import era
from loaders.label import tenths_label
from loaders.source import Derived, Listing, Relation
from models import rows
from models.codes.certificates import CertificateKind, HoldingState
from models.row import Row, col
from permissions.scope import TODAY

ON = bindparam("on", type_=Date)
"""The day a caller asks about: the argument of `certificates(on:)`, today where it is left out."""

Period = tuple[type[Row], ColumnElement[Any], ColumnElement[Any]]


def _person(row: Any) -> ColumnElement[Any]:
    return col(row.beneficiary_key)


def _newest(row: Any) -> tuple[ColumnElement[Any], ...]:
    return col(row.issued_on).desc(), col(row.key).desc()


def _dated(row: Any) -> Period:
    return row, col(row.effective_on), col(row.valid_until)


def _first_day(insured: Any) -> ColumnElement[Any]:
    # The paper of someone who has just applied has no period yet: it counts from its issue.
    return func.coalesce(col(insured.valid_from), col(insured.issued_on))


PERIODS: dict[CertificateKind, Period] = {
    CertificateKind.INSURED: (
        rows.InsuredCertificate,
        _first_day(rows.InsuredCertificate),
        col(rows.InsuredCertificate.valid_until),
    ),
    CertificateKind.BURDEN_RATIO: (
        rows.BurdenRatio,
        col(rows.BurdenRatio.first_start),
        func.coalesce(col(rows.BurdenRatio.second_end), col(rows.BurdenRatio.first_end)),
    ),
    CertificateKind.BURDEN_LIMIT: _dated(rows.BurdenLimit),
    CertificateKind.REDUCTION: _dated(rows.Reduction),
    CertificateKind.SOCIAL_WELFARE_REDUCTION: _dated(rows.SocialWelfareReduction),
    CertificateKind.HOME_HELP_REDUCTION: _dated(rows.HomeHelpReduction),
    CertificateKind.REMOTE_ISLAND_REDUCTION: _dated(rows.RemoteIslandReduction),
    CertificateKind.HILLY_AREA_REDUCTION: _dated(rows.HillyAreaReduction),
    CertificateKind.SPECIFIED_BURDEN_LIMIT: _dated(rows.SpecifiedBurdenLimit),
    CertificateKind.FORMER_MEASURE_REDUCTION: _dated(rows.FormerMeasureReduction),
}
"""Each certificate's table, first and last day. Both days count; only that of the insured may have no last day."""


def in_force(kind: CertificateKind, day: ColumnElement[Any]) -> ColumnElement[bool]:
    """start <= day <= end (design.md section 4); a certificate without an end lasts until a later one begins."""
    _, start, end = PERIODS[kind]
    if kind is not CertificateKind.INSURED:
        return and_(start <= day, day <= end)
    return and_(start <= day, or_(day <= end, and_(end.is_(None), ~_replaced(day))))


def _replaced(day: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a certificate of the insured that was issued later has begun by the day."""
    paper, later = rows.InsuredCertificate, aliased(rows.InsuredCertificate)
    found = select(col(later.key)).where(
        _person(later) == _person(paper),
        tuple_(col(later.issued_on), col(later.key)) > tuple_(col(paper.issued_on), col(paper.key)),
        _first_day(later) <= day,
    )
    return exists(found.correlate(paper))


def current(kind: CertificateKind) -> Relation:
    """The certificate in force on the day asked about; the one issued last where two are."""
    row, _, _ = PERIODS[kind]
    return Relation(row, _person(row), where=(in_force(kind, ON),), order=_newest(row))


def history(kind: CertificateKind) -> Relation:
    """All certificates of this kind, newest first."""
    row, _, _ = PERIODS[kind]
    return Relation(row, _person(row), order=_newest(row), many=True)


def one_of(row: type[Row], value: ColumnElement[Any], *where: ColumnElement[bool]) -> Any:
    """A value of the person's newest certificate that fits, as a sub-select correlated to the person."""
    found = select(value).where(_person(row) == col(rows.Beneficiary.key), *where)
    return found.order_by(*_newest(row)).limit(1).correlate(rows.Beneficiary).scalar_subquery()


def ratio_on(day: ColumnElement[Any]) -> Any:
    """The person's share in force on a day, in percent: the first or the second period of the certificate."""
    ratio = rows.BurdenRatio
    share = case(
        (and_(col(ratio.first_start) <= day, day <= col(ratio.first_end)), col(ratio.first_ratio)),
        (and_(col(ratio.second_start) <= day, day <= col(ratio.second_end)), col(ratio.second_ratio)),
    )
    return one_of(ratio, share, in_force(CertificateKind.BURDEN_RATIO, day))


def care_level_on(day: ColumnElement[Any]) -> Any:
    """The person's level of need on a day."""
    insured = rows.InsuredCertificate
    return one_of(insured, col(insured.care_level), in_force(CertificateKind.INSURED, day))


def _telling(kind: CertificateKind, value: ColumnElement[Any]) -> Any:
    """A value of the certificate that tells of its kind on the day: the one in force, else the one that ended last."""
    row, _, end = PERIODS[kind]
    holds = in_force(kind, ON)
    found = select(value).where(_person(row) == col(rows.Beneficiary.key), or_(holds, end < ON))
    ended = case((holds, 1), else_=0).desc(), case((not_(holds), end)).desc()
    return found.order_by(*ended, *_newest(row)).limit(1).correlate(rows.Beneficiary).scalar_subquery()


def _holding(kind: CertificateKind) -> Mapping[str, Derived]:
    _, _, end = PERIODS[kind]
    holds, stored = in_force(kind, ON), Enum(HoldingState, native_enum=False)
    held, expired, without = (literal(state, stored) for state in HoldingState)
    words = [literal(state.label) for state in HoldingState]
    values = {
        "kind": literal(kind, Enum(CertificateKind, native_enum=False)),
        "kind_label": literal(kind.label),
        "state": func.coalesce(_telling(kind, case((holds, held), else_=expired)), without),
        "state_label": func.coalesce(_telling(kind, case((holds, words[0]), else_=words[1])), words[2]),
        "valid_until": _telling(kind, end),
        "valid_until_era": _telling(kind, era(end)),
    }
    return {name: Derived(rows.Beneficiary, value, str) for name, value in values.items()}


HOLDINGS = Listing(tuple(_holding(kind) for kind in CertificateKind))
"""What the person holds on the day: all ten kinds, in the guide's order."""

RATIO_IN_FORCE = Derived(rows.Beneficiary, ratio_on(ON), int)
RATIO_IN_FORCE_LABEL = Derived(rows.Beneficiary, tenths_label(ratio_on(ON)), str)
RATIO_TODAY = Derived(rows.Beneficiary, ratio_on(TODAY), int)
RATIO_TODAY_LABEL = Derived(rows.Beneficiary, tenths_label(ratio_on(TODAY)), str)
FIRST_RATIO_LABEL = Derived(rows.BurdenRatio, tenths_label(col(rows.BurdenRatio.first_ratio)), str, optional=False)
SECOND_RATIO_LABEL = Derived(rows.BurdenRatio, tenths_label(col(rows.BurdenRatio.second_ratio)), str)
