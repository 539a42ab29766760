"""Registering people by printed fields and taking them off the list (guide p.17-18; S52-S58)."""

import datetime
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused, UserError, user_errors
from models.codes.beneficiary import Sex
from models.codes.registration import ProofPurpose
from permissions.faults import Fault
from permissions.printed_fields import PrintedFields, doubtful
from resolvers import printed_fields as verbs
from resolvers.performing import Outcome
from resolvers.registration import REMOVE, remove_beneficiary


@strawberry.input(
    description="介護保険証の券面情報（手引き18頁）。番号のほかに何を照合するかは設定による（通常は氏名カナ、生年月日、性別）"
)
class CheckPrintedFieldsInput:
    idempotency_key: str = strawberry.field(description=KEY)
    insurer_number: str = strawberry.field(description="介護保険者番号（半角数字6桁）")
    insured_number: str = strawberry.field(description="介護保険被保険者番号（半角数字10桁）")
    name: str | None = strawberry.field(default=None, description="氏名（空白と全角・半角の違いは無視）")
    kana: str | None = strawberry.field(
        default=None, description="氏名カナ（空白、全角・半角、ひらがな・カタカナの違いは無視）"
    )
    birth_date: datetime.date | None = strawberry.field(default=None, description="生年月日")
    sex: published(Sex) | None = strawberry.field(default=None, description="性別")  # type: ignore[valid-type]
    address: str | None = strawberry.field(
        default=None, description="住所（空白、全角・半角、ハイフンの種類の違いは無視）"
    )


@strawberry.input(description="確認した利用者の登録（手引き18頁）")
class RegisterPersonInput:
    idempotency_key: str = strawberry.field(description=KEY)
    confirmation: str = strawberry.field(description="券面情報の照合で得た確認")
    purpose: published(ProofPurpose) = strawberry.field(description="本人確認の目的")  # type: ignore[valid-type]


@strawberry.input(description="利用者一覧からの削除（手引き17頁）")
class RemoveBeneficiaryInput:
    idempotency_key: str = strawberry.field(description=KEY)
    id: strawberry.ID = strawberry.field(description="利用者のID")


@strawberry.type(description="券面情報が一致した。まだ何も登録されていない")
class PrintedFieldsMatched:
    confirmation: str = strawberry.field(description="登録に使う確認。このアカウントだけが、一度だけ使える")
    expires_at: datetime.datetime = strawberry.field(description="確認の期限（照合から10分後。この時刻からは使えない）")
    warnings: list[UserError] = strawberry.field(description="誤りとは限らないが、確かめたほうがよいところ")


@strawberry.type(description="利用者の登録の結果")
class PersonRegistered:
    id: strawberry.ID = strawberry.field(description="利用者のID。代行提出だけのための登録では、一覧には現れない")
    purpose: published(ProofPurpose) = strawberry.field(description="本人確認の目的")  # type: ignore[valid-type]
    viewing_until: datetime.date | None = strawberry.field(
        description="閲覧有効期限（この日まで閲覧できる）。代行提出だけのための登録では null"
    )
    proven_at: datetime.datetime = strawberry.field(description="本人確認の日時")


@strawberry.type(description="利用者一覧からの削除の結果。他の事業所の一覧は変わらない")
class BeneficiaryRemoved:
    id: strawberry.ID = strawberry.field(description="利用者のID")


CheckPrintedFieldsResult = Annotated[
    PrintedFieldsMatched | Refused,
    strawberry.union("CheckPrintedFieldsResult", description="券面情報の照合の結果"),
]
RegisterPersonResult = Annotated[
    PersonRegistered | Refused, strawberry.union("RegisterPersonResult", description="利用者の登録の結果")
]
RemoveBeneficiaryResult = Annotated[
    BeneficiaryRemoved | Refused,
    strawberry.union("RemoveBeneficiaryResult", description="利用者一覧からの削除の結果"),
]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="介護保険証の券面情報を照合する（手引き18頁）。一致しない理由は区別されず、"
        "一致しない照合は一日にアカウントで10回、事業所で50回まで"
    )
    async def check_printed_fields(
        root: strawberry.Parent[Any], info: Info, input: Annotated[CheckPrintedFieldsInput, Given]
    ) -> CheckPrintedFieldsResult | None:
        values = dict(input.__dict__)
        key = values.pop("idempotency_key")
        typed = PrintedFields(**values)
        verb, doubts = partial(verbs.check_printed_fields, typed=typed), tuple(doubtful(typed))
        return await acted(info, verbs.CHECK, key, values, verb, partial(_matched, doubts), doubts=doubts)

    @strawberry.mutation(
        description="照合した利用者を自分の事業所に登録する（手引き18頁）。登録済みの場合は本人確認の更新"
    )
    async def register_person(
        root: strawberry.Parent[Any], info: Info, input: Annotated[RegisterPersonInput, Given]
    ) -> RegisterPersonResult | None:
        asked: dict[str, Any] = {"confirmation": input.confirmation, "purpose": input.purpose}
        verb = partial(verbs.register_person, **asked)
        return await acted(info, verbs.REGISTER, input.idempotency_key, asked, verb, _registered)

    @strawberry.mutation(
        description="利用者を自分の事業所の一覧から削除する。本人確認をやり直せば、また登録できる（手引き17頁）"
    )
    async def remove_beneficiary(
        root: strawberry.Parent[Any], info: Info, input: Annotated[RemoveBeneficiaryInput, Given]
    ) -> RemoveBeneficiaryResult | None:
        verb = partial(remove_beneficiary, id_=input.id)
        return await acted(info, REMOVE, input.idempotency_key, {"id": input.id}, verb, _removed)


def _matched(doubts: Sequence[Fault], outcome: Outcome) -> PrintedFieldsMatched:
    return PrintedFieldsMatched(
        confirmation=outcome["confirmation"],
        expires_at=datetime.datetime.fromisoformat(outcome["expiresAt"]),
        warnings=user_errors(doubts),
    )


def _registered(outcome: Outcome) -> PersonRegistered:
    until = outcome["viewingUntil"]
    return PersonRegistered(
        id=strawberry.ID(outcome["id"]),
        purpose=ProofPurpose[outcome["purpose"]],
        viewing_until=datetime.date.fromisoformat(until) if until else None,
        proven_at=datetime.datetime.fromisoformat(outcome["provenAt"]),
    )


def _removed(outcome: Outcome) -> BeneficiaryRemoved:
    return BeneficiaryRemoved(id=strawberry.ID(outcome["id"]))
