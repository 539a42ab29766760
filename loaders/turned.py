"""What a day alone changes of a person and writes nothing of (features.md B08): as which kind of change it is told.

Registrations begin and end by permissions/changes.py; here is what is said of people who stay on the list: protection
and insurance, who makes the plan, certificates, and the money that is left.
"""

import datetime
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, or_, select, true

from loaders.certificates import PERIODS
from models.beneficiary import Beneficiary, CareManagement
from models.certificates import BurdenRatio, InsuredCertificate
from models.change import Change
from models.codes.certificates import CertificateKind, RestrictionKind
from models.codes.change import ChangeKind
from models.limits import BenefitLimit
from models.registration import Registration
from models.row import JST, Instant, col
from permissions.equipment import fiscal_year
from permissions.scope import OFFICE, on_list

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """The days that have come: those behind `first`, up to `today`."""

    first: datetime.date
    today: datetime.date

    def begins(self, day: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether something begins on one of them."""
        return day.between(self.first + DAY, self.today)

    def ends(self, last: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether something is over on one of them: the last day counts still."""
        return last.between(self.first, self.today - DAY)


def turned_people(days: Days, hears: Container[ChangeKind], columns: Sequence[Any]) -> list[Select[Any]]:
    """Those on the viewer's list of whom something else is so on these days: a statement for each kind they hear of.

    Each row has these columns of the person, the `kind` it is told as, and when (`at`): as the last day began.
    """
    midnight = literal(datetime.datetime.combine(days.today, datetime.time(), JST), Instant)
    stored = col(Change.kind).type
    return [
        select(*columns, literal(kind, stored).label("kind"), midnight.label("at"))
        .join(Registration, col(Registration.beneficiary_key) == col(Beneficiary.key))
        .where(on_list(), whom)
        .order_by(col(Beneficiary.key))
        for kind, whom in _turned(days).items()
        if kind in hears
    ]


def _turned(days: Days) -> Mapping[ChangeKind, ColumnElement[bool]]:
    return {
        ChangeKind.BENEFICIARY_CHANGED: _person(days),
        ChangeKind.CARE_PLAN_CHANGED: _charge(days),
        ChangeKind.CERTIFICATE_RENEWED: or_(*(_certificate(kind, days) for kind in CertificateKind)),
        ChangeKind.BENEFITS_CHANGED: _money(days),
    }


def _person(days: Days) -> ColumnElement[bool]:
    """Protection (支援措置) begins or ends, or the insurance ends."""
    person = Beneficiary
    return or_(
        days.begins(col(person.protected_from)),
        days.ends(col(person.protected_until)),
        days.begins(col(person.eligibility_lost_on)),
    )


def _charge(days: Days) -> ColumnElement[bool]:
    """The viewer's office begins or ceases to make the plan; a charge overtaken before it began counts on no day."""
    since, until = col(CareManagement.valid_from), col(CareManagement.valid_until)
    mine, holds = col(CareManagement.office_key) == OFFICE, or_(until.is_(None), until >= since)
    return _has(CareManagement, mine, holds, or_(days.begins(since), days.ends(until)))


def _certificate(kind: CertificateKind, days: Days) -> ColumnElement[bool]:
    """One begins or runs out; of the share in two periods, either of them."""
    row, start, end = PERIODS[kind]
    turns = [days.begins(start), days.ends(end)]
    if kind is CertificateKind.BURDEN_RATIO:
        turns += [days.ends(col(BurdenRatio.first_end)), days.begins(col(BurdenRatio.second_start))]
    return _has(row, or_(*turns))


def _money(days: Days) -> ColumnElement[bool]:
    """Another fiscal year (4/1-3/31) or other limits for everybody; 給付額減額 begins or ends."""
    if fiscal_year(days.first) != fiscal_year(days.today):
        return true()
    paper, limit = InsuredCertificate, BenefitLimit
    lowers = col(paper.restriction) == RestrictionKind.BENEFIT_REDUCTION
    turns = or_(days.begins(col(paper.restriction_from)), days.ends(col(paper.restriction_until)))
    limits = select(literal(1)).where(days.begins(col(limit.valid_from))).limit(1)
    return or_(limits.scalar_subquery().is_not(None), _has(paper, lowers, turns))


def _has(row: Any, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the person has such a row. No EXISTS: PostgreSQL may answer one of many by a walk through the country."""
    found = select(literal(1)).where(col(row.beneficiary_key) == col(Beneficiary.key), *where).limit(1)
    return found.correlate(Beneficiary).scalar_subquery().is_not(None)
