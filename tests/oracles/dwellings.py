"""Generated pasts of people who rise, fall, move, move back and renovate, and what each past is an example of."""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.oracles.crowd import some_day
from tests.oracles.housing import STEPS, Stay, Work, dwelling_on, reset_day, risen
from tests.oracles.means import Means, means

Day = datetime.date
DAY = datetime.timedelta(days=1)
ROADS: tuple[tuple[str, ...], ...] = (
    ("SUPPORT_1", "CARE_3"),
    ("SUPPORT_1", "CARE_5", "CARE_1"),
    ("SUPPORT_TRANSITIONAL", "CARE_2", "CARE_3"),
    ("SUPPORT_2", "CARE_4", "SUPPORT_2", "CARE_5"),
    ("CARE_1", "CARE_3", "CARE_4", "CARE_2"),
    ("CARE_2", "SUPPORT_1", "CARE_3"),
    ("CARE_1", "SUPPORT_1", "CARE_2", "CARE_3"),
    ("CARE_3", "SUPPORT_2", "CARE_4"),
    ("CARE_2", "CARE_5", "NOT_APPLICABLE"),
    ("CARE_3", "CARE_1", "CARE_5"),
)
"""How the level of need may go."""
COSTS = (1, 999, 33_333, 50_000, 99_999, 123_457, 150_000, 180_000, 200_000, 200_001, 250_000)


@dataclass(frozen=True)
class Past:
    """A person's past as of a day. `paid` has the day each work was paid."""

    today: Day
    levels: tuple[tuple[Day, str], ...]
    stays: tuple[Stay, ...]
    works: tuple[Work, ...]
    paid: tuple[Day, ...]
    means: Means


def past(chance: random.Random, today: Day) -> Past:
    """One past, some eight years long."""
    begin = today - 3000 * DAY
    levels = tuple(_levels(chance, begin, today))
    stays = tuple(_stays(chance, begin, today))
    works = tuple(_works(chance, levels, stays, today))
    paid = tuple(work.started_on + chance.choice((0, 1, 40, 300)) * DAY for work in works)
    return Past(today, levels, stays, works, paid, means(chance, levels, today))


def level_at(levels: Sequence[tuple[Day, str]], day: Day) -> str:
    """The level on a day."""
    return [level for since, level in levels if since <= day][-1]


def _levels(chance: random.Random, begin: Day, today: Day) -> Iterator[tuple[Day, str]]:
    road = chance.choice(ROADS) if chance.random() < 0.7 else tuple(chance.choices(list(STEPS), k=3))
    days = sorted({some_day(chance, begin + DAY, today) for _ in road[1:]})
    return zip((begin, *days), road, strict=False)


def _stays(chance: random.Random, begin: Day, today: Day) -> Iterator[Stay]:
    homes = chance.choice(((0,), (0,), (0,), (0, 1), (0, 1), (0, 1, 0), (0, 1, 0), (0, 1, 2, 0)))
    days = sorted({some_day(chance, begin + DAY, today) for _ in homes[1:]})
    return (Stay(home, day) for home, day in zip(homes, (begin, *days), strict=False))


def _works(
    chance: random.Random, levels: Sequence[tuple[Day, str]], stays: Sequence[Stay], today: Day
) -> Iterator[Work]:
    begin = levels[0][0]
    days = [some_day(chance, begin, today) for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 4, 5)))]
    days += [since for since, _ in levels] if chance.random() < 0.2 else []  # on the very days the level changed
    if days and chance.random() < 0.1:
        days.append(days[0])  # two on one day
    days += [today] if chance.random() < 0.05 else []
    days += [today + DAY] if chance.random() < 0.1 else []  # does not count yet
    for day in days:
        level, home = level_at(levels, day), dwelling_on(stays, day)
        if level in STEPS and home is not None:
            yield Work(home, day, level, chance.choice(COSTS))


def examples(one: Past) -> set[str]:
    """What this past is an example of."""
    home = dwelling_on(one.stays, one.today)
    begun = [work for work in one.works if work.started_on <= one.today]
    here = [work for work in begun if work.dwelling == home]
    found = {"starts tomorrow"} if len(begun) < len(one.works) else set()
    found |= {"moved"} if len(one.stays) > 1 else set()
    if home in {stay.dwelling for stay in one.stays[:-1]}:
        found.add("moved back")
    if any(work.dwelling != home for work in begun):
        found.add("spent elsewhere")
    if any(day > one.today for day in one.paid):
        found.add("paid later")
    return found | (_story(one, here) if here else {"nothing spent here"})


def _story(one: Past, here: Sequence[Work]) -> set[str]:
    first = min(here, key=lambda work: work.started_on)
    reset, level = reset_day(here), one.means.level_on(one.today)
    later = [at for since, at in one.levels if since > first.started_on]
    found = {"parts"} if len(here) > 1 else set()
    if reset is not None:
        after = [work for work in here if work.started_on >= reset]
        found |= {"reset", "reset" if risen(first.level, level) else "fallen after the reset"}
        found |= {"reset, then spent again"} if len(after) > 1 else set()
        found |= {"reset, moved back"} if len(one.stays) > 2 else set()
    elif risen(first.level, level):
        found.add("risen, not used")
    elif any(risen(first.level, at) for at in later):
        found.add("risen, not used, fallen")
    if any(_above_later(first, low, work) for low in here for work in here):
        found.add("three steps above a later level only")
    return found


def _above_later(first: Work, low: Work, work: Work) -> bool:
    in_order = first.started_on < low.started_on < work.started_on
    return in_order and risen(low.level, work.level) and not risen(first.level, work.level)
