"""People with regular, irregular and missing LIFE records, and with every level of every scale."""

from models import rows
from models.codes.care import DementiaAutonomy, DisabilityAutonomy
from seed.life import BARTHEL, COGNITION
from seed.person import Person
from seed.stories.story import Story, assessed, nothing

BARTHEL_RECORD, COGNITION_RECORD = rows.BarthelRecord, rows.CognitionRecord

QUARTERS = ((2024, 9), (2024, 12), (2025, 3), (2025, 6), (2025, 9), (2025, 12))
THIRTEEN = ((2024, 12), *((2025, month) for month in range(1, 13)))


def _at(*months: tuple[int, int]) -> Story:
    return Story({"life": lambda person: assessed(person, *months)})


def _scales_apart(person: Person) -> None:
    """Each scale has a newest month of its own, so each has a year of its own."""
    assessed(person, (2024, 3), (2025, 2), scales=(rows.DisabilityRecord,))
    assessed(person, (2024, 6), (2024, 7), (2025, 6), scales=(rows.DementiaRecord,))
    assessed(person, (2024, 11), (2024, 12), (2025, 11), scales=(BARTHEL_RECORD,))
    assessed(person, (2025, 12), scales=(COGNITION_RECORD,))


def _one_scale(person: Person) -> None:
    assessed(person, (2025, 11), (2025, 12), scales=(BARTHEL_RECORD,))


def _levels(place: int) -> Story:
    """The levels at one place of every scale; shorter scales begin anew."""

    def tell(person: Person) -> None:
        dementia = tuple(DementiaAutonomy)
        person.assessed(rows.DisabilityRecord, 2025, 11, level=tuple(DisabilityAutonomy)[place])
        person.assessed(rows.DementiaRecord, 2025, 11, level=dementia[place % len(dementia)])
        barthel = {item: levels[place % len(levels)] for item, levels in BARTHEL.items()}
        person.assessed(BARTHEL_RECORD, 2025, 11, **barthel)
        cognition = {item: levels[place % len(levels)] for item, levels in COGNITION.items()}
        person.assessed(COGNITION_RECORD, 2025, 11, **cognition)

    return Story({"life": tell})


STORIES: dict[str, Story] = {
    "life-none": Story({"life": nothing}),
    "life-single-month": _at((2025, 8)),
    "life-quarterly": _at(*QUARTERS),
    "life-thirteen-months": _at(*THIRTEEN),
    "life-two-years": _at(*((2024, month) for month in range(1, 13)), *((2025, month) for month in range(1, 13))),
    "life-long-ago": _at((2023, 2), (2023, 5), (2024, 1)),
    "life-scales-apart": Story({"life": _scales_apart}),
    "life-one-scale": Story({"life": _one_scale}),
    **{f"life-levels-{place + 1}": _levels(place) for place in range(len(DisabilityAutonomy))},
}
