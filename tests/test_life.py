"""照会用LIFE情報: the year of each scale, levels, points and totals, against tables typed from the rules."""

import datetime
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import inspect

from models.row import Row, month_number
from models.rows import BarthelRecord, CognitionRecord, DementiaRecord, DisabilityRecord
from tests.oracles import life
from tests.oracles.crowd import ACCOUNT, Person, ask_each, enlist, stand, store
from tests.oracles.filling import Filling
from tests.oracles.life import BARTHEL, COGNITION, DEMENTIA, DISABILITY, Month
from tests.oracles.spelling import snake
from tests.service import Service


def _items(scale: Iterable[str]) -> str:
    return " ".join(f"{item} {item}Label {item}Points" for item in scale)


LIFE = f"""
query Life($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Beneficiary {{ life {{
  disabilityAutonomy {{ month registeredOn level levelLabel }}
  dementiaAutonomy {{ month registeredOn level levelLabel }}
  barthelIndex {{ month registeredOn totalPoints {_items(BARTHEL)} }}
  cognition {{ month registeredOn totalPoints {_items(COGNITION)} }}
}} }} }} }}
"""
ICHIRO = """
{ beneficiaries(search: "1200000110") { edges { node { name life {
  barthelIndex { month feeding feedingLabel feedingPoints transferPoints }
} } } } }
"""

SCALES: dict[str, type[Row]] = {
    "disabilityAutonomy": DisabilityRecord,
    "dementiaAutonomy": DementiaRecord,
    "barthelIndex": BarthelRecord,
    "cognition": CognitionRecord,
}
AGO = (0, 1, 2, 5, 10, 11, 12, 13, 23, 24, 30)
"""Months before the newest one. 11 months ago is the first shown, 12 is not."""


def months(chance: random.Random) -> list[Month]:
    """The months someone has records for, in any order; none for some."""
    newest = month_number(chance.randint(2019, 2026), chance.randint(1, 12))
    often = chance.choice((0, 0.5, 0.5, 0.5, 0.9))
    found = [newest - ago for ago in AGO if ago == 0 or chance.random() < often]
    found = [] if chance.random() < 0.1 else found
    chance.shuffle(found)
    return [(number // 12, number % 12 + 1) for number in found]


def records(filling: Filling, scale: type[Row], person: Person, recorded: Iterable[Month]) -> list[Any]:
    """Records with any levels; some months were registered years later."""
    return [
        filling.row(
            scale,
            {
                "beneficiary_key": person.key,
                "month": month_number(*month),
                "registered_on": datetime.date(month[0] + filling.chance.choice((0, 0, 3)), month[1], 10),
            },
        )
        for month in recorded
    ]


def told(field: str, record: Any) -> dict[str, Any]:
    """A record as the rules have it told."""
    head = {
        "month": f"{record.month // 12:04}-{record.month % 12 + 1:02}",
        "registeredOn": record.registered_on.isoformat(),
    }
    if field == "disabilityAutonomy":
        return head | {"level": record.level.name, "levelLabel": DISABILITY[record.level.name]}
    if field == "dementiaAutonomy":
        return head | {"level": record.level.name, "levelLabel": DEMENTIA[record.level.name]}
    return head | scored(BARTHEL if field == "barthelIndex" else COGNITION, record)


def scored(scale: Mapping[str, Mapping[str, tuple[str, int]]], record: Any) -> dict[str, Any]:
    """Level, word and points of each item, and their total."""
    levels = {item: getattr(record, snake(item)).name for item in scale}
    found: dict[str, Any] = {"totalPoints": sum(scale[item][level][1] for item, level in levels.items())}
    for item, level in levels.items():
        word, points = scale[item][level]
        found |= {item: level, f"{item}Label": word, f"{item}Points": points}
    return found


def test_each_scale_shows_the_year_that_ends_with_its_newest_record(service: Service) -> None:
    # given people with records of their own months on each scale, 12 months back and more
    chance, filling = random.Random(11), Filling(11)
    people = enlist(service, 100)
    pasts = {(person, field): months(chance) for person in people for field in SCALES}
    made = {past: records(filling, SCALES[past[1]], past[0], recorded) for past, recorded in pasts.items()}
    expected = [{field: year(field, made[person, field]) for field in SCALES} for person in people]
    store(service, [record for recorded in made.values() for record in recorded])

    # when, whatever the clock says
    stand(service, datetime.date(2026, 12, 31))
    nodes = ask_each(service, LIFE, people)

    # then
    assert [node["life"] for node in nodes] == expected
    seen = Counter(example for recorded in pasts.values() for example in examples(recorded))
    assert {name for name in EXAMPLES if seen[name] < 10} == set()
    assert levels_told(nodes) == ALL_LEVELS


EXAMPLES = ("nothing", "one month", "eleven months back", "twelve months back", "a month without data")


def examples(recorded: list[Month]) -> set[str]:
    """What the months of a scale are an example of."""
    back = {month_number(*max(recorded)) - month_number(*month) for month in recorded}
    found = {("nothing", "one month")[len(back)]} if len(back) < 2 else {"a month without data"}
    found |= {"eleven months back"} if 11 in back else set()
    return found | ({"twelve months back"} if 12 in back else set())


def year(field: str, recorded: list[Any]) -> list[dict[str, Any]]:
    """The records shown, oldest first."""
    by_month = {(record.month // 12, record.month % 12 + 1): record for record in recorded}
    return [told(field, by_month[month]) for month in life.window(by_month)]


ALL_LEVELS = (
    {("disabilityAutonomy", "level", level) for level in DISABILITY}
    | {("dementiaAutonomy", "level", level) for level in DEMENTIA}
    | {("barthelIndex", item, level) for item, levels in BARTHEL.items() for level in levels}
    | {("cognition", item, level) for item, levels in COGNITION.items() for level in levels}
)


def levels_told(nodes: Iterable[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """Every level of every item that came by."""
    told_records = ((field, record) for node in nodes for field, found in node["life"].items() for record in found)
    return {
        (field, item, level)
        for field, record in told_records
        for item, level in record.items()
        if f"{item}Label" in record
    }


def test_points_reach_from_the_worst_to_the_best(service: Service) -> None:
    # given one person at the best level of everything, one at the worst
    best, worst = enlist(service, 2)
    levels = {"barthelIndex": BARTHEL, "cognition": COGNITION}
    with service.rows() as rows:
        for person, place in ((best, 0), (worst, -1)):
            for field, scale in levels.items():
                chosen = {snake(item): list(options)[place] for item, options in scale.items()}
                rows.add(extreme(SCALES[field], person, chosen))
        rows.commit()

    # when
    nodes = ask_each(service, LIFE, [best, worst])

    # then
    totals = [[node["life"][field][0]["totalPoints"] for field in levels] for node in nodes]
    assert totals == [[100, 35], [0, 7]]


def extreme(scale: type[Row], person: Person, levels: Mapping[str, str]) -> Row:
    """A record with these levels, by name."""
    columns = inspect(scale).columns
    chosen = {item: columns[item].type.enum_class[level] for item, level in levels.items()}
    head = {"beneficiary_key": person.key, "month": month_number(2025, 1), "registered_on": datetime.date(2025, 1, 10)}
    return scale(**head, **chosen)


def test_ichiro_has_february_to_december_2025(service: Service) -> None:
    # when
    (edge,) = service.ask(ACCOUNT, ICHIRO).data["beneficiaries"]["edges"]

    # then January has nothing, and what was before the year is not shown
    assert edge["node"]["name"] == "介護 一郎"
    assert edge["node"]["life"]["barthelIndex"] == [
        {
            "month": f"2025-{month:02}",
            "feeding": "TOTAL",
            "feedingLabel": "全介助",
            "feedingPoints": 0,
            "transferPoints": 5,
        }
        for month in range(2, 13)
    ]
