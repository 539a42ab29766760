"""Registering and withdrawing consent at an office (guide p.20; S65-S71, B07)."""

import datetime
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.consent import ConsentStatus
from resolvers import consent as verbs
from resolvers.performing import Outcome


@strawberry.input(description="同意の登録（手引き20頁）")
class RegisterConsentInput:
    idempotency_key: str = strawberry.field(description=KEY)
    beneficiary_id: strawberry.ID = strawberry.field(description="利用者のID")
    text_version: str = strawberry.field(description="本人に示した同意の文言の版（consentText の version）")


@strawberry.input(description="同意の取り消し（手引き20頁）")
class WithdrawConsentInput:
    idempotency_key: str = strawberry.field(description=KEY)
    beneficiary_id: strawberry.ID = strawberry.field(description="利用者のID")


@strawberry.type(description="同意の登録または取り消しの結果。すべての事業所に、すぐに及ぶ")
class ConsentStated:
    id: strawberry.ID = strawberry.field(description="利用者のID")
    status: published(ConsentStatus) = strawberry.field(description="登録された同意の状態")  # type: ignore[valid-type]
    status_label: str = strawberry.field(description="登録された同意の状態・表示名")
    recorded_at: datetime.datetime = strawberry.field(description="登録日時")
    receipt: str = strawberry.field(description="署名された控え（JSON）。このまま本人に渡す")


ConsentResult = Annotated[
    ConsentStated | Refused, strawberry.union("ConsentResult", description="同意の登録または取り消しの結果")
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="同意を登録する（手引き20頁）。介護情報閲覧のための本人確認から24時間以内に行う。"
        "認定申請の後でも登録できる。すでに登録されていれば CONSENT_ALREADY_GIVEN"
    )
    async def register_consent(
        root: strawberry.Parent[Any], info: Info, input: Annotated[RegisterConsentInput, Given]
    ) -> ConsentResult | None:
        asked: dict[str, Any] = {"beneficiary_id": input.beneficiary_id, "text_version": input.text_version}
        verb = partial(verbs.register_consent, **asked)
        return await acted(info, verbs.REGISTER, input.idempotency_key, asked, verb, stated)

    @strawberry.mutation(
        description="同意を取り消す（手引き20頁）。利用者一覧にいる人について、本人確認からの時間によらず行える。"
        "登録されている同意がなければ CONSENT_NOT_GIVEN"
    )
    async def withdraw_consent(
        root: strawberry.Parent[Any], info: Info, input: Annotated[WithdrawConsentInput, Given]
    ) -> ConsentResult | None:
        asked: dict[str, Any] = {"beneficiary_id": input.beneficiary_id}
        verb = partial(verbs.withdraw_consent, **asked)
        return await acted(info, verbs.WITHDRAW, input.idempotency_key, asked, verb, stated)


def stated(outcome: Outcome) -> ConsentStated:
    """A statement as it is answered."""
    status = ConsentStatus[outcome["status"]]
    return ConsentStated(
        id=strawberry.ID(outcome["id"]),
        status=status,
        status_label=status.label,
        recorded_at=datetime.datetime.fromisoformat(outcome["at"]),
        receipt=outcome["receipt"],
    )
