"""Equipment purchase (福祉用具購入): the money left in the fiscal year, against the rules in plain Python."""

import datetime
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from models.codes.housing import BenefitCategory, EquipmentItem, LimitKind
from models.row import Row
from models.rows import BenefitLimit, EquipmentPurchase
from tests.oracles import equipment, money
from tests.oracles.crowd import Person, ask_each, enlist, some_day, stand, store
from tests.oracles.equipment import Purchase, fiscal_year
from tests.oracles.means import Means, certificates, means
from tests.oracles.money import Limit
from tests.oracles.worked import holding
from tests.service import Service

Day = datetime.date
DAY = datetime.timedelta(days=1)

MONEY = """
query Money($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { equipment {
  fiscalYear remainingBase remainingBenefit lastPaidOn
} } } }
"""
ITEMS = """
query Items($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { equipment {
  carePurchases { item itemLabel fiscalYear suppliedOn paidOn cost }
  preventionPurchases { item itemLabel fiscalYear suppliedOn paidOn cost }
} } } }
"""

SEEDED = Limit(Day(2000, 4, 1), 100_000)
LATER = (Limit(Day(2013, 4, 1), 90_000), Limit(Day(2022, 10, 1), 110_001), Limit(Day(2030, 4, 1), 999_999))
TODAYS = (Day(2009, 4, 1), Day(2013, 3, 31), Day(2013, 4, 1), Day(2022, 12, 31), Day(2024, 2, 29), Day(2025, 12, 15))
COSTS = (1, 333, 9_999, 40_000, 55_555, 90_000, 100_000, 100_001, 130_000)


@dataclass(frozen=True)
class Past:
    """What someone bought, and the means to pay."""

    bought: tuple[Purchase, ...]
    means: Means


def past(chance: random.Random, today: Day) -> Past:
    """A past of some three years; many items were supplied on the first or last day of a fiscal year."""
    held = means(chance, [(today - 900 * DAY, chance.choice(("SUPPORT_2", "CARE_2")))], today)
    return Past(tuple(_bought(chance, today)), held)


def _bought(chance: random.Random, today: Day) -> Iterator[Purchase]:
    year = fiscal_year(today)
    edges = [Day(year, 4, 1), Day(year, 3, 31), Day(year - 1, 4, 1), today]
    for _ in range(chance.choice((0, 1, 1, 2, 3, 4))):
        supplied = chance.choice((*edges, *(some_day(chance, Day(year - 2, 4, 1), today) for _ in edges)))
        yield Purchase(supplied, supplied + chance.choice((0, 1, 20, 60)) * DAY, chance.choice(COSTS))
    if chance.random() < 0.1:  # does not count yet
        yield Purchase(today + DAY, today + 2 * DAY, chance.choice(COSTS))


def rows_of(person: Person, one: Past, items: Iterator[EquipmentItem]) -> Iterator[Row]:
    """The rows of a past."""
    for bought, category in zip(one.bought, cycle(BenefitCategory), strict=False):
        yield purchase(person, bought, category, next(items))
    yield from certificates(person.key, one.means)


def purchase(person: Person, bought: Purchase, category: BenefitCategory, item: EquipmentItem) -> EquipmentPurchase:
    """A purchase as it is stored, with the fiscal year it was supplied in."""
    return EquipmentPurchase(
        beneficiary_key=person.key,
        fiscal_year=fiscal_year(bought.supplied_on),
        supplied_on=bought.supplied_on,
        paid_on=bought.paid_on,
        category=category,
        item=item,
        cost=bought.cost,
    )


def expected(one: Past, limits: Sequence[Limit], today: Day) -> dict[str, Any]:
    """What the rules say of a past."""
    left = equipment.left(one.bought, limits, today)
    share, restriction = one.means.share_on(today), one.means.restriction_on(today)
    return {
        "fiscalYear": fiscal_year(today),
        "remainingBase": left,
        "remainingBenefit": money.benefit(left, share, restriction, today),
        "lastPaidOn": money.last_paid((bought.paid_on for bought in one.bought), today),
    }


def seen_in(one: Past, answer: dict[str, Any], today: Day) -> set[str]:
    """What a past and its answer are an example of."""
    year = fiscal_year(today)
    years = {fiscal_year(bought.supplied_on) for bought in one.bought}
    found = {f"share {one.means.share_on(today)}"}
    found |= {"supplied tomorrow"} if any(bought.supplied_on > today for bought in one.bought) else set()
    found |= {"paid later"} if any(bought.supplied_on <= today < bought.paid_on for bought in one.bought) else set()
    found |= {"this year"} if year in years else {"not this year"}
    found |= {"this year and before"} if len(years) > 1 and year in years else set()
    found |= {"on April 1"} if Day(year, 4, 1) in {bought.supplied_on for bought in one.bought} else set()
    found |= {"on March 31"} if Day(year, 3, 31) in {bought.supplied_on for bought in one.bought} else set()
    if any(fiscal_year(bought.supplied_on) < year == fiscal_year(bought.paid_on) for bought in one.bought):
        found.add("supplied in the year before, paid in this")
    return found | ({"nothing left"} if answer["remainingBase"] == 0 else set())


SEEN = {
    "this year", "not this year", "this year and before", "on April 1", "on March 31", "nothing left",
    "supplied in the year before, paid in this", "supplied tomorrow", "paid later", "share 10", "share 20", "share 30", "share None",
}  # fmt: skip


def test_money_left_follows_the_rules_over_generated_pasts(service: Service) -> None:
    # given people with pasts around the edges of fiscal years, and limits that change by date
    chance, seen, limits, items = random.Random(3), Counter[str](), [SEEDED, *LATER], cycle(EquipmentItem)
    kind = LimitKind.EQUIPMENT_PURCHASE
    store(service, [BenefitLimit(kind=kind, valid_from=limit.since, amount=limit.amount) for limit in LATER])
    for today in TODAYS:
        pasts, people = [past(chance, today) for _ in range(100)], enlist(service, 100)
        store(service, [row for person, one in zip(people, pasts, strict=True) for row in rows_of(person, one, items)])
        stand(service, today)

        # when
        answers = [node["equipment"] for node in ask_each(service, MONEY, people)]

        # then
        assert answers == [told(expected(one, limits, today)) for one in pasts]
        for one, answer in zip(pasts, answers, strict=True):
            seen.update(seen_in(one, answer, today))
    assert {name for name in SEEN if seen[name] < 10} == set()


def told(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the answer writes them."""
    return {name: value.isoformat() if isinstance(value, Day) else value for name, value in values.items()}


SPENT = (Purchase(Day(2025, 3, 31), Day(2025, 4, 20), 60_000), Purchase(Day(2025, 4, 1), Day(2025, 4, 1), 30_000))
AS_OF = {
    Day(2025, 3, 31): (2024, 40_000, 36_000),
    Day(2025, 4, 1): (2025, 70_000, 63_000),
    Day(2026, 3, 31): (2025, 70_000, 63_000),
    Day(2026, 4, 1): (2026, 100_000, 90_000),
}
"""Day -> fiscal year, cost left, benefit at 1割."""


def test_the_fiscal_year_ends_on_march_31(service: Service) -> None:
    # given 60,000 yen spent on the last day of one fiscal year and 30,000 on the first of the next
    (person,) = enlist(service, 1)
    held = holding("CARE_1", around=(Day(2024, 8, 1), Day(2026, 7, 31)))
    store(service, list(rows_of(person, Past(SPENT, held), cycle(EquipmentItem))))
    found = {}

    # when
    for day in AS_OF:
        stand(service, day)
        (node,) = ask_each(service, MONEY, [person])
        answer = node["equipment"]
        found[day] = (answer["fiscalYear"], answer["remainingBase"], answer["remainingBenefit"])

    # then
    assert found == AS_OF


def test_purchases_of_all_years_are_told_by_benefit_newest_first(service: Service) -> None:
    # given one item of each kind under each benefit, two of them on one day, and one that comes tomorrow
    (person,) = enlist(service, 1)
    days = [Day(2017 + number, 3, 31) for number in range(8)] + [Day(2024, 3, 31)]
    tomorrow = Purchase(Day(2025, 12, 16), Day(2025, 12, 17), 1)
    made = [
        purchase(person, Purchase(day, day, day.year), category, item)
        for category in BenefitCategory
        for day, item in zip(days, EquipmentItem, strict=True)
    ]
    made += [purchase(person, tomorrow, category, EquipmentItem.WALKER) for category in BenefitCategory]
    store(service, made)

    # when
    (node,) = ask_each(service, ITEMS, [person])

    # then the one entered last comes first
    items = [
        {
            "item": item,
            "itemLabel": ITEM_WORDS[item],
            "fiscalYear": day.year - 1,
            "suppliedOn": day.isoformat(),
            "paidOn": day.isoformat(),
            "cost": day.year,
        }
        for day, item in reversed(list(zip(days, ITEM_WORDS, strict=True)))
    ]
    assert node["equipment"] == {"carePurchases": items, "preventionPurchases": items}


ITEM_WORDS = {
    "COMMODE_SEAT": "腰掛便座",
    "AUTOMATIC_EXCRETION_PARTS": "自動排泄処理装置の交換可能部品",
    "EXCRETION_PREDICTOR": "排泄予測支援機器",
    "BATHING_AID": "入浴補助用具",
    "PORTABLE_BATHTUB": "簡易浴槽",
    "LIFT_SLING": "移動用リフトのつり具の部分",
    "FIXED_RAMP": "スロープ(固定用)",
    "WALKER": "歩行器(歩行車を除く)",
    "WALKING_STICK": "歩行補助つえ(松葉づえを除く単点杖・多点杖)",
}
"""The kinds of item, typed from domain.md section 9."""
