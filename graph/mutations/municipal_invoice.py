"""What the municipality's system says of invoices for opinions (市町村システム; features.md S74, S83)."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import Given, acted
from graph.answering import AnswerInput
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.invoice import InvoiceStatus
from resolvers.invoice_answers import ANSWER, answer_invoice
from resolvers.performing import Outcome


@strawberry.input(description="請求書への回答")
class AnswerInvoiceInput(AnswerInput):
    pass


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
        answer = input.answer()
        verb = partial(answer_invoice, id_=input.id, answer=answer)
        asked = {"id": input.id, **answer.__dict__}
        return await acted(info, ANSWER, input.idempotency_key, asked, verb, _answered)


def _answered(outcome: Outcome) -> InvoiceAnswered:
    return InvoiceAnswered(id=strawberry.ID(outcome["id"]), status=InvoiceStatus[outcome["status"]])
