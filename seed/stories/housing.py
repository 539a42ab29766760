"""People with every state of the money for home modification and for welfare equipment."""

from collections.abc import Sequence

from models.codes.care import CareLevel
from models.codes.housing import EquipmentItem, RenovationKind
from seed.person import Person
from seed.stories.story import Part, Story, insured, nothing

SUPPORT_1, CARE_1, CARE_3, CARE_5 = CareLevel.SUPPORT_1, CareLevel.CARE_1, CareLevel.CARE_3, CareLevel.CARE_5

NOW = 2025
"""The year whose April the ordinary certificate begins in."""

Work = tuple[str, CareLevel, int]
"""Start, level of that day, cost."""


def _works(*works: Work) -> Part:
    def tell(person: Person) -> None:
        dwelling = person.lives_at(person.home.address, "1992-04-01")
        for started, level, cost in works:
            person.renovates(dwelling, started, level, cost)

    return tell


def _story(level: CareLevel, *works: Work, risen: tuple[int, CareLevel] | None = None) -> Story:
    """Works, each at the level certified in April of its year; `risen` is a year with a level but without works."""
    years = [(int(started[:4]), then) for started, then, _cost in works] + ([risen] if risen else [])
    return Story({"insured": _certified(years), "home": _works(*works)}, level=level)


def _certified(years: Sequence[tuple[int, CareLevel]]) -> Part:
    def tell(person: Person) -> None:
        for year, level in sorted(years, key=lambda entry: entry[0]):
            if year < NOW:
                person.insured(f"{year}-04-01", f"{min(year + 2, NOW)}-03-31", level)
        insured(person)

    return tell


def _moved(person: Person) -> None:
    before = person.lives_at("見本市南野一丁目9番9号", "1992-04-01")
    person.renovates(before, "2022-05-09", person.level, 180_000, RenovationKind.FLOOR_MATERIAL)
    now = person.lives_at(person.home.address, "2025-06-01")
    person.renovates(now, "2025-07-01", person.level, 30_000)


def _moved_back(person: Person) -> None:
    first = person.lives_at(person.home.address, "1992-04-01")
    person.renovates(first, "2021-05-10", person.level, 120_000)
    second = person.lives_at("見本市北原三丁目2番8号", "2023-04-01")
    person.renovates(second, "2023-06-05", person.level, 90_000)
    person.moves_to(first, "2025-04-01")


def _moves_tomorrow(person: Person) -> None:
    now = person.lives_at(person.home.address, "1992-04-01")
    person.renovates(now, "2024-05-13", person.level, 200_000)
    person.lives_at("見本市城山二丁目4番6号", "2025-12-16")


def _all_kinds(person: Person) -> None:
    dwelling = person.lives_at(person.home.address, "1992-04-01")
    person.renovates(dwelling, "2024-05-13", person.level, 160_000, *RenovationKind)


def _starts_tomorrow(person: Person) -> None:
    dwelling = person.lives_at(person.home.address, "1992-04-01")
    person.renovates(dwelling, "2025-12-16", person.level, 70_000)


def _bought(*purchases: tuple[EquipmentItem, str, int], level: CareLevel | None = None) -> Story:
    def tell(person: Person) -> None:
        for item, supplied, cost in purchases:
            person.buys(item, supplied, cost)

    return Story({"equipment": tell}, level=level)


SOLD_IN = (2017, 2018, 2022, 2019, 2020, 2021, 2024, 2024, 2024)
"""A year for each kind of item, none before it was admitted."""

SEAT, BATH, STICK = EquipmentItem.COMMODE_SEAT, EquipmentItem.BATHING_AID, EquipmentItem.WALKING_STICK

STORIES: dict[str, Story] = {
    "housing-none": _story(CARE_1),
    "housing-no-dwelling": Story({"home": nothing}),
    "housing-partly-used": _story(SUPPORT_1, ("2024-04-15", SUPPORT_1, 150_000)),
    "housing-used-up": _story(CARE_1, ("2024-04-15", CARE_1, 200_000)),
    "housing-over-limit": _story(CARE_1, ("2024-04-15", CARE_1, 250_000)),
    "housing-reset-used": _story(CARE_3, ("2022-04-11", SUPPORT_1, 150_000), ("2025-05-12", CARE_3, 60_000)),
    "housing-reset-unused": _story(CARE_3, ("2022-04-11", SUPPORT_1, 150_000)),
    "housing-two-steps-only": _story(CARE_3, ("2022-04-11", CARE_1, 150_000)),
    "housing-reset-lost": _story(CARE_1, ("2020-04-13", SUPPORT_1, 150_000), risen=(2022, CARE_3)),
    "housing-reset-once": _story(
        CARE_5,
        ("2019-04-15", SUPPORT_1, 150_000),
        ("2022-04-11", CARE_3, 120_000),
        ("2025-05-12", CARE_5, 50_000),
    ),
    "housing-reset-then-fallen": _story(
        CARE_1, ("2019-04-15", SUPPORT_1, 200_000), ("2022-04-11", CARE_3, 40_000), ("2025-05-12", CARE_1, 30_000)
    ),
    "housing-moved": Story({"home": _moved}),
    "housing-moved-back": Story({"home": _moved_back}),
    "housing-moves-tomorrow": Story({"home": _moves_tomorrow}),
    "housing-all-kinds": Story({"home": _all_kinds}),
    "housing-starts-tomorrow": Story({"home": _starts_tomorrow}),
    "equipment-none": Story({"equipment": nothing}),
    "equipment-this-year": _bought((BATH, "2025-04-01", 40_000)),
    "equipment-last-year": _bought((BATH, "2025-03-31", 60_000)),
    "equipment-both-years": _bought((SEAT, "2025-03-31", 60_000), (BATH, "2025-04-01", 40_000)),
    "equipment-over-limit": _bought((SEAT, "2025-05-20", 85_000), (BATH, "2025-09-09", 40_000)),
    "equipment-preventive": _bought((STICK, "2025-05-20", 12_000), level=SUPPORT_1),
    "equipment-supplied-tomorrow": _bought((BATH, "2025-12-16", 30_000)),
    "equipment-all-items": _bought(
        *((item, f"{year}-06-15", 10_000) for item, year in zip(EquipmentItem, SOLD_IN, strict=True))
    ),
}
