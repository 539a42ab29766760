"""An application for certification that has gone all the way, from which all others are told by what differs."""

import datetime

from models.codes.progress import ApplicationKind, CertificationStatus, JudgementCategory, StepStatus
from seed.dates import after
from seed.person import Person


def certified(person: Person, applied: datetime.date, **otherwise: object) -> int:
    """Apply and be certified, five weeks later."""
    ordinary = {
        "status": CertificationStatus.CERTIFIED,
        "applied_on": applied,
        "application_kind": ApplicationKind.RENEWAL,
        "survey_planned_on": after(applied, 10),
        "survey_obtained_on": after(applied, 14),
        "survey_status": StepStatus.DONE,
        "opinion_requested_on": after(applied, 2),
        "opinion_received_on": after(applied, 19),
        "opinion_status": StepStatus.DONE,
        "board_planned_on": after(applied, 36),
        "board_held_on": after(applied, 36),
        "board_status": StepStatus.DONE,
        "judged_on": after(applied, 36),
        "judgement": JudgementCategory.CERTIFIED,
        "certified_on": after(applied, 37),
    }
    return person.applied(**{**ordinary, **otherwise})
