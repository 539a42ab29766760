"""Amounts in force on a day, read from their dated rows."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, literal, or_, select

from loaders.certificates import in_force, one_of, ratio_on
from loaders.source import Reckoning
from models import rows
from models.codes.certificates import CertificateKind, RestrictionKind
from models.codes.housing import LimitKind
from models.row import col
from permissions.scope import TODAY


def limit_today(kind: LimitKind) -> Any:
    """The benefit limit of this kind in force today, in yen."""
    limit = rows.BenefitLimit
    found = select(col(limit.amount)).where(col(limit.kind) == kind, col(limit.valid_from) <= TODAY)
    return found.order_by(col(limit.valid_from).desc()).limit(1).scalar_subquery()


def one_row(name: str, *columns: Any) -> CTE:
    """A step of a reckoning: these columns of the person, or of the step before. LIMIT keeps it from being repeated."""
    return select(*columns).limit(1).correlate(rows.Beneficiary).cte(name)


def start(kind: LimitKind, *columns: ColumnElement[Any]) -> CTE:
    """The first step: the limit in force today, the person's benefit rate, and what 給付額減額 lowers it to."""
    rate, lowered = literal(100) - ratio_on(TODAY), _lowered_rate()
    return one_row("here", limit_today(kind).label("amount"), rate.label("rate"), lowered.label("lowered"), *columns)


def money(*steps: CTE) -> Reckoning:
    """The last step, where it is known what was `used`: the base that is `left`, and the `benefit` the insurer pays.

    Never below zero, though people spend more; null where limit or use is not known. Fractions of a yen are cut off.
    The rate is 100 minus the person's share; 給付額減額 lowers it while it lasts. No benefit without a share in force.
    """
    step = steps[-1].c
    left = case((step.amount > step.used, step.amount - step.used), (step.amount <= step.used, 0))
    benefit = left * case((step.lowered < step.rate, step.lowered), else_=step.rate) // 100
    found = select(left.label("left"), benefit.label("benefit")).limit(1).add_cte(*steps, nest_here=True)
    return Reckoning(rows.Beneficiary, found.correlate(rows.Beneficiary).subquery())


def _lowered_rate() -> Any:
    """The rate of a 給付額減額 that lasts today, as the certificate in force prints it; a missing day is open."""
    insured = rows.InsuredCertificate
    began = or_(col(insured.restriction_from).is_(None), col(insured.restriction_from) <= TODAY)
    lasts = or_(col(insured.restriction_until).is_(None), col(insured.restriction_until) >= TODAY)
    lowers = and_(col(insured.restriction) == RestrictionKind.BENEFIT_REDUCTION, began, lasts)
    rate = case((lowers, col(insured.restricted_rate)))
    return one_of(insured, rate, in_force(CertificateKind.INSURED, TODAY))
