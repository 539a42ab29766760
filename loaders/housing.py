"""Sources of home modification (住宅改修): the money left in the dwelling the person lives in today.

The rule (domain.md section 9): 200,000 yen a dwelling. The first paid renovation there sets a base step of need; the
first later one at three or more steps above it starts a fresh limit, once a dwelling; an old balance is not added.
A person who has risen that far but not yet renovated has the fresh limit today, and loses it when the level falls.
A new dwelling starts anew; moving back finds the old dwelling's state.
"""

import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, case, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from loaders.certificates import care_level_on, in_force, one_of
from loaders.era import era
from loaders.label import label
from loaders.limits import money, one_row, start
from loaders.source import Derived, Reckoning, Relation
from models import rows
from models.codes.care import CareLevel
from models.codes.certificates import CertificateKind
from models.codes.housing import CARE_STEPS, BenefitCategory, LimitKind, RenovationKind
from models.row import col
from permissions.scope import TODAY

RESET_STEPS = 3


def step(level: ColumnElement[Any]) -> ColumnElement[Any]:
    """The step of need (介護の必要の程度の段階), 1-6; null for a level without one."""
    return case({literal(member, level.type): number for member, number in CARE_STEPS.items()}, value=level)


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


def _begun(value: ColumnElement[Any], of: CTE) -> Select[Any]:
    """Of the renovations that count: in the dwelling of a step of the reckoning, started by today."""
    work = rows.Renovation
    return select(value).where(col(work.dwelling_key) == of.c.dwelling, col(work.started_on) <= TODAY).correlate(of)


def _money() -> Reckoning:
    """Step by step; each looks at what the one before found. Nothing without a dwelling: who knows what was spent."""
    work = rows.Renovation
    place = (col(work.started_on), col(work.key))
    dwelling = current_dwelling(col(rows.Residence.dwelling_key)).label("dwelling")
    here = start(LimitKind.HOUSING_RENOVATION, dwelling, care_level_on(TODAY).label("level"))
    base = _begun(step(col(work.care_level)), of=here).order_by(*place).limit(1).scalar_subquery()
    begun = one_row("begun", *here.c, base.label("base"), step(here.c.level).label("need"))
    risen = step(col(work.care_level)) >= begun.c.base + RESET_STEPS
    reset = _begun(col(work.key), of=begun).where(risen).order_by(*place).limit(1).scalar_subquery()
    fresh = one_row("fresh", *begun.c, reset.label("reset"))
    first = aliased(work)
    begins = select(col(first.started_on), col(first.key)).where(col(first.key) == fresh.c.reset).correlate(fresh)
    whole = _begun(func.coalesce(func.sum(col(work.cost)), 0), of=fresh)
    used = case(
        (fresh.c.dwelling.is_(None), None),
        (fresh.c.reset.is_not(None), whole.where(tuple_(*place) >= begins.scalar_subquery()).scalar_subquery()),
        (fresh.c.need >= fresh.c.base + RESET_STEPS, 0),
        else_=whole.scalar_subquery(),
    )
    return money(here, begun, fresh, one_row("spent", *fresh.c, used.label("used")))


_MONEY = _money()
REMAINING_BASE = _MONEY.value("left", int)
REMAINING_BENEFIT = _MONEY.value("benefit", int)
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
