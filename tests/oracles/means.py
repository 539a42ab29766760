"""Generated means of a person: certificates with levels and restrictions, and the shares to pay."""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.codes.care import CareLevel
from models.codes.certificates import RestrictionKind
from models.rows import BurdenRatio, InsuredCertificate
from tests.oracles.certificates import Paper, Period, current, share_on
from tests.oracles.crowd import some_day
from tests.oracles.money import Restriction

Day = datetime.date
DAY = datetime.timedelta(days=1)
LEVELS = [level.name for level in CareLevel]
EDGES = (-400, -1, 0, 1, 400)
"""Days from today on which a restriction begins or ends."""


@dataclass(frozen=True)
class Insured:
    """A certificate of the insured."""

    paper: Paper
    level: str
    restriction: Restriction | None = None


@dataclass(frozen=True)
class Ratio:
    """A certificate of the share, in one or two periods."""

    paper: Paper
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Means:
    """What a person holds."""

    insured: tuple[Insured, ...]
    ratios: tuple[Ratio, ...]

    def insured_on(self, day: Day) -> Insured | None:
        paper = current([held.paper for held in self.insured], day)
        return next((held for held in self.insured if held.paper is paper), None)

    def level_on(self, day: Day) -> str | None:
        held = self.insured_on(day)
        return held.level if held else None

    def restriction_on(self, day: Day) -> Restriction | None:
        held = self.insured_on(day)
        return held.restriction if held else None

    def share_on(self, day: Day) -> int | None:
        paper = current([held.paper for held in self.ratios], day)
        return next((share_on(held.periods, day) for held in self.ratios if held.paper is paper), None)


def means(chance: random.Random, levels: Sequence[tuple[Day, str]], today: Day) -> Means:
    """Means for someone whose level changed on these days, as they stand today."""
    return Means(tuple(_insured(chance, levels, today)), tuple(_ratios(chance, today)))


def _insured(chance: random.Random, levels: Sequence[tuple[Day, str]], today: Day) -> Iterator[Insured]:
    last = len(levels) - 1
    end_of_last = max(levels[last][0], today + chance.choice((-1, 0, 200, 200, 200, 200)) * DAY)
    ends = [*(since - DAY for since, _ in levels[1:]), end_of_last]
    for number, ((since, level), end) in enumerate(zip(levels, ends, strict=True)):
        held = Insured(Paper(10 * number, since, since, end), level)
        if number == last and chance.random() < 0.4:
            held = replace(held, restriction=_restriction(chance, today))
        if number == last and chance.random() < 0.2:  # a paper that the next one corrects
            wrong = replace(held, level=chance.choice(LEVELS), restriction=_restriction(chance, today))
            yield wrong
            held = replace(held, paper=Paper(10 * number + 1, since + chance.choice((0, 5)) * DAY, since, end))
        yield held


def _restriction(chance: random.Random, today: Day) -> Restriction:
    first, last = sorted(chance.sample(EDGES, 2))
    since, until = today + first * DAY, today + last * DAY
    reduces = chance.random() < 0.7
    return Restriction(
        reduces,
        since,
        None if chance.random() < 0.2 else chance.choice((until, since)),
        chance.choice((70, 60)),
    )


def _ratios(chance: random.Random, today: Day) -> Iterator[Ratio]:
    start = Day(today.year if today.month >= 8 else today.year - 1, 8, 1)
    for years_ago in (1, 0):
        if chance.random() < 0.15:
            continue
        begin = start.replace(year=start.year - years_ago)
        yield _ratio(chance, begin, today, 10 * (1 - years_ago))
        if chance.random() < 0.2:
            yield _ratio(chance, begin, today, 10 * (1 - years_ago) + 1)


def _ratio(chance: random.Random, begin: Day, today: Day, number: int) -> Ratio:
    end = begin.replace(year=begin.year + 1) - DAY
    paper = Paper(number, begin - 10 * DAY + number % 10 * DAY, begin, end)
    change = chance.choice((today, today + DAY, some_day(chance, begin + DAY, end), None))
    if change is None or not begin < change <= end:
        return Ratio(paper, (Period(_share(chance), begin, end),))
    return Ratio(paper, (Period(_share(chance), begin, change - DAY), Period(_share(chance), change, end)))


def _share(chance: random.Random) -> int:
    return chance.choice((10, 20, 30))


def certificates(person: int, held: Means) -> Iterator[InsuredCertificate | BurdenRatio]:
    """The rows of a person's means, in the order they were entered."""
    for insured in held.insured:
        yield InsuredCertificate(
            beneficiary_key=person,
            issued_on=insured.paper.issued_on,
            care_level=CareLevel[insured.level],
            valid_from=insured.paper.first,
            valid_until=insured.paper.last,
            **_restricted(insured.restriction),
        )
    for ratio in held.ratios:
        yield BurdenRatio(
            beneficiary_key=person,
            issued_on=ratio.paper.issued_on,
            fiscal_year=ratio.periods[0].first.year,
            **_periods(ratio.periods),
        )


def _restricted(restriction: Restriction | None) -> dict[str, Any]:
    if restriction is None:
        return {}
    kind = RestrictionKind.BENEFIT_REDUCTION if restriction.reduces else RestrictionKind.PAYMENT_METHOD_CHANGE
    return {
        "restriction": kind,
        "restriction_from": restriction.since,
        "restriction_until": restriction.until,
        "restricted_rate": restriction.rate,
    }


def _periods(periods: Sequence[Period]) -> dict[str, Any]:
    named = zip(("first", "second"), periods, strict=False)
    return {
        f"{which}_{part}": value
        for which, period in named
        for part, value in (("ratio", period.share), ("start", period.first), ("end", period.last))
    }
