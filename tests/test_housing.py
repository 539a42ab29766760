"""Home modification (住宅改修): the money left, against the rules in plain Python."""

import datetime
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from models.codes.care import CareLevel
from models.codes.housing import BenefitCategory, LimitKind, RenovationKind
from models.row import Row
from models.rows import BenefitLimit, Dwelling, Renovation, RenovationWork, Residence
from tests.oracles import housing, money
from tests.oracles.crowd import Person, ask_each, enlist, numbered, stand, store
from tests.oracles.dwellings import Past, examples, past
from tests.oracles.housing import Stay, Work
from tests.oracles.means import Means, certificates
from tests.oracles.money import Limit
from tests.oracles.worked import BEGIN, BENEFITS, CASES, HOME, TODAY, holding
from tests.service import Service

Day = datetime.date

MONEY = """
query Money($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { housing {
  careLevel remainingBase remainingBenefit lastPaidOn address
} } } }
"""
WORKS = """
query Works($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { housing {
  careRenovations { startedOn cost works { kind } }
  preventionRenovations { startedOn cost works { kind } }
} } } }
"""

SEEDED = Limit(Day(2000, 4, 1), 200_000)
LATER = (Limit(Day(2012, 4, 1), 180_000), Limit(Day(2021, 4, 1), 220_001), Limit(Day(2031, 4, 1), 999_999))
TODAYS = (Day(2008, 5, 10), Day(2012, 3, 31), Day(2012, 4, 1), Day(2018, 7, 31), Day(2021, 4, 1), Day(2025, 12, 15))


def dwell(service: Service, people: Sequence[Person], pasts: Sequence[Past]) -> None:
    """Give each person a past."""
    with service.rows() as rows:
        for person, one in zip(people, pasts, strict=True):
            homes = sorted({stay.dwelling for stay in one.stays})
            keys = numbered(rows, [Dwelling(beneficiary_key=person.key, address=f"住居{home}") for home in homes])
            rows.add_all(lived(person, one, dict(zip(homes, keys, strict=True))))
        rows.commit()


def lived(person: Person, one: Past, homes: dict[int, int]) -> Iterator[Row]:
    """The rows of a past; `homes` are the keys of its dwellings."""
    for stay in one.stays:
        yield Residence(beneficiary_key=person.key, dwelling_key=homes[stay.dwelling], moved_in_on=stay.since)
    for work, paid in zip(one.works, one.paid, strict=True):
        yield Renovation(
            beneficiary_key=person.key,
            dwelling_key=homes[work.dwelling],
            started_on=work.started_on,
            paid_on=paid,
            category=BenefitCategory.CARE,
            care_level=CareLevel[work.level],
            cost=work.cost,
        )
    yield from certificates(person.key, one.means)


def expected(one: Past, limits: Sequence[Limit]) -> dict[str, Any]:
    """What the rules say of a past."""
    today, held = one.today, one.means
    level = held.level_on(today)
    left = housing.left(one.works, one.stays, level, limits, today)
    home, paid = housing.dwelling_on(one.stays, today), money.last_paid(one.paid, today)
    return {
        "careLevel": level,
        "remainingBase": left,
        "remainingBenefit": money.benefit(left, held.share_on(today), held.restriction_on(today), today),
        "lastPaidOn": paid and paid.isoformat(),
        "address": None if home is None else f"住居{home}",
    }


def seen_in(one: Past, answer: dict[str, Any]) -> set[str]:
    """What a past and its answer are an example of."""
    held, today = one.means, one.today
    restriction, insured = held.restriction_on(today), held.insured_on(today)
    found = examples(one) | {f"share {held.share_on(today)}", "not certified" if insured is None else "certified"}
    if restriction is not None:
        found.add("rate lowered" if restriction.lowers(today) else "rate not lowered")
    if any(paper.restriction and paper is not insured for paper in held.insured):
        found.add("restriction on a paper no longer in force")
    return found | ({"nothing left"} if answer["remainingBase"] == 0 else set())


SEEN = {
    "moved", "moved back", "nothing spent here", "spent elsewhere", "parts", "nothing left",
    "reset", "reset, then spent again", "reset, moved back", "fallen after the reset",
    "risen, not used", "risen, not used, fallen", "three steps above a later level only",
    "starts tomorrow", "paid later",
    "share 10", "share 20", "share 30", "share None", "certified", "not certified",
    "rate lowered", "rate not lowered", "restriction on a paper no longer in force",
}  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_money_left_follows_the_rules_over_generated_pasts(service: Service, seed: int) -> None:
    # given people with pasts of every kind, and limits that change by date
    chance, seen, limits = random.Random(seed), Counter[str](), [SEEDED, *LATER]
    kind = LimitKind.HOUSING_RENOVATION
    store(service, [BenefitLimit(kind=kind, valid_from=limit.since, amount=limit.amount) for limit in LATER])
    for today in TODAYS:
        pasts, people = [past(chance, today) for _ in range(100)], enlist(service, 100)
        dwell(service, people, pasts)
        stand(service, today)

        # when
        answers = [node["housing"] for node in ask_each(service, MONEY, people)]

        # then
        assert answers == [expected(one, limits) for one in pasts]
        for one, answer in zip(pasts, answers, strict=True):
            seen.update(seen_in(one, answer))
    assert {name for name in SEEN if seen[name] < 10} == set()


def test_money_left_in_worked_examples(service: Service) -> None:
    # given people whose share is 1割
    pasts = [worked(stays, works, holding(level)) for level, stays, works, _ in CASES.values()]
    people = enlist(service, len(pasts))
    dwell(service, people, pasts)

    # when
    nodes = ask_each(service, MONEY, people)

    # then: 1割 pays nine tenths, 18万円 at most
    found = {name: node["housing"]["remainingBase"] for name, node in zip(CASES, nodes, strict=True)}
    assert found == {name: left for name, (*_, left) in CASES.items()}
    assert [node["housing"]["remainingBenefit"] for node in nodes] == [left * 9 // 10 for *_, left in CASES.values()]


def worked(stays: Sequence[Stay], works: Sequence[Work], held: Means) -> Past:
    """A past up to the day of the worked examples."""
    paid = tuple(one.started_on for one in works)
    return Past(TODAY, ((BEGIN, "SUPPORT_1"),), tuple(stays), tuple(works), paid, held)


def test_benefit_of_the_money_left_in_worked_examples(service: Service) -> None:
    # given
    pasts = [
        worked(HOME, [Work(0, BEGIN, "CARE_1", cost)] if cost else [], held) for held, cost, _ in BENEFITS.values()
    ]
    people = enlist(service, len(pasts))
    dwell(service, people, pasts)

    # when
    nodes = ask_each(service, MONEY, people)

    # then
    found = {name: node["housing"]["remainingBenefit"] for name, node in zip(BENEFITS, nodes, strict=True)}
    assert found == {name: benefit for name, (*_, benefit) in BENEFITS.items()}


def test_money_left_is_unknown_without_a_dwelling_or_a_limit(service: Service) -> None:
    # given one person at home since 1999, one whose home nobody told
    held = holding("CARE_1")
    at_home, nowhere = enlist(service, 2)
    dwell(service, [at_home, nowhere], [worked([Stay(0, Day(1999, 1, 1))], [], held), worked([], [], held)])
    unknown = {"remainingBase": None, "remainingBenefit": None}

    # when asked today, and on the eve of the first limit
    today = ask_each(service, MONEY, [at_home, nowhere])
    stand(service, Day(2000, 3, 31))
    before = ask_each(service, MONEY, [at_home])

    # then
    assert today[0]["housing"]["remainingBase"] == 200_000
    assert today[1]["housing"] == {"careLevel": "CARE_1", "lastPaidOn": None, "address": None, **unknown}
    assert before[0]["housing"] == {"careLevel": None, "lastPaidOn": None, "address": "住居0", **unknown}


def test_works_are_told_by_benefit_newest_first_with_their_kinds_in_the_order_of_the_form(service: Service) -> None:
    # given two works under each benefit, the later one with every kind, and one that has not begun
    (person,) = enlist(service, 1)
    every = list(RenovationKind)
    with service.rows() as rows:
        (home,) = numbered(rows, [Dwelling(beneficiary_key=person.key, address="住居")])
        for category in BenefitCategory:
            for year, kinds in ((2019, every[3:4]), (2024, every[::-1]), (2026, every)):
                (key,) = numbered(rows, [renovation(person, home, year, category)])
                rows.add_all(RenovationWork(renovation_key=key, kind=kind) for kind in kinds)
        rows.commit()

    # when
    (node,) = ask_each(service, WORKS, [person])

    # then
    forms = [
        {"startedOn": "2024-03-01", "cost": 2024, "works": [{"kind": kind} for kind in FORM]},
        {"startedOn": "2019-03-01", "cost": 2019, "works": [{"kind": "DOOR_REPLACEMENT"}]},
    ]
    assert node["housing"] == {"careRenovations": forms, "preventionRenovations": forms}


FORM = ("HANDRAIL", "STEP_REMOVAL", "FLOOR_MATERIAL", "DOOR_REPLACEMENT", "TOILET_REPLACEMENT", "ANCILLARY")
"""Kinds of work, 1 to 6."""


def renovation(person: Person, home: int, year: int, category: BenefitCategory) -> Renovation:
    """A renovation of a year, for as many yen."""
    return Renovation(
        beneficiary_key=person.key,
        dwelling_key=home,
        started_on=Day(year, 3, 1),
        paid_on=Day(year, 5, 1),
        category=category,
        care_level=CareLevel.CARE_1,
        cost=year,
    )
