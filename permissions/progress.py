"""Everything that can be wrong with an application a municipality's system tells of (進捗; domain.md section 4.2)."""

import datetime

from models.codes.progress import CertificationStatus, StepStatus
from models.progress import Progress
from permissions.faults import Fault
from permissions.fed import Values, Wrong, columns_said, faults_at, needs, order, past, plain, without

COLUMNS = columns_said(Progress)
STEPS = {
    "survey": ("survey_planned_on", "survey_obtained_on"),
    "opinion": ("opinion_requested_on", "opinion_received_on"),
    "board": ("board_planned_on", "board_held_on"),
}
"""Each step's day before it is done, and that on which it was."""
JUDGEMENT = ("judged_on", "judgement")
POSTPONEMENT = ("postponed_on", "postponed_until", "postponement_reason")
DONE = ("survey_obtained_on", "opinion_requested_on", "opinion_received_on", "board_held_on", "judged_on")
ENDS = ("certified_on", "closed_on", "postponed_on")
DECIDED = (CertificationStatus.CERTIFIED, CertificationStatus.NOT_CERTIFIED)
POSTPONED = (CertificationStatus.POSTPONED,)
CLOSED = (CertificationStatus.REJECTED, CertificationStatus.WITHDRAWN)


def progress_faults(values: Values, today: datetime.date, where: tuple[str, ...]) -> list[Fault]:
    """Everything that is wrong with an application as it stands; `where` leads to it in the input.

    Codes: those of permissions/fed.py.
    """
    return faults_at(where, plain(COLUMNS, values), _days(values, today), _steps(values), _state(values))


def _days(values: Values, today: datetime.date) -> Wrong:
    """Nothing is done before the application or in days to come."""
    yield from past(values, today, "applied_on", *DONE, *ENDS)
    for name in (*DONE, "survey_planned_on", "board_planned_on", *ENDS):
        yield from order(values, "applied_on", name)
    yield from order(values, "opinion_requested_on", "opinion_received_on")
    yield from order(values, "board_held_on", "judged_on")
    yield from order(values, "judged_on", "certified_on")
    yield from order(values, "postponed_on", "postponed_until")


def _steps(values: Values) -> Wrong:
    """A step is done where its result has come, and then alone."""
    for name, (before, done) in STEPS.items():
        match values.get(f"{name}_status"):
            case StepStatus.DONE:
                yield from needs(values, done)
            case StepStatus.NOT_STARTED:
                yield from without(values, before, done)
            case _:
                yield from without(values, done)


def _state(values: Values) -> Wrong:
    """What the whole application's state asks for, and what it excludes."""
    status = values.get("status")
    yield from (needs if status in DECIDED else without)(values, "certified_on")
    yield from (needs if status in CLOSED else without)(values, "closed_on")
    for names, states in ((JUDGEMENT, (CertificationStatus.JUDGED, *DECIDED)), (POSTPONEMENT, POSTPONED)):
        if status in states or any(values.get(name) is not None for name in names):
            yield from needs(values, *names)
