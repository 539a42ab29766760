"""Plausible LIFE records on the four scales."""

from models import rows
from models.codes.life import BARTHEL_POINTS
from models.row import Row
from seed.answers import Need, options
from seed.person import Person

SCALES: tuple[type[Row], ...] = (
    rows.DisabilityRecord,
    rows.DementiaRecord,
    rows.BarthelRecord,
    rows.CognitionRecord,
)
BARTHEL = {item: tuple(levels) for item, levels in BARTHEL_POINTS.items()}
COGNITION = {
    item: options(rows.CognitionRecord, item)
    for item in (
        "things_placed",
        "events_remembered",
        "orientation",
        "conversation",
        "medication",
        "dressing",
        "appliances",
    )
}


def levels(scale: type[Row], need: Need) -> dict[str, object]:
    """A record's levels on one scale."""
    if scale is rows.DisabilityRecord:
        return {"level": need.disability}
    if scale is rows.DementiaRecord:
        return {"level": need.dementia}
    if scale is rows.BarthelRecord:
        return {item: need.pick(choices, need.body) for item, choices in BARTHEL.items()}
    return {item: need.pick(choices, need.mind) for item, choices in COGNITION.items()}


def assess(person: Person, year: int, month: int, need: Need, *scales: type[Row]) -> None:
    """Enter a month on these scales, or on all four."""
    for scale in scales or SCALES:
        person.assessed(scale, year, month, **levels(scale, need))
