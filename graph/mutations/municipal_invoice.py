"""What the municipality's system says of invoices for opinions (市町村システム; features.md S74, S83)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.invoice import InvoiceStatus
from permissions.answer import Answer
from resolvers.invoice_answers import ANSWER, answer_invoice
from resolvers.performing import Outcome


@strawberry.input(description="請求書への回答")
class AnswerInvoiceInput:
    idempotency_key: str = strawberry.field(description=KEY)
    id: strawberry.ID = strawberry.field(description="請求書のID")
    accepted: bool = strawberry.field(description="true は受理、false は差戻し")
    reasons: list[str] = strawberry.field(
        description="差戻しの理由（差戻しのときだけ、1件から20件）", default_factory=list
    )
    received_on: datetime.date | None = strawberry.field(default=None, description="受付日。省略すると今日")


@strawberry.type(description="請求書への回答の結果")
class InvoiceAnswered:
    id: strawberry.ID = strawberry.field(description="請求書のID")
    status: published(InvoiceStatus) = strawberry.field(description="状況")  # type: ignore[valid-type]


AnswerInvoiceResult = Annotated[
    InvoiceAnswered | Refused, strawberry.union("AnswerInvoiceResult", description="請求書への回答の結果")
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="市町村が届いた主治医意見書作成料請求書を受理する、または理由を付けて差し戻す。市町村システムだけができる。"
        "差し戻すと、医療機関はあらためて請求できる"
    )
    async def answer_invoice(
        root: strawberry.Parent[Any], info: Info, input: Annotated[AnswerInvoiceInput, Given]
    ) -> AnswerInvoiceResult | None:
        answer = Answer(input.accepted, input.reasons, input.received_on)
        verb = partial(answer_invoice, id_=input.id, answer=answer)
        asked = {"id": input.id, **answer.__dict__}
        return await acted(info, ANSWER, input.idempotency_key, asked, verb, _answered)


def _answered(outcome: Outcome) -> InvoiceAnswered:
    return InvoiceAnswered(id=strawberry.ID(outcome["id"]), status=InvoiceStatus[outcome["status"]])
