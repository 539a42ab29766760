"""What a municipality says of something that was sent to it: accepted, or returned with reasons (S63)."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from permissions.faults import Fault
from permissions.filing import LONGEST_TEXT
from permissions.text import is_text

MOST_REASONS = 20
REASONS = ("input", "reasons")


@dataclass(frozen=True)
class Answer:
    """What the municipality says; `received_on` (受付日) is today where it is left out."""

    accepted: bool
    reasons: Sequence[str]
    received_on: datetime.date | None


def wrong(answer: Answer, sent_on: datetime.date, today: datetime.date) -> Iterator[Fault]:
    """Everything that is wrong with an answer to what was sent on this day."""
    if answer.accepted and answer.reasons:
        yield Fault("REASONS_NOT_ALLOWED", "理由は、差し戻すときだけ入力してください。", REASONS)
    if not answer.accepted and not 1 <= len(answer.reasons) <= MOST_REASONS:
        yield Fault("REASONS_MISSING", f"差し戻す理由を、1件から{MOST_REASONS}件まで入力してください。", REASONS)
    for place, reason in enumerate(answer.reasons[:MOST_REASONS]):
        if not is_text(reason, LONGEST_TEXT):
            message = f"理由は1から{LONGEST_TEXT}文字で入力してください。"
            yield Fault("REASON_WRONG", message, (*REASONS, str(place)))
    if answer.received_on is not None and not sent_on <= answer.received_on <= today:
        message = "受付日は、提出された日から今日までの日にしてください。"
        yield Fault("RECEIVED_ON_WRONG", message, ("input", "receivedOn"))
