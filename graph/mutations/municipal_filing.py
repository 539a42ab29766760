"""What the municipality's system says of filings (市町村システム; features.md S63, S83)."""

from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import Given, acted
from graph.answering import AnswerInput
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.filing import FilingStatus
from resolvers.filing_answers import ANSWER, answer_filing
from resolvers.performing import Outcome


@strawberry.input(description="届出への回答")
class AnswerFilingInput(AnswerInput):
    pass


@strawberry.type(description="届出への回答の結果")
class FilingAnswered:
    id: strawberry.ID = strawberry.field(description="届出のID")
    status: published(FilingStatus) = strawberry.field(description="提出状況")  # type: ignore[valid-type]


AnswerFilingResult = Annotated[
    FilingAnswered | Refused, strawberry.union("AnswerFilingResult", description="届出への回答の結果")
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="市町村が自分の被保険者の届出を受理する、または理由を付けて差し戻す。市町村システムだけができる。"
        "受理すると、届け出た事業所がサービス開始年月日からケアプランを作成する事業所になる"
    )
    async def answer_filing(
        root: strawberry.Parent[Any], info: Info, input: Annotated[AnswerFilingInput, Given]
    ) -> AnswerFilingResult | None:
        answer = input.answer()
        verb = partial(answer_filing, id_=input.id, answer=answer)
        asked = {"id": input.id, **answer.__dict__}
        return await acted(info, ANSWER, input.idempotency_key, asked, verb, _answered)


def _answered(outcome: Outcome) -> FilingAnswered:
    return FilingAnswered(id=strawberry.ID(outcome["id"]), status=FilingStatus[outcome["status"]])
