"""Generated certificates of all ten kinds, with their edges on and around the days a test asks about."""

import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.row import Row
from models.rows import (
    BurdenLimit,
    BurdenRatio,
    FormerMeasureReduction,
    HillyAreaReduction,
    HomeHelpReduction,
    InsuredCertificate,
    Reduction,
    RemoteIslandReduction,
    SocialWelfareReduction,
    SpecifiedBurdenLimit,
)
from tests.oracles.certificates import Paper, Period, current, holding, holds, share_on
from tests.oracles.filling import Filling

Day = datetime.date
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """A kind of certificate. `mark` is the column by which the papers of a person are told apart."""

    words: str
    table: type[Row]
    field: str
    mark: str


KINDS = {
    "INSURED": Kind("介護保険被保険者証", InsuredCertificate, "insuredCertificate", "monthly_limit_units"),
    "BURDEN_RATIO": Kind("介護保険負担割合証", BurdenRatio, "burdenRatio", "fiscal_year"),
    "BURDEN_LIMIT": Kind("介護保険負担限度額認定証", BurdenLimit, "burdenLimit", "food_other"),
    "REDUCTION": Kind("介護保険利用者負担額減額・免除認定証", Reduction, "reduction", "benefit_rate"),
    "SOCIAL_WELFARE_REDUCTION": Kind(
        "社会福祉法人等利用者負担軽減確認証", SocialWelfareReduction, "socialWelfareReduction", "service_rate"
    ),
    "HOME_HELP_REDUCTION": Kind(
        "訪問介護利用者負担額減額認定証", HomeHelpReduction, "homeHelpReduction", "benefit_rate"
    ),
    "REMOTE_ISLAND_REDUCTION": Kind(
        "離島等地域における特別地域加算に係る利用者負担額軽減確認証",
        RemoteIslandReduction,
        "remoteIslandReduction",
        "reduction_rate",
    ),
    "HILLY_AREA_REDUCTION": Kind(
        "中山間地域における特別地域加算に係る利用者負担額軽減確認証",
        HillyAreaReduction,
        "hillyAreaReduction",
        "reduction_rate",
    ),
    "SPECIFIED_BURDEN_LIMIT": Kind(
        "介護保険特定負担額減額認定証(特別養護老人ホームの要介護旧措置入所者)",
        SpecifiedBurdenLimit,
        "specifiedBurdenLimit",
        "food",
    ),
    "FORMER_MEASURE_REDUCTION": Kind(
        "介護保険利用者負担額減額・免除等認定証(特別養護老人ホームの要介護旧措置入所者)",
        FormerMeasureReduction,
        "formerMeasureReduction",
        "benefit_rate",
    ),
}
"""The ten kinds in the guide's order, with the words of their titles."""


PRINTED = {
    "insuredCertificate": "insurerName insuredNumber careLevel validFrom validUntil",
    "burdenRatio": "firstRatio firstStart firstEnd secondRatio secondStart secondEnd fiscalYear",
    "burdenLimit": "foodShortStay foodOther roomUnitPrivate roomUnitSemiPrivate roomPrivateWelfare roomPrivateHealth"
    " roomShared effectiveOn validUntil",
    "reduction": "benefitRate effectiveOn validUntil",
    "socialWelfareReduction": "reductionRate serviceRate foodRate roomRate confirmationNumber effectiveOn validUntil",
    "homeHelpReduction": "benefitRate effectiveOn validUntil",
    "remoteIslandReduction": "reductionRate confirmationNumber effectiveOn validUntil",
    "hillyAreaReduction": "reductionRate confirmationNumber effectiveOn validUntil",
    "specifiedBurdenLimit": "food roomUnitPrivate roomUnitSemiPrivate roomPrivate roomShared effectiveOn validUntil",
    "formerMeasureReduction": "benefitRate effectiveOn validUntil",
}
"""What the guide prints of each (24頁), field by field: 5, 7, 9, 3, 7, 3, 4, 4, 7 and 3 values."""


@dataclass(frozen=True)
class Folder:
    """The papers of a person by kind; `periods` are those of each paper of the share, by its number."""

    papers: Mapping[str, Sequence[Paper]]
    periods: Mapping[int, Sequence[Period]]

    def share_on(self, day: Day) -> int | None:
        paper = current(self.papers["BURDEN_RATIO"], day)
        return None if paper is None else share_on(self.periods[paper.number], day)


def folder(chance: random.Random, days: Sequence[Day]) -> Folder:
    """Anything from no paper to three of each kind, their edges on, before or after these days."""
    papers = {kind: list(_papers(chance, kind, days)) for kind in KINDS}
    return Folder(papers, {paper.number: _periods(chance, paper, days) for paper in papers["BURDEN_RATIO"]})


def _papers(chance: random.Random, kind: str, days: Sequence[Day]) -> Iterator[Paper]:
    for number in range(chance.choice((0, 1, 1, 2, 3))):
        edge = chance.choice(days) + chance.choice((-1, 0, 0, 1, -200, 200)) * DAY
        length = chance.choice((0, 1, 30, 364)) * DAY
        first = chance.choice((edge, edge - length))
        issued = first + chance.choice((-20, -1, 0, 15)) * DAY
        if kind == "INSURED" and chance.random() < 0.3:
            yield Paper(number, edge, None, None)
        else:
            yield Paper(number, issued, first, first + length)


def _periods(chance: random.Random, paper: Paper, days: Sequence[Day]) -> list[Period]:
    first, last = paper.first, paper.last
    assert first is not None
    assert last is not None
    inside = [day + shift * DAY for day in days for shift in (0, 1) if first < day + shift * DAY <= last]
    one, two = chance.sample((10, 20, 30), 2)
    if not inside or chance.random() < 0.3:
        return [Period(one, first, last)]
    change = chance.choice(inside)
    return [Period(one, first, change - DAY), Period(two, change, last)]


def rows_of(person: int, held: Folder, filling: Filling) -> Iterator[Row]:
    """The rows of a folder; each paper's number is its mark."""
    for name, papers in held.papers.items():
        kind = KINDS[name]
        for paper in papers:
            fixed = {"beneficiary_key": person, "issued_on": paper.issued_on, kind.mark: paper.number}
            yield filling.row(kind.table, fixed | _dates(name, paper, held))


def _dates(kind: str, paper: Paper, held: Folder) -> dict[str, Any]:
    if kind == "INSURED":
        return {"valid_from": paper.first, "valid_until": paper.last}
    if kind != "BURDEN_RATIO":
        return {"effective_on": paper.first, "valid_until": paper.last}
    one, *rest = held.periods[paper.number]
    two = rest[0] if rest else None
    return {
        "first_ratio": one.share,
        "first_start": one.first,
        "first_end": one.last,
        "second_ratio": two and two.share,
        "second_start": two and two.first,
        "second_end": two and two.last,
    }


def examples(held: Folder, day: Day) -> set[str]:
    """What a folder is an example of on a day."""
    found = set()
    for kind, papers in held.papers.items():
        found.add(f"{kind} {holding(papers, day)[0]}")
        found |= {"first day"} if day in {paper.first for paper in papers} else set()
        found |= {"last day"} if day in {paper.last for paper in papers} else set()
        found |= {"day before"} if day + DAY in {paper.first for paper in papers} else set()
        found |= {"day after"} if day - DAY in {paper.last for paper in papers} else set()
        found |= {"two in force"} if sum(holds(paper, papers, day) for paper in papers) > 1 else set()
        now = current(papers, day)
        found |= {"in force without a period"} if now and now.last is None else set()
        open_ended = [paper for paper in papers if paper.last is None and paper.begins <= day]
        found |= {"without a period, replaced"} if any(not holds(paper, papers, day) for paper in open_ended) else set()
    in_force = current(held.papers["BURDEN_RATIO"], day)
    if in_force and len(periods := held.periods[in_force.number]) > 1:
        found |= {"last day of the first share"} if day == periods[0].last else set()
        found |= {"first day of the second share"} if day == periods[1].first else set()
    return found
