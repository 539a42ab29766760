"""The ten certificates (証) a person may hold, each with its history: a renewed one is a new row (domain.md section 5).

Amounts and percentages are those printed; nothing is recomputed when a table of amounts changes.
"""

import datetime

from sqlalchemy import Index
from sqlalchemy.orm import declared_attr

from models.codes.care import CareLevel
from models.codes.certificates import (
    CertificateKind,
    FacilityKind,
    FormerMeasureKind,
    HomeHelpLaw,
    PlanningKind,
    RatioDecision,
    RestrictionKind,
    SocialWelfareGround,
)
from models.row import Row, code, key, owner, percent, yen


class Certificate(Row):
    """What every certificate has. Histories are read by person, newest first."""

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Index, ...]:
        return (Index(f"ix_{cls.__tablename__}_beneficiary", "beneficiary_key", "issued_on"),)

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key", index=False)
    issued_on: datetime.date


class InsuredCertificate(Certificate, table=True):
    """介護保険被保険者証: the level of need and its period, and what else the paper says (B23).

    A person who has applied for the first time holds one without level and period.
    """

    care_level: CareLevel | None = code(CareLevel)
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    certified_on: datetime.date | None = None
    monthly_limit_units: int | None = None
    """区分支給限度基準額, in units a month."""
    board_opinion: str | None = None
    designated_services: str | None = None
    restriction: RestrictionKind | None = code(RestrictionKind)
    restriction_from: datetime.date | None = None
    restriction_until: datetime.date | None = None
    restricted_rate: int | None = percent()
    """給付額減額: the benefit rate while it lasts, e.g. 70."""
    plan_office_name: str | None = None
    plan_office_notified_on: datetime.date | None = None
    planning_kind: PlanningKind | None = code(PlanningKind)
    facility_kind: FacilityKind | None = code(FacilityKind)
    facility_name: str | None = None
    facility_entered_on: datetime.date | None = None
    facility_left_on: datetime.date | None = None


class BurdenRatio(Certificate, table=True):
    """介護保険負担割合証: the person's share, August to July, in one or two periods."""

    fiscal_year: int
    first_ratio: int = percent()
    first_start: datetime.date
    first_end: datetime.date
    second_ratio: int | None = percent()
    second_start: datetime.date | None = None
    second_end: datetime.date | None = None
    decision: RatioDecision | None = code(RatioDecision)


class BurdenLimit(Certificate, table=True):
    """介護保険負担限度額認定証: daily limits for food and room, in yen."""

    food_short_stay: int = yen()
    food_other: int = yen()
    room_unit_private: int = yen()
    room_unit_semi_private: int = yen()
    room_private_welfare: int = yen()
    room_private_health: int = yen()
    room_shared: int = yen()
    effective_on: datetime.date
    valid_until: datetime.date


class Reduction(Certificate, table=True):
    """介護保険利用者負担額減額・免除認定証: a benefit rate of 91-100 %."""

    benefit_rate: int = percent()
    effective_on: datetime.date
    valid_until: datetime.date


class SocialWelfareReduction(Certificate, table=True):
    """社会福祉法人等利用者負担軽減確認証 (printed twice in the guide, one certificate: A17)."""

    reduction_rate: int = percent()
    service_rate: int = percent()
    food_rate: int = percent()
    room_rate: int = percent()
    confirmation_number: str
    effective_on: datetime.date
    valid_until: datetime.date
    ground: SocialWelfareGround | None = code(SocialWelfareGround)


class HomeHelpReduction(Certificate, table=True):
    """訪問介護利用者負担額減額認定証, for people who used home help as disabled persons before."""

    benefit_rate: int = percent()
    effective_on: datetime.date
    valid_until: datetime.date
    law: HomeHelpLaw | None = code(HomeHelpLaw)


class RemoteIslandReduction(Certificate, table=True):
    """離島等地域における特別地域加算に係る利用者負担額軽減確認証."""

    reduction_rate: int = percent()
    confirmation_number: str
    effective_on: datetime.date
    valid_until: datetime.date


class HillyAreaReduction(Certificate, table=True):
    """中山間地域における特別地域加算に係る利用者負担額軽減確認証."""

    reduction_rate: int = percent()
    confirmation_number: str
    effective_on: datetime.date
    valid_until: datetime.date


class SpecifiedBurdenLimit(Certificate, table=True):
    """介護保険特定負担限度額認定証: limits for former placement residents (旧措置入所者) of welfare facilities."""

    food: int = yen()
    room_unit_private: int = yen()
    room_unit_semi_private: int = yen()
    room_private: int = yen()
    room_shared: int = yen()
    effective_on: datetime.date
    valid_until: datetime.date
    former_measure_kind: FormerMeasureKind | None = code(FormerMeasureKind)


class FormerMeasureReduction(Certificate, table=True):
    """介護保険利用者負担額減額・免除等認定証 for former placement residents (旧措置入所者)."""

    benefit_rate: int = percent()
    effective_on: datetime.date
    valid_until: datetime.date
    former_measure_kind: FormerMeasureKind | None = code(FormerMeasureKind)


CERTIFICATES: dict[CertificateKind, type[Certificate]] = {
    CertificateKind.INSURED: InsuredCertificate,
    CertificateKind.BURDEN_RATIO: BurdenRatio,
    CertificateKind.BURDEN_LIMIT: BurdenLimit,
    CertificateKind.REDUCTION: Reduction,
    CertificateKind.SOCIAL_WELFARE_REDUCTION: SocialWelfareReduction,
    CertificateKind.HOME_HELP_REDUCTION: HomeHelpReduction,
    CertificateKind.REMOTE_ISLAND_REDUCTION: RemoteIslandReduction,
    CertificateKind.HILLY_AREA_REDUCTION: HillyAreaReduction,
    CertificateKind.SPECIFIED_BURDEN_LIMIT: SpecifiedBurdenLimit,
    CertificateKind.FORMER_MEASURE_REDUCTION: FormerMeasureReduction,
}
"""The table of each kind."""
