"""Asking a clinic for an opinion, and taking that up (主治医意見書作成対象者; guide function 8, S72, S83)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.beneficiary import Sex
from models.codes.opinion import OpinionTargetStatus
from models.codes.progress import ApplicationKind
from permissions.opinion_target import OpinionLetter
from resolvers.opinion_targets import REGISTER, REQUEST, OpinionRequest, register_target, request_opinion
from resolvers.performing import Outcome


@strawberry.input(description="市町村から届いた主治医意見書作成依頼書の内容")
class OpinionLetterInput:
    insurer_number: str = strawberry.field(description="介護保険者番号（6桁）")
    insured_number: str = strawberry.field(description="被保険者番号（10桁。被保険者でない生活保護受給者は H と9桁）")
    name: str = strawberry.field(description="氏名")
    kana: str = strawberry.field(description="氏名カナ")
    birth_date: datetime.date = strawberry.field(description="生年月日")
    sex: published(Sex) = strawberry.field(description="性別")  # type: ignore[valid-type]
    application_kind: published(ApplicationKind) | None = strawberry.field(  # type: ignore[valid-type]
        default=None, description="申請区分（依頼書にあるときだけ）"
    )
    requested_on: datetime.date = strawberry.field(description="作成依頼日")
    due_on: datetime.date = strawberry.field(description="提出期限")


@strawberry.input(description="作成対象者の登録。request か letter の、どちらか一つ")
class RegisterOpinionTargetInput:
    idempotency_key: str = strawberry.field(description=KEY)
    request: strawberry.ID | None = strawberry.field(
        default=None, description="市町村システムから届いた依頼（opinionTargets の状況 REQUESTED のもの）のID"
    )
    letter: OpinionLetterInput | None = strawberry.field(
        default=None, description="依頼書（郵送など）の内容。本人を探すことはせず、書かれた保険者に送る"
    )


@strawberry.input(description="主治医意見書の作成依頼")
class RequestOpinionInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insured_number: str = strawberry.field(description="被保険者番号。自分の保険者の被保険者に限る")
    clinic_number: str = strawberry.field(description="主治医の医療機関の番号（10桁）")
    application_kind: published(ApplicationKind) = strawberry.field(  # type: ignore[valid-type]
        description="申請区分。この区分の、決定していない申請の意見書になる"
    )
    requested_on: datetime.date = strawberry.field(description="作成依頼日")
    due_on: datetime.date = strawberry.field(description="提出期限")


@strawberry.type(description="作成対象者の登録の結果")
class OpinionTargetRegistered:
    id: strawberry.ID = strawberry.field(description="作成対象者のID")
    status: published(OpinionTargetStatus) = strawberry.field(description="状況")  # type: ignore[valid-type]


@strawberry.type(description="主治医意見書の作成依頼の結果")
class OpinionRequested:
    id: strawberry.ID = strawberry.field(description="依頼（作成対象者）のID")


RegisterOpinionTargetResult = Annotated[
    OpinionTargetRegistered | Refused,
    strawberry.union("RegisterOpinionTargetResult", description="作成対象者の登録の結果"),
]
RequestOpinionResult = Annotated[
    OpinionRequested | Refused,
    strawberry.union("RequestOpinionResult", description="主治医意見書の作成依頼の結果"),
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="主治医意見書作成対象者を登録する（手引き「8 主治医意見書」）。市町村システムから届いた依頼による場合と、"
        "依頼書（郵送など）による場合がある"
    )
    async def register_opinion_target(
        root: strawberry.Parent[Any], info: Info, input: Annotated[RegisterOpinionTargetInput, Given]
    ) -> RegisterOpinionTargetResult | None:
        letter = OpinionLetter(**input.letter.__dict__) if input.letter else None
        verb = partial(register_target, request=input.request, letter=letter)
        asked = {"request": input.request, "letter": letter and letter.__dict__}
        return await acted(info, REGISTER, input.idempotency_key, asked, verb, _registered)

    @strawberry.mutation(
        description="市町村が、申請のあった自分の被保険者の主治医意見書の作成を医療機関に依頼する。市町村システムだけができる。"
        "届いた依頼は、すぐに医療機関の作成対象者の一覧に並ぶ"
    )
    async def request_opinion(
        root: strawberry.Parent[Any], info: Info, input: Annotated[RequestOpinionInput, Given]
    ) -> RequestOpinionResult | None:
        values = dict(input.__dict__)
        key = values.pop("idempotency_key")
        verb = partial(request_opinion, asked=OpinionRequest(**values))
        return await acted(info, REQUEST, key, values, verb, _requested)


def _registered(outcome: Outcome) -> OpinionTargetRegistered:
    return OpinionTargetRegistered(id=strawberry.ID(outcome["id"]), status=OpinionTargetStatus[outcome["status"]])


def _requested(outcome: Outcome) -> OpinionRequested:
    return OpinionRequested(id=strawberry.ID(outcome["id"]))
