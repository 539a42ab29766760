"""The certification clock in plain Python: thirty days, what moves them, and what an application waits for."""

import datetime
from typing import Any

from models.codes.progress import CertificationStatus, JudgementCategory, StepStatus
from models.rows import Progress
from tests.oracles.era import era

Day = datetime.date
ENDS = {"CERTIFIED", "REJECTED", "WITHDRAWN", "NOT_CERTIFIED"}
LABELS = {
    "SURVEY": "認定調査",
    "OPINION": "主治医意見書",
    "SURVEY_AND_OPINION": "認定調査と主治医意見書",
    "BOARD": "認定審査会",
    "CERTIFICATION": "要介護認定",
}
WORDS = {
    "SURVEY": "認定調査の結果が届くのを待っています。",
    "OPINION": "主治医意見書が届くのを待っています。",
    "SURVEY_AND_OPINION": "認定調査の結果と主治医意見書が届くのを待っています。",
    "BOARD": "認定審査会の審査を待っています。",
    "CERTIFICATION": "審査が終わり、市町村の認定を待っています。",
}
FIELDS = """
elapsedDays statutoryDueOn statutoryDueOnEra dueOn dueOnEra daysLeft overdue postponed
waitsFor waitsForLabel waitsSince waitsSinceEra waitingDays explanation
"""


def told(row: Progress, today: Day) -> dict[str, Any]:
    """What the clock says of an application on a day."""
    over, ended_on = ended(row)
    statutory = row.applied_on + datetime.timedelta(days=30)
    postponed = row.postponed_on is not None and row.postponed_on <= today
    due = row.postponed_until if postponed and row.postponed_until is not None else statutory
    step, since = (None, None) if over else waits(row)
    until = ended_on if over else today
    return {
        "elapsedDays": None if until is None else (until - row.applied_on).days,
        "statutoryDueOn": statutory.isoformat(),
        "statutoryDueOnEra": era(statutory),
        "dueOn": due.isoformat(),
        "dueOnEra": era(due),
        "daysLeft": None if over else (due - today).days,
        "overdue": not over and today > due,
        "postponed": postponed,
        "waitsFor": step,
        "waitsForLabel": LABELS[step] if step else None,
        "waitsSince": since.isoformat() if since else None,
        "waitsSinceEra": era(since) if since else None,
        "waitingDays": (today - since).days if since else None,
        "explanation": WORDS[step] if step else None,
    }


def ended(row: Progress) -> tuple[bool, Day | None]:
    """Whether an application is over, and since when."""
    day = row.certified_on if row.certified_on is not None else row.closed_on
    return day is not None or CertificationStatus(row.status).name in ENDS, day


def waits(row: Progress) -> tuple[str, Day]:
    """What an application that is not over waits for, and since when."""
    survey, opinion, board = (
        status is StepStatus.DONE for status in (row.survey_status, row.opinion_status, row.board_status)
    )
    again = row.judgement is JudgementCategory.REINVESTIGATION
    if not survey and not opinion:
        return "SURVEY_AND_OPINION", (row.judged_on if again else None) or row.applied_on
    if not opinion:
        return "OPINION", row.opinion_requested_on or row.applied_on
    if again:
        return "SURVEY", row.judged_on or row.applied_on
    if not survey:
        return "SURVEY", row.applied_on
    if row.judgement in (JudgementCategory.RE_REVIEW, JudgementCategory.NOT_REVIEWED):
        return "BOARD", row.judged_on or row.applied_on
    if not board:
        both = [day for day in (row.survey_obtained_on, row.opinion_received_on) if day is not None]
        return "BOARD", max(both, default=row.applied_on)
    return "CERTIFICATION", row.judged_on or row.board_held_on or row.applied_on
