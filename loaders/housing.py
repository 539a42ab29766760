"""Sources of home modification (住宅改修): the money left in the dwelling the person lives in today.

The rule (domain.md section 9): 200,000 yen a dwelling. The first paid renovation there sets a base step of need; the
first later one at three or more steps above it starts a fresh limit, once a dwelling; an old balance is not added.
A person who has risen that far but not yet renovated has the fresh limit today, and loses it when the level falls.
A new dwelling starts anew; moving back finds the old dwelling's state.
"""

import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from loaders.certificates import care_level_on, in_force, one_of
from loaders.era import era
from loaders.label import label
from loaders.limits import benefit_of, left_of, limit_today
from loaders.source import Derived, Relation
from models import rows
from models.codes.care import CareLevel
from models.codes.certificates import CertificateKind
from models.codes.housing import CARE_STEPS, BenefitCategory, LimitKind, RenovationKind
from models.row import col
from permissions.scope import TODAY

RESET_STEPS = 3


def step(level: ColumnElement[Any]) -> ColumnElement[Any]:
    """The step of need (介護の必要の程度の段階), 1-6; null for a level without one."""
    return case(*((level == literal(member, level.type), number) for member, number in CARE_STEPS.items()))


def current_dwelling(value: ColumnElement[Any]) -> Any:
    """A value of the dwelling the person lives in today."""
    stay = rows.Residence
    found = (
        select(value)
        .select_from(stay)
        .where(col(stay.beneficiary_key) == col(rows.Beneficiary.key), col(stay.moved_in_on) <= TODAY)
        .order_by(col(stay.moved_in_on).desc(), col(stay.key).desc())
    )
    if value.table is rows.Dwelling.__table__:  # type: ignore[attr-defined]
        found = found.join(rows.Dwelling, col(rows.Dwelling.key) == col(stay.dwelling_key))
    return found.limit(1).correlate(rows.Beneficiary).scalar_subquery()


def _paid(work: Any) -> ColumnElement[bool]:
    """The renovations that count: in today's dwelling, started by today."""
    return and_(
        col(work.dwelling_key) == current_dwelling(col(rows.Residence.dwelling_key)), col(work.started_on) <= TODAY
    )


def _base() -> Any:
    first = aliased(rows.Renovation)
    found = select(step(col(first.care_level))).where(_paid(first))
    order = (col(first.started_on), col(first.key))
    return found.order_by(*order).limit(1).correlate(rows.Beneficiary).scalar_subquery()


def _reset(work: Any) -> ColumnElement[bool]:
    return and_(_paid(work), step(col(work.care_level)) >= _base() + RESET_STEPS)


def _used() -> ColumnElement[Any]:
    """What counts against the limit: all of it, or what came with and after the reset."""
    work, reset, earlier = rows.Renovation, aliased(rows.Renovation), aliased(rows.Renovation)
    was_reset = exists(select(col(reset.key)).where(_reset(reset)).correlate(rows.Beneficiary))
    reached = exists(
        select(col(earlier.key))
        .where(_reset(earlier), tuple_(col(earlier.started_on), col(earlier.key)) <= tuple_(work.started_on, work.key))
        .correlate(rows.Beneficiary, work)
    )
    cost = func.coalesce(func.sum(col(work.cost)), 0)
    since = select(cost).where(_paid(work), reached).correlate(rows.Beneficiary).scalar_subquery()
    whole = select(cost).where(_paid(work)).correlate(rows.Beneficiary).scalar_subquery()
    risen = step(care_level_on(TODAY)) >= _base() + RESET_STEPS
    return case((was_reset, since), (risen, 0), else_=whole)


def _left() -> ColumnElement[Any]:
    """Null for a person whose dwelling is not known: there is no telling what was spent there."""
    home = current_dwelling(col(rows.Residence.dwelling_key))
    return case((home.is_not(None), left_of(limit_today(LimitKind.HOUSING_RENOVATION), _used())))


_LEFT = _left()
REMAINING_BASE = Derived(rows.Beneficiary, _LEFT, int)
REMAINING_BENEFIT = Derived(rows.Beneficiary, benefit_of(_LEFT), int)
CARE_LEVEL = Derived(rows.Beneficiary, care_level_on(TODAY), CareLevel)
ADDRESS = Derived(rows.Beneficiary, current_dwelling(col(rows.Dwelling.address)), str)


def _level_label() -> Any:
    return one_of(
        rows.InsuredCertificate,
        label(col(rows.InsuredCertificate.care_level)),
        in_force(CertificateKind.INSURED, TODAY),
    )


_PAID = func.max(col(rows.Renovation.paid_on))


def _last_paid(value: ColumnElement[Any]) -> Any:
    work = rows.Renovation
    found = select(value).where(col(work.beneficiary_key) == col(rows.Beneficiary.key), col(work.paid_on) <= TODAY)
    return found.correlate(rows.Beneficiary).scalar_subquery()


def works(category: BenefitCategory) -> Relation:
    """The renovations paid under one benefit and started by today, newest first."""
    work = rows.Renovation
    return Relation(
        work,
        col(work.beneficiary_key),
        where=(col(work.category) == category, col(work.started_on) <= TODAY),
        order=(col(work.started_on).desc(), col(work.key).desc()),
        many=True,
    )


KINDS = Relation(
    rows.RenovationWork,
    col(rows.RenovationWork.renovation_key),
    order=(case(*((col(rows.RenovationWork.kind) == kind, int(kind.code)) for kind in RenovationKind)),),
    many=True,
)
LAST_PAID_ON = Derived(rows.Beneficiary, _last_paid(_PAID), datetime.date)
LAST_PAID_ON_ERA = Derived(rows.Beneficiary, _last_paid(era(_PAID)), str)
CARE_LEVEL_LABEL = Derived(rows.Beneficiary, _level_label(), str)
