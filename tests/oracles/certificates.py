"""Certificates (証): what holds on a day, what a person holds at all, and the share in force.

Written from the rules (design.md section 4, domain.md section 5): first and last day both count. The certificate of
the insured may come without a period, to someone who has just applied: it holds from its issue until a later one begins.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

Day = datetime.date


@dataclass(frozen=True)
class Paper:
    """A certificate of one kind. `number` tells apart those issued on one day: the higher one came later."""

    number: int
    issued_on: Day
    first: Day | None
    last: Day | None

    @property
    def age(self) -> tuple[Day, int]:
        return self.issued_on, self.number

    @property
    def begins(self) -> Day:
        return self.first or self.issued_on


@dataclass(frozen=True)
class Period:
    """A share (10, 20, 30 %) and the days it applies to."""

    share: int
    first: Day
    last: Day


def newest_first(papers: Sequence[Paper]) -> list[Paper]:
    """The history of a kind."""
    return sorted(papers, key=lambda paper: paper.age, reverse=True)


def holds(paper: Paper, papers: Sequence[Paper], day: Day) -> bool:
    """Whether a certificate is in force on a day."""
    if paper.begins > day:
        return False
    if paper.last is not None:
        return day <= paper.last
    return not any(other.age > paper.age and other.begins <= day for other in papers)


def current(papers: Sequence[Paper], day: Day) -> Paper | None:
    """The certificate to go by on a day: of those in force the one issued last."""
    return next((paper for paper in newest_first(papers) if holds(paper, papers, day)), None)


def holding(papers: Sequence[Paper], day: Day) -> tuple[str, Day | None]:
    """The state of a kind on a day, and until when what is held holds, or held last."""
    now = current(papers, day)
    if now is not None:
        return "HELD", now.last
    ended = [paper.last for paper in papers if paper.last is not None and paper.last < day]
    return ("EXPIRED", max(ended)) if ended else ("NOT_HELD", None)


def share_on(periods: Sequence[Period], day: Day) -> int | None:
    """The share in force on a day, from the one or two periods of the certificate in force."""
    return next((period.share for period in periods if period.first <= day <= period.last), None)
