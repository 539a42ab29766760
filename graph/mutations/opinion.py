"""Writing, sending and confirming doctors' opinions (主治医意見書; guide function 8, S73, S75, S83, B15)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.field import Info
from graph.opinion_content import OpinionContentInput
from graph.refused import Refused, UserError, errors_kept
from models.opinion_form import LISTS
from resolvers.opinion_confirmations import CONFIRM, Confirmation, confirm_opinion
from resolvers.opinions import COPY, SAVE, SEND, Written, copy_opinion, save_opinion, send_opinion
from resolvers.performing import Outcome

REASON = "訂正の理由（送信した意見書を訂正するときだけ、必須）"


@strawberry.input(description="主治医意見書の登録（下書き）")
class SaveOpinionInput:
    idempotency_key: str = strawberry.field(description=KEY)
    target: strawberry.ID = strawberry.field(description="作成対象者のID")
    content: OpinionContentInput = strawberry.field(description="意見書の項目")  # type: ignore[valid-type]
    correction_reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.input(description="主治医意見書の送信")
class SendOpinionInput:
    idempotency_key: str = strawberry.field(description=KEY)
    target: strawberry.ID = strawberry.field(description="作成対象者のID")
    content: OpinionContentInput | None = strawberry.field(  # type: ignore[valid-type]
        default=None, description="意見書の項目。省略すると、登録した下書きを送信する"
    )
    correction_reason: str | None = strawberry.field(
        default=None, description=f"{REASON}。下書きには登録したものがある"
    )


@strawberry.input(description="前回の主治医意見書の複写")
class CopyOpinionInput:
    idempotency_key: str = strawberry.field(description=KEY)
    target: strawberry.ID = strawberry.field(description="作成対象者のID")


@strawberry.input(description="届いた主治医意見書の確認")
class ConfirmOpinionInput:
    idempotency_key: str = strawberry.field(description=KEY)
    id: strawberry.ID = strawberry.field(description="意見書の版のID（opinionsReceived のもの）。最新の版に限る")
    received_on: datetime.date | None = strawberry.field(
        default=None, description="入手日。省略すると、意見書が届いた日"
    )
    insured_number: str | None = strawberry.field(
        default=None, description="依頼書による意見書が誰のものか。省略すると、依頼書の番号と生年月日が一致する被保険者"
    )


@strawberry.type(description="主治医意見書の登録の結果")
class OpinionSaved:
    target: strawberry.ID = strawberry.field(description="作成対象者のID")
    errors: list[UserError] = strawberry.field(description="このまま送信すると示される誤り。なければ送信できる")


@strawberry.type(description="主治医意見書の送信の結果")
class OpinionSent:
    id: strawberry.ID = strawberry.field(description="意見書の版のID")
    target: strawberry.ID = strawberry.field(description="作成対象者のID")
    version: int = strawberry.field(description="版")
    sent_at: datetime.datetime = strawberry.field(description="送信した日時")


@strawberry.type(description="sendOpinion で送信できる")
class OpinionValid:
    target: strawberry.ID = strawberry.field(description="作成対象者のID")
    version: int = strawberry.field(description="送信すると、何版になるか")


@strawberry.type(description="届いた主治医意見書の確認の結果。意見聴取をしたことになる")
class OpinionConfirmed:
    id: strawberry.ID = strawberry.field(description="意見書の版のID")
    received_on: datetime.date = strawberry.field(description="入手日")


SaveOpinionResult = Annotated[
    OpinionSaved | Refused, strawberry.union("SaveOpinionResult", description="主治医意見書の登録の結果")
]
SendOpinionResult = Annotated[
    OpinionSent | Refused, strawberry.union("SendOpinionResult", description="主治医意見書の送信の結果")
]
ValidateOpinionResult = Annotated[
    OpinionValid | Refused, strawberry.union("ValidateOpinionResult", description="主治医意見書の確認の結果")
]
ConfirmOpinionResult = Annotated[
    OpinionConfirmed | Refused, strawberry.union("ConfirmOpinionResult", description="主治医意見書の確認の結果")
]
ToSend = Annotated[SendOpinionInput, Given]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="主治医意見書の内容を下書きとして登録する（手引き「8 主治医意見書」）。書きかけでもよい。前の下書きと入れ替わる"
    )
    async def save_opinion(
        root: strawberry.Parent[Any], info: Info, input: Annotated[SaveOpinionInput, Given]
    ) -> SaveOpinionResult | None:
        return await acted(info, SAVE, input.idempotency_key, _asked(input), _verb(save_opinion, input), _saved)

    @strawberry.mutation(
        description="主治医意見書を市町村に送信する（手引き「8 主治医意見書」）。画面からも、電子カルテ・文書作成ソフトからも同じ。"
        "誤りはすべて一度に示される。送信した意見書は変えられず、訂正は新しい版になる。同じ内容を送り直しても増えない"
    )
    async def send_opinion(root: strawberry.Parent[Any], info: Info, input: ToSend) -> SendOpinionResult | None:
        return await acted(info, SEND, input.idempotency_key, _asked(input), _verb(send_opinion, input), _sent)

    @strawberry.mutation(description="送信せずに、sendOpinion と同じ確認をする。何も送信されず、何も残らない")
    async def validate_opinion(root: strawberry.Parent[Any], info: Info, input: ToSend) -> ValidateOpinionResult | None:
        verb = _verb(send_opinion, input)
        return await acted(info, SEND, input.idempotency_key, _asked(input), verb, _valid, rehearsed=True)

    @strawberry.mutation(
        description="自分の医療機関が同じ人について前に送信した意見書を、下書きに写す。記入日と最終診察日は空になる"
    )
    async def copy_opinion(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CopyOpinionInput, Given]
    ) -> SaveOpinionResult | None:
        verb = partial(copy_opinion, target_id=input.target)
        return await acted(info, COPY, input.idempotency_key, {"target": input.target}, verb, _saved)

    @strawberry.mutation(
        description="市町村が、届いた主治医意見書を確認する。意見聴取をしたことになり、審査会進捗の入手日になる。市町村システムだけができる"
    )
    async def confirm_opinion(
        root: strawberry.Parent[Any], info: Info, input: Annotated[ConfirmOpinionInput, Given]
    ) -> ConfirmOpinionResult | None:
        said = Confirmation(input.insured_number, input.received_on)
        verb = partial(confirm_opinion, id_=input.id, said=said)
        asked = {"id": input.id, **said.__dict__}
        return await acted(info, CONFIRM, input.idempotency_key, asked, verb, _confirmed)


def _asked(input: SaveOpinionInput | SendOpinionInput) -> dict[str, Any]:
    content = None if input.content is None else dict(input.content.__dict__)
    if content is not None:
        content |= {name: [dict(row.__dict__) for row in content[name]] for name in LISTS}
    return {"target": input.target, "content": content, "correction_reason": input.correction_reason}


def _verb(verb: Any, input: SaveOpinionInput | SendOpinionInput) -> partial[Any]:
    asked = _asked(input)
    written = asked["content"] and Written(asked["content"], input.correction_reason)
    return partial(verb, target_id=input.target, written=written)


def _saved(outcome: Outcome) -> OpinionSaved:
    return OpinionSaved(target=strawberry.ID(outcome["target"]), errors=errors_kept(outcome["errors"]))


def _sent(outcome: Outcome) -> OpinionSent:
    return OpinionSent(
        id=strawberry.ID(outcome["id"]),
        target=strawberry.ID(outcome["target"]),
        version=outcome["version"],
        sent_at=datetime.datetime.fromisoformat(outcome["sentAt"]),
    )


def _valid(outcome: Outcome) -> OpinionValid:
    return OpinionValid(target=strawberry.ID(outcome["target"]), version=outcome["version"])


def _confirmed(outcome: Outcome) -> OpinionConfirmed:
    received = datetime.date.fromisoformat(outcome["receivedOn"])
    return OpinionConfirmed(id=strawberry.ID(outcome["id"]), received_on=received)
