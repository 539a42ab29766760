"""Applications that are under way, as far as their age lets one expect."""

import datetime
import random

from models.codes.progress import (
    ApplicationKind,
    CertificationStatus,
    JudgementCategory,
    PostponementReason,
    StepStatus,
)
from seed.dates import TODAY, after
from seed.person import Person

KINDS = (ApplicationKind.RENEWAL, ApplicationKind.RENEWAL, ApplicationKind.CHANGE)
DONE, OPEN = StepStatus.DONE, StepStatus.NOT_STARTED
UNTOUCHED: dict[str, object] = {"survey_status": OPEN, "opinion_status": OPEN, "board_status": OPEN}


def enter_pending(person: Person, dice: random.Random) -> None:
    """Enter an application of the last six weeks."""
    age = dice.randrange(0, 44)
    applied = after(TODAY, -age)
    person.applied(applied_on=applied, application_kind=dice.choice(KINDS), **{**UNTOUCHED, **_state(applied, age)})


def _state(applied: datetime.date, age: int) -> dict[str, object]:
    if age < 4:
        return {"status": CertificationStatus.ACCEPTED}
    if age < 14:
        return {"status": CertificationStatus.SURVEYING, **_asked(applied)}
    if age < 22:
        return {"status": CertificationStatus.SURVEYING, **_asked(applied), **_surveyed(applied)}
    if age < 31:
        return {"status": CertificationStatus.AWAITING_BOARD, **_ready(applied)}
    if age < 38:
        return {"status": CertificationStatus.POSTPONED, **_ready(applied), **_postponed(applied)}
    return {"status": CertificationStatus.JUDGED, **_ready(applied), **_judged(applied)}


def _asked(applied: datetime.date) -> dict[str, object]:
    return {
        "survey_status": StepStatus.SCHEDULED,
        "survey_planned_on": after(applied, 13),
        "opinion_status": StepStatus.REQUESTED,
        "opinion_requested_on": after(applied, 2),
    }


def _surveyed(applied: datetime.date) -> dict[str, object]:
    return {"survey_status": DONE, "survey_planned_on": after(applied, 10), "survey_obtained_on": after(applied, 13)}


def _ready(applied: datetime.date) -> dict[str, object]:
    return {
        **_surveyed(applied),
        "opinion_status": DONE,
        "opinion_requested_on": after(applied, 2),
        "opinion_received_on": after(applied, 20),
        "board_status": StepStatus.SCHEDULED,
        "board_planned_on": after(applied, 40),
    }


def _postponed(applied: datetime.date) -> dict[str, object]:
    return {
        "postponed_on": after(applied, 30),
        "postponed_until": after(applied, 60),
        "postponement_reason": PostponementReason.BOARD_SCHEDULE,
    }


def _judged(applied: datetime.date) -> dict[str, object]:
    return {
        "board_status": DONE,
        "board_planned_on": after(applied, 37),
        "board_held_on": after(applied, 37),
        "judged_on": after(applied, 37),
        "judgement": JudgementCategory.CERTIFIED,
    }
