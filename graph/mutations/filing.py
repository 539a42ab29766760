"""Filing on behalf of a person (代行提出; guide p.19, S61-S64), and who of the office makes the plan (S44)."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused
from models.codes.beneficiary import Sex
from models.codes.filing import FilerRelation, FilingClass, FilingKind, FilingStatus, RequestMethod, ServiceUse
from permissions.filing import FilingForm
from resolvers.care_managers import ASSIGN, assign_care_manager
from resolvers.filings import SUBMIT, WITHDRAW, submit_filing, validate_filing, withdraw_filing
from resolvers.performing import Outcome


@strawberry.input(
    description="代行提出する届出。被保険者、計画作成を依頼する事業所（自分の事業所）、届出者の氏名、届出年月日はサービスが補う"
)
class SubmitFilingInput:
    idempotency_key: str = strawberry.field(description=KEY)
    beneficiary_id: strawberry.ID = strawberry.field(
        description="利用者のID。24時間以内に、閲覧または代行提出のための本人確認が必要"
    )
    kind: published(FilingKind) = strawberry.field(description="届出種別")  # type: ignore[valid-type]
    classification: published(FilingClass) = strawberry.field(description="届出の区分")  # type: ignore[valid-type]
    delegate_office_number: str | None = strawberry.field(
        default=None, description="委託先の居宅介護支援事業所の番号（地域包括支援センターが委託するときだけ）"
    )
    change_reason: str | None = strawberry.field(
        default=None, description="事業所を変更する事由（変更のときだけ、必須）"
    )
    changed_on: datetime.date | None = strawberry.field(default=None, description="変更年月日（変更のときだけ、必須）")
    starts_on: datetime.date = strawberry.field(description="サービス開始（計画作成開始）年月日")
    service_use: published(ServiceUse) | None = strawberry.field(  # type: ignore[valid-type]
        default=None, description="利用開始月における居宅サービス等の利用（小規模多機能等だけ、必須）"
    )
    services_used: str | None = strawberry.field(
        default=None, description="利用した居宅サービス等の名称（利用が「あり」のときだけ、必須）"
    )
    requested_on: datetime.date = strawberry.field(
        description="利用者から依頼を受け、代行提出の選択を確認した日（今日まで）"
    )
    request_method: published(RequestMethod) = strawberry.field(description="利用者からの依頼の方法")  # type: ignore[valid-type]
    delegation_chosen: bool = strawberry.field(
        description="本人が自ら届け出るのではなく、事業所による代行提出を選んだか（手引き19頁）"
    )
    filer_relation: published(FilerRelation) = strawberry.field(description="届出者の関係")  # type: ignore[valid-type]
    disclosure_consent: bool = strawberry.field(description="認定情報等を事業所に提示することへの利用者の同意")


@strawberry.input(description="届出の取下げ")
class WithdrawFilingInput:
    idempotency_key: str = strawberry.field(description=KEY)
    id: strawberry.ID = strawberry.field(description="届出のID")


@strawberry.input(description="担当の介護支援専門員の指定")
class AssignCareManagerInput:
    idempotency_key: str = strawberry.field(description=KEY)
    beneficiary_id: strawberry.ID = strawberry.field(description="利用者のID")
    user_id: str = strawberry.field(description="自分の事業所の介護支援専門員のユーザID")


@strawberry.type(description="届出の受取: 市町村に届いた。同じ印で送り直すと、同じ受取が返る")
class FilingSubmitted:
    id: strawberry.ID = strawberry.field(description="届出のID")
    beneficiary_id: strawberry.ID = strawberry.field(description="利用者のID")
    submitted_at: datetime.datetime = strawberry.field(description="提出日時")


@strawberry.type(description="届出に書かれる被保険者。誰のための届出かを、提出する前に確かめる")
class FilingPerson:
    insured_number: str = strawberry.field(description="介護保険被保険者番号")
    name: str = strawberry.field(description="氏名")
    kana: str = strawberry.field(description="氏名カナ")
    birth_date: datetime.date = strawberry.field(description="生年月日")
    sex: published(Sex) = strawberry.field(description="性別")  # type: ignore[valid-type]


@strawberry.type(description="届出に誤りはない。何も提出されていない")
class FilingValid:
    beneficiary_id: strawberry.ID = strawberry.field(description="利用者のID")
    person: FilingPerson | None = strawberry.field(description="被保険者（同じ印ですでに提出したものは null）")


@strawberry.type(description="届出の取下げの結果")
class FilingWithdrawn:
    id: strawberry.ID = strawberry.field(description="届出のID")
    status: published(FilingStatus) = strawberry.field(description="提出状況")  # type: ignore[valid-type]


@strawberry.type(description="担当の介護支援専門員の指定の結果")
class CareManagerAssigned:
    beneficiary_id: strawberry.ID = strawberry.field(description="利用者のID")
    user_id: str = strawberry.field(description="担当になった介護支援専門員のユーザID")
    name: str = strawberry.field(description="担当になった介護支援専門員の氏名")


SubmitFilingResult = Annotated[
    FilingSubmitted | Refused, strawberry.union("SubmitFilingResult", description="代行提出の結果")
]
ValidateFilingResult = Annotated[
    FilingValid | Refused, strawberry.union("ValidateFilingResult", description="届出の確認の結果")
]
WithdrawFilingResult = Annotated[
    FilingWithdrawn | Refused, strawberry.union("WithdrawFilingResult", description="届出の取下げの結果")
]
AssignCareManagerResult = Annotated[
    CareManagerAssigned | Refused,
    strawberry.union("AssignCareManagerResult", description="担当の介護支援専門員の指定の結果"),
]
Form = Annotated[SubmitFilingInput, Given]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="届出を市町村に代行提出する（手引き19頁）。誤りはすべて一度に示される。提出した届出は変えられない"
    )
    async def submit_filing(root: strawberry.Parent[Any], info: Info, input: Form) -> SubmitFilingResult | None:
        return await acted(info, SUBMIT, input.idempotency_key, _asked(input), _verb(submit_filing, input), _submitted)

    @strawberry.mutation(description="提出せずに、submitFiling と同じ確認をする。何も提出されず、何も残らない")
    async def validate_filing(root: strawberry.Parent[Any], info: Info, input: Form) -> ValidateFilingResult | None:
        verb = _verb(validate_filing, input)
        return await acted(info, SUBMIT, input.idempotency_key, _asked(input), verb, _valid, rehearsed=True)

    @strawberry.mutation(description="市町村がまだ回答していない自分の事業所の届出を取り下げる")
    async def withdraw_filing(
        root: strawberry.Parent[Any], info: Info, input: Annotated[WithdrawFilingInput, Given]
    ) -> WithdrawFilingResult | None:
        verb = partial(withdraw_filing, id_=input.id)
        return await acted(info, WITHDRAW, input.idempotency_key, {"id": input.id}, verb, _withdrawn)

    @strawberry.mutation(
        description="ケアプランを作成する事業所の管理者ユーザが、利用者の担当の介護支援専門員を指定する。次の照会から有効"
    )
    async def assign_care_manager(
        root: strawberry.Parent[Any], info: Info, input: Annotated[AssignCareManagerInput, Given]
    ) -> AssignCareManagerResult | None:
        asked: dict[str, Any] = {"beneficiary_id": input.beneficiary_id, "user_id": input.user_id}
        verb = partial(assign_care_manager, **asked)
        return await acted(info, ASSIGN, input.idempotency_key, asked, verb, _assigned)


def _asked(input: SubmitFilingInput) -> dict[str, Any]:
    asked = dict(input.__dict__)
    asked.pop("idempotency_key")
    return asked


def _verb(verb: Callable[..., Any], input: SubmitFilingInput) -> partial[Any]:
    values = _asked(input)
    return partial(verb, beneficiary_id=values.pop("beneficiary_id"), form=FilingForm(**values))


def _submitted(outcome: Outcome) -> FilingSubmitted:
    return FilingSubmitted(
        id=strawberry.ID(outcome["id"]),
        beneficiary_id=strawberry.ID(outcome["beneficiaryId"]),
        submitted_at=datetime.datetime.fromisoformat(outcome["submittedAt"]),
    )


def _valid(outcome: Outcome) -> FilingValid:
    person = FilingPerson(**outcome["person"]) if "person" in outcome else None
    return FilingValid(beneficiary_id=strawberry.ID(outcome["beneficiaryId"]), person=person)


def _withdrawn(outcome: Outcome) -> FilingWithdrawn:
    return FilingWithdrawn(id=strawberry.ID(outcome["id"]), status=FilingStatus[outcome["status"]])


def _assigned(outcome: Outcome) -> CareManagerAssigned:
    return CareManagerAssigned(
        beneficiary_id=strawberry.ID(outcome["beneficiaryId"]), user_id=outcome["userId"], name=outcome["name"]
    )
