"""Home modification (住宅改修): how much of the limit is left in the dwelling of today.

Written from the published rules (domain.md section 9): 20万円 a person and dwelling, usable in parts; three steps up
from the level of the first renovation there open a fresh limit, once; a new dwelling starts anew, the old one is kept.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.oracles.money import Limit, limit_on

STEPS = {
    "SUPPORT_TRANSITIONAL": 1,
    "SUPPORT_1": 1,
    "SUPPORT_2": 2,
    "CARE_1": 2,
    "CARE_2": 3,
    "CARE_3": 4,
    "CARE_4": 5,
    "CARE_5": 6,
}
"""介護の必要の程度の段階."""


@dataclass(frozen=True)
class Work:
    """A paid renovation: where, when work started, the level of that day, what it cost."""

    dwelling: int
    started_on: datetime.date
    level: str
    cost: int


@dataclass(frozen=True)
class Stay:
    """The day a person moved into a dwelling."""

    dwelling: int
    since: datetime.date


def dwelling_on(stays: Iterable[Stay], day: datetime.date) -> int | None:
    """Where the person lives: the dwelling moved into last."""
    begun = [stay for stay in stays if stay.since <= day]
    return max(begun, key=lambda stay: stay.since).dwelling if begun else None


def risen(base: str, level: str | None) -> bool:
    """Whether a level is three steps or more above another."""
    if level not in STEPS or base not in STEPS:
        return False
    return STEPS[level] - STEPS[base] >= 3


def reset_day(works: Sequence[Work]) -> datetime.date | None:
    """The day work started that used the fresh limit of a dwelling, if that happened: the first, there is no second."""
    if not works:
        return None
    first = min(works, key=lambda work: work.started_on)
    later = [work for work in works if work.started_on > first.started_on]
    return min((work.started_on for work in later if risen(first.level, work.level)), default=None)


def left_in(works: Sequence[Work], level: str | None, limit: int) -> int:
    """What is left in one dwelling, for a person who is at this level today."""
    if not works:
        return limit
    reset = reset_day(works)
    if reset is not None:
        spent = sum(work.cost for work in works if work.started_on >= reset)
        return max(limit - spent, 0)
    first = min(works, key=lambda work: work.started_on)
    if risen(first.level, level):
        return limit
    return max(limit - sum(work.cost for work in works), 0)


def left(
    works: Sequence[Work], stays: Sequence[Stay], level: str | None, limits: Sequence[Limit], day: datetime.date
) -> int | None:
    """給付可能額 as cost (with the person's share) on a day; None where no dwelling or no limit is known.

    A work counts from the day it is started.
    """
    home, limit = dwelling_on(stays, day), limit_on(limits, day)
    if home is None or limit is None:
        return None
    return left_in([work for work in works if work.dwelling == home and work.started_on <= day], level, limit)
