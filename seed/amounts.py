"""Amounts that change by date: benefit limits, the daily limits of food and room, fees and tax (domain.md)."""

import datetime

from models import rows
from models.codes.care import CareLevel
from models.codes.certificates import BurdenStage
from models.codes.housing import LimitKind
from models.codes.opinion import ClaimCategory
from seed.book import Book

START_OF_INSURANCE = datetime.date(2000, 4, 1)
TAX_RATES: dict[datetime.date, int] = {datetime.date(2014, 4, 1): 8, datetime.date(2019, 10, 1): 10}
"""消費税, in percent, since the first day of which an opinion can still be invoiced."""
OPINION_FEES: dict[ClaimCategory, int] = {
    ClaimCategory.HOME_NEW: 5_000,
    ClaimCategory.HOME_CONTINUED: 4_000,
    ClaimCategory.FACILITY_NEW: 4_000,
    ClaimCategory.FACILITY_CONTINUED: 3_000,
}
"""主治医意見書作成料 without tax, unchanged since the beginning (domain.md section 6.2)."""
UNITS_SINCE = datetime.date(2019, 10, 1)
AUGUST_2024 = datetime.date(2024, 8, 1)
AUGUST_2026 = datetime.date(2026, 8, 1)

MONTHLY_UNITS: dict[CareLevel, int] = {
    CareLevel.PROJECT_TARGET: 5_032,
    CareLevel.SUPPORT_1: 5_032,
    CareLevel.SUPPORT_2: 10_531,
    CareLevel.CARE_1: 16_765,
    CareLevel.CARE_2: 19_705,
    CareLevel.CARE_3: 27_048,
    CareLevel.CARE_4: 30_938,
    CareLevel.CARE_5: 36_217,
}
"""区分支給限度基準額, in units a month."""

LIMIT_COLUMNS = (
    "food_other",
    "food_short_stay",
    "room_unit_private",
    "room_unit_semi_private",
    "room_private_welfare",
    "room_private_health",
    "room_shared",
)

BURDEN_LIMITS: dict[datetime.date, dict[BurdenStage, tuple[int, ...]]] = {
    AUGUST_2024: {
        BurdenStage.STAGE_1: (300, 300, 880, 550, 380, 550, 0),
        BurdenStage.STAGE_2: (390, 600, 880, 550, 480, 550, 430),
        BurdenStage.STAGE_3_1: (650, 1_000, 1_370, 1_370, 880, 1_370, 430),
        BurdenStage.STAGE_3_2: (1_360, 1_300, 1_370, 1_370, 880, 1_370, 430),
        BurdenStage.STAGE_4: (1_445, 1_445, 2_066, 1_728, 1_231, 1_728, 915),
    },
    AUGUST_2026: {
        BurdenStage.STAGE_1: (300, 300, 880, 550, 380, 550, 0),
        BurdenStage.STAGE_2: (390, 600, 880, 550, 480, 550, 430),
        BurdenStage.STAGE_3_1: (680, 1_030, 1_370, 1_370, 880, 1_370, 430),
        BurdenStage.STAGE_3_2: (1_420, 1_360, 1_470, 1_470, 980, 1_470, 530),
        BurdenStage.STAGE_4: (1_545, 1_545, 2_066, 1_728, 1_231, 1_728, 915),
    },
}
"""Yen a day in the order of LIMIT_COLUMNS. Stage 4 is the standard amount. Those of 2026 are provisional."""


def burden_limit(stage: BurdenStage, since: datetime.date = AUGUST_2024) -> dict[str, int]:
    """The amounts a certificate of this stage prints."""
    return dict(zip(LIMIT_COLUMNS, BURDEN_LIMITS[since][stage], strict=True))


def enter_amounts(book: Book) -> None:
    """Enter every amount with its first day."""
    for kind, yen in ((LimitKind.HOUSING_RENOVATION, 200_000), (LimitKind.EQUIPMENT_PURCHASE, 100_000)):
        book.add(rows.BenefitLimit, kind=kind, valid_from=START_OF_INSURANCE, amount=yen)
    for level, units in MONTHLY_UNITS.items():
        book.add(
            rows.BenefitLimit, kind=LimitKind.MONTHLY_UNITS, care_level=level, valid_from=UNITS_SINCE, amount=units
        )
    for since, stages in BURDEN_LIMITS.items():
        for stage in stages:
            book.add(rows.BurdenLimitAmount, stage=stage, valid_from=since, **burden_limit(stage, since))
    for category, yen in OPINION_FEES.items():
        book.add(rows.OpinionFee, category=category, valid_from=START_OF_INSURANCE, amount=yen)
    for since, rate in TAX_RATES.items():
        book.add(rows.ConsumptionTax, valid_from=since, rate=rate)
