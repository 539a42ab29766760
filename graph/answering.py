"""What a municipality's system says of a paper that was sent to it (受理・差戻し; features.md S83): its input."""

import datetime

import strawberry

from graph.acting import KEY
from permissions.answer import Answer


@strawberry.input
class AnswerInput:
    idempotency_key: str = strawberry.field(description=KEY)
    id: strawberry.ID = strawberry.field(description="回答する書類のID")
    accepted: bool = strawberry.field(description="true は受理、false は差戻し")
    reasons: list[str] = strawberry.field(
        description="差戻しの理由（差戻しのときだけ、1件から20件）", default_factory=list
    )
    received_on: datetime.date | None = strawberry.field(default=None, description="受付日。省略すると今日")

    def answer(self) -> Answer:
        """What is said of the paper."""
        return Answer(self.accepted, self.reasons, self.received_on)
