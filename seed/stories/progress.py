"""People at each stage of an application: every status, every state of each step, every kind, every reason."""

import datetime
from collections.abc import Mapping

from models import rows
from models.codes.beneficiary import EligibilityLoss
from models.codes.care import CareLevel
from models.codes.opinion import ClaimCategory, OpinionTargetStatus
from models.codes.progress import (
    ApplicationKind,
    CertificationStatus,
    JudgementCategory,
    PostponementReason,
    ProgressStep,
    StepStatus,
)
from models.row import JST
from seed.dates import day
from seed.invoice import ACCEPTED, DRAFT, RETURNED, SENT, WITHDRAWN, claimed, draft
from seed.offices import At
from seed.opinion_target import enter_target
from seed.opinion_version import enter_draft, enter_letter, enter_sent
from seed.person import Person
from seed.progress import certified
from seed.stories.story import Part, Story, need_of, nothing

NEW, RENEWAL, CHANGE = ApplicationKind.NEW, ApplicationKind.RENEWAL, ApplicationKind.CHANGE
SURVEYING, AWAITING = CertificationStatus.SURVEYING, CertificationStatus.AWAITING_BOARD
OPEN, ASKED, PLANNED = StepStatus.NOT_STARTED, StepStatus.REQUESTED, StepStatus.SCHEDULED
DONE, LATE = StepStatus.DONE, StepStatus.POSTPONED

Step = tuple[StepStatus, str | None, str | None]
"""Its state, the day it is planned or was asked for, and the day it was done."""

ARRIVES = {
    "applied_on": ProgressStep.APPLICATION,
    "survey_obtained_on": ProgressStep.SURVEY,
    "opinion_received_on": ProgressStep.OPINION,
    "board_held_on": ProgressStep.BOARD,
    "judged_on": ProgressStep.JUDGEMENT,
    "certified_on": ProgressStep.DECISION,
    "closed_on": ProgressStep.DECISION,
    "postponed_on": ProgressStep.POSTPONEMENT,
}
EVENING = datetime.time(18)

NOT_YET: Step = (OPEN, None, None)
SURVEYED: Step = (DONE, "2025-11-26", "2025-11-28")
EXAMINED: Step = (DONE, "2025-11-18", "2025-12-02")
WRITTEN = ("2025-11-18", "2025-11-28")
"""When the opinion of EXAMINED was asked for, and when it was written: four days before it came."""
REVIEWED: Step = (DONE, "2025-12-09", "2025-12-09")


def applying(
    status: CertificationStatus,
    kind: ApplicationKind = RENEWAL,
    survey: Step = NOT_YET,
    opinion: Step = NOT_YET,
    board: Step = NOT_YET,
    **otherwise: object,
) -> Part:
    """Have an application of 17 November, come so far."""

    def tell(person: Person) -> None:
        told = {
            "status": status,
            "applied_on": day("2025-11-17"),
            "application_kind": kind,
            **_step("survey", "planned", "obtained", survey),
            **_step("opinion", "requested", "received", opinion),
            **_step("board", "planned", "held", board),
            **otherwise,
        }
        _moved(person, person.applied(**told), told)

    return tell


def _moved(person: Person, application: int, told: Mapping[str, object]) -> None:
    """Have each step that was taken arrive in the evening of its day."""
    for name, step in ARRIVES.items():
        on = told.get(name)
        if isinstance(on, datetime.date):
            at = datetime.datetime.combine(on, EVENING, JST)
            person.book.add(rows.ProgressMove, progress_key=application, step=step, at=at)


def _step(name: str, first: str, second: str, step: Step) -> dict[str, object]:
    state, before, done = step
    return {
        f"{name}_status": state,
        f"{name}_{first}_on": day(before) if before else None,
        f"{name}_{second}_on": day(done) if done else None,
    }


def _first_time(person: Person) -> None:
    person.holds(rows.InsuredCertificate, issued_on=day("2025-11-17"))


def _pending(part: Part, opinion: Part = nothing) -> Story:
    return Story({"application": part, "opinion": opinion})


def _first(part: Part) -> Story:
    return Story({"insured": _first_time, "certification": part})


def _judged(judgement: JudgementCategory, **otherwise: object) -> Story:
    status = CertificationStatus.JUDGED
    judged = {"judged_on": day("2025-12-09"), "judgement": judgement, **otherwise}
    return _pending(applying(status, CHANGE, SURVEYED, EXAMINED, REVIEWED, **judged))


def _postponed(reason: PostponementReason, survey: Step, opinion: Step, board: Step, target: Part = nothing) -> Story:
    told = {
        "applied_on": day("2025-11-05"),
        "postponed_on": day("2025-12-04"),
        "postponed_until": day("2026-01-05"),
        "postponement_reason": reason,
    }
    return _pending(applying(CertificationStatus.POSTPONED, RENEWAL, survey, opinion, board, **told), target)


def _sent_and_drafted(person: Person) -> None:
    """The opinion of a letter has been sent, and its invoice begun."""
    enter_letter(person, need_of(person), "2025-11-07", "2025-12-08")
    draft(person, "2025-12-08")


def _twice_on_a_day(person: Person) -> None:
    withdrawn = applying(CertificationStatus.WITHDRAWN, CHANGE, closed_on=day("2025-11-17"))
    withdrawn(person)
    applying(CertificationStatus.ACCEPTED, RENEWAL)(person)


def _not_certified(person: Person) -> None:
    certified(
        person,
        day("2025-10-06"),
        application_kind=NEW,
        status=CertificationStatus.NOT_CERTIFIED,
        judgement=JudgementCategory.NOT_APPLICABLE,
    )


def _by_office(person: Person) -> None:
    certified(person, day("2025-02-10"), application_kind=ApplicationKind.EX_OFFICIO)


STORIES: dict[str, Story] = {
    "progress-none": Story({"certification": nothing}),
    "progress-accepted": _first(applying(CertificationStatus.ACCEPTED, NEW)),
    "progress-survey-requested": _pending(
        applying(SURVEYING, survey=(ASKED, None, None), opinion=(ASKED, "2025-11-19", None)),
        lambda person: enter_target(person, "2025-11-19", status=OpinionTargetStatus.REQUESTED),
    ),
    "progress-survey-scheduled": _first(
        applying(SURVEYING, ApplicationKind.TRANSFER_IN, survey=(PLANNED, "2025-12-18", None))
    ),
    "progress-survey-postponed": _pending(
        applying(SURVEYING, CHANGE, survey=(LATE, "2025-12-10", None), opinion=EXAMINED)
    ),
    "progress-opinion-scheduled": _pending(
        applying(SURVEYING, survey=SURVEYED, opinion=(PLANNED, "2025-11-18", None)),
        lambda person: enter_draft(person, need_of(person), enter_target(person, "2025-11-18"), "2025-12-12"),
    ),
    "progress-opinion-postponed": _pending(
        applying(SURVEYING, survey=SURVEYED, opinion=(LATE, "2025-11-18", None)),
        lambda person: enter_target(person, "2025-11-18", At.HOSPITAL),
    ),
    "progress-board-not-started": _pending(
        applying(AWAITING, RENEWAL, SURVEYED, EXAMINED),
        lambda person: enter_sent(person, need_of(person), *WRITTEN),
    ),
    "progress-board-requested": _pending(
        applying(AWAITING, RENEWAL, SURVEYED, EXAMINED, (ASKED, None, None)),
        lambda person: enter_sent(person, need_of(person), *WRITTEN, corrected=True),
    ),
    "progress-board-scheduled": _pending(
        applying(AWAITING, RENEWAL, SURVEYED, EXAMINED, (PLANNED, "2025-12-22", None)),
        lambda person: enter_sent(person, need_of(person), *WRITTEN, shared=False),
    ),
    "progress-board-today": _pending(
        applying(AWAITING, RENEWAL, SURVEYED, EXAMINED, (PLANNED, "2025-12-15", None)),
        claimed(RETURNED, category=ClaimCategory.FACILITY_NEW),
    ),
    "progress-board-postponed": _pending(
        applying(AWAITING, RENEWAL, SURVEYED, EXAMINED, (LATE, "2025-12-09", None)),
        claimed(WITHDRAWN, DRAFT, category=ClaimCategory.HOME_CONTINUED),
    ),
    "progress-board-held": _pending(
        applying(AWAITING, RENEWAL, SURVEYED, EXAMINED, REVIEWED),
        claimed(ACCEPTED, category=ClaimCategory.FACILITY_CONTINUED),
    ),
    "progress-judged": _judged(JudgementCategory.CERTIFIED),
    "progress-judged-not-applicable": _judged(JudgementCategory.NOT_APPLICABLE),
    "progress-not-reviewed": _judged(JudgementCategory.NOT_REVIEWED),
    "progress-re-review": _judged(JudgementCategory.RE_REVIEW),
    "progress-reinvestigation": _judged(JudgementCategory.REINVESTIGATION),
    "progress-certified": Story(),
    "progress-ex-officio": Story({"certification": _by_office}),
    "progress-not-certified": Story(
        {"insured": _first_time, "certification": _not_certified}, level=CareLevel.NOT_APPLICABLE
    ),
    "progress-rejected": _pending(
        applying(CertificationStatus.REJECTED, CHANGE, SURVEYED, EXAMINED, REVIEWED, closed_on=day("2025-12-10"))
    ),
    "progress-withdrawn": _pending(applying(CertificationStatus.WITHDRAWN, CHANGE, closed_on=day("2025-11-21"))),
    "progress-withdrawn-by-death": Story(
        {
            "application": applying(
                CertificationStatus.WITHDRAWN,
                ApplicationKind.ELIGIBILITY_LOSS,
                SURVEYED,
                closed_on=day("2025-12-08"),
            )
        },
        columns={"eligibility_lost_on": day("2025-12-07"), "eligibility_loss": EligibilityLoss.DEATH},
    ),
    "progress-postponed-by-survey": _postponed(
        PostponementReason.SURVEY_DELAY, (PLANNED, "2025-12-17", None), (ASKED, "2025-11-07", None), NOT_YET
    ),
    "progress-postponed-by-opinion": _postponed(
        PostponementReason.OPINION_DELAY,
        SURVEYED,
        (ASKED, "2025-11-07", None),
        NOT_YET,
        _sent_and_drafted,
    ),
    "progress-postponed-by-board": _postponed(
        PostponementReason.BOARD_SCHEDULE,
        SURVEYED,
        EXAMINED,
        (PLANNED, "2025-12-25", None),
        claimed(SENT, category=ClaimCategory.HOME_NEW, examined=True),
    ),
    "progress-postponed-otherwise": _postponed(PostponementReason.OTHER, SURVEYED, EXAMINED, NOT_YET),
    "progress-twice-on-a-day": Story({"application": _twice_on_a_day}),
}
