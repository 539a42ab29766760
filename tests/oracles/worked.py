"""Worked examples of the money left for home modification on 2025-12-15, those of domain.md section 9 first."""

import datetime

from tests.oracles.certificates import Paper, Period
from tests.oracles.housing import Stay, Work
from tests.oracles.means import Insured, Means, Ratio
from tests.oracles.money import Restriction

Day = datetime.date
TODAY = Day(2025, 12, 15)
BEGIN = Day(2018, 1, 1)
HOME = (Stay(0, BEGIN),)
MOVED = (*HOME, Stay(1, Day(2022, 6, 1)))
MOVED_BACK = (*MOVED, Stay(0, Day(2024, 6, 1)))


def work(year: int, level: str, cost: int, dwelling: int = 0) -> Work:
    return Work(dwelling, Day(year, 3, 1), level, cost)


FIRST, FIRST_AT_CARE_1 = work(2019, "SUPPORT_1", 150_000), work(2019, "CARE_1", 150_000)
RESET, SMALL = work(2021, "CARE_3", 120_000), work(2023, "CARE_1", 30_000)

CASES: dict[str, tuple[str, tuple[Stay, ...], tuple[Work, ...], int]] = {
    "nothing spent": ("CARE_2", HOME, (), 200_000),
    "15万 at 要支援1": ("SUPPORT_1", HOME, (FIRST,), 50_000),
    "15万 at 要支援1, now 要介護3": ("CARE_3", HOME, (FIRST,), 200_000),
    "15万 at 要支援1, now 要介護2": ("CARE_2", HOME, (FIRST,), 50_000),
    "15万 at 要介護1, now 要介護3": ("CARE_3", HOME, (FIRST_AT_CARE_1,), 50_000),
    "15万 at 要介護1, now 要介護4": ("CARE_4", HOME, (FIRST_AT_CARE_1,), 200_000),
    "all spent": ("SUPPORT_1", HOME, (work(2019, "SUPPORT_1", 200_000),), 0),
    "more than all spent": ("SUPPORT_1", HOME, (FIRST, work(2020, "SUPPORT_1", 90_000)), 0),
    "all but a yen spent": ("SUPPORT_1", HOME, (work(2019, "SUPPORT_1", 199_999),), 1),
    "fresh limit used in part": ("CARE_3", HOME, (FIRST, RESET), 80_000),
    "fresh limit used in part, then fallen": ("CARE_1", HOME, (FIRST, RESET), 80_000),
    "spent after the fall": ("CARE_1", HOME, (FIRST, RESET, SMALL), 50_000),
    "risen again: there is no second fresh limit": ("CARE_5", HOME, (FIRST, RESET, SMALL), 50_000),
    "spent at a raised level again": ("CARE_5", HOME, (FIRST, RESET, SMALL, work(2024, "CARE_5", 20_000)), 30_000),
    "three steps above a later, lower level": (
        "CARE_3",
        HOME,
        (work(2019, "CARE_2", 100_000), work(2021, "SUPPORT_1", 40_000)),
        60_000,
    ),
    "moved": ("SUPPORT_1", MOVED, (FIRST,), 200_000),
    "moved: the base is that of the new dwelling": ("CARE_3", MOVED, (FIRST, work(2023, "CARE_2", 50_000, 1)), 150_000),
    "moved back": ("SUPPORT_1", MOVED_BACK, (FIRST, work(2023, "CARE_1", 200_000, 1)), 50_000),
    "moved back: the fresh limit there is kept": ("CARE_1", MOVED_BACK, (FIRST, RESET), 80_000),
    "moves tomorrow": ("SUPPORT_1", (*HOME, Stay(1, Day(2025, 12, 16))), (FIRST,), 50_000),
    "moved in today": ("SUPPORT_1", (*HOME, Stay(1, TODAY)), (FIRST,), 200_000),
    "no longer in need of care": ("NOT_APPLICABLE", HOME, (FIRST,), 50_000),
}  # fmt: skip
"""Name -> level today, stays, renovations, what is left."""


AROUND = (Day(2025, 8, 1), Day(2026, 7, 31))


def holding(
    level: str, *, share: int = 10, restriction: Restriction | None = None, around: tuple[Day, Day] = AROUND
) -> Means:
    """A certificate and a share in force from the first to the last of two days."""
    paper = Paper(0, around[0], *around)
    return Means((Insured(paper, level, restriction),), (Ratio(paper, (Period(share, *around),)),))


def reduction(since: Day | None, until: Day | None, rate: int = 70) -> Restriction:
    return Restriction(reduces=True, since=since, until=until, rate=rate)


YESTERDAY, TOMORROW = Day(2025, 12, 14), Day(2025, 12, 16)
BENEFITS: dict[str, tuple[Means, int, int | None]] = {
    "1割": (holding("CARE_1", share=10), 0, 180_000),
    "2割": (holding("CARE_1", share=20), 0, 160_000),
    "3割": (holding("CARE_1", share=30), 0, 140_000),
    "a fraction of a yen is cut off": (holding("CARE_1", share=10), 199_999, 0),
    "fractions of a yen are cut off": (holding("CARE_1", share=30), 199_991, 6),
    "lowered": (holding("CARE_1", restriction=reduction(BEGIN, TOMORROW)), 0, 140_000),
    "lowered from today to today": (holding("CARE_1", restriction=reduction(TODAY, TODAY)), 0, 140_000),
    "lowered, no end printed": (holding("CARE_1", restriction=reduction(BEGIN, None)), 0, 140_000),
    "lowered, no start printed": (holding("CARE_1", restriction=reduction(None, TODAY)), 0, 140_000),
    "lowered until yesterday": (holding("CARE_1", restriction=reduction(BEGIN, YESTERDAY)), 0, 180_000),
    "lowered from tomorrow": (holding("CARE_1", restriction=reduction(TOMORROW, None)), 0, 180_000),
    "3割, lowered to 60 %": (holding("CARE_1", share=30, restriction=reduction(BEGIN, None, 60)), 0, 120_000),
    "3割, never raised": (holding("CARE_1", share=30, restriction=reduction(BEGIN, None, 80)), 0, 140_000),
    "paid in another way": (holding("CARE_1", restriction=Restriction(False, BEGIN, None, 70)), 0, 180_000),
    "no share known": (Means(holding("CARE_1").insured, ()), 0, None),
}  # fmt: skip
"""Name -> means today, what was spent at home, the benefit of what is left."""
