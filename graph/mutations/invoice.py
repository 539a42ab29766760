"""The invoice for an opinion (主治医意見書作成料請求書; guide function 8, S74, S75): by screen and by electronic chart alike."""

import datetime
from dataclasses import asdict, fields
from functools import partial
from typing import Annotated, Any

import strawberry

from graph.acting import KEY, Given, acted
from graph.enums import published
from graph.field import Info
from graph.refused import Refused, UserError, errors_kept
from models.codes.invoice import ExaminationKind, InvoiceStatus
from models.codes.opinion import ClaimCategory
from permissions.invoice import Examination, InvoiceForm, StatedAmounts
from resolvers import invoices as verbs
from resolvers.performing import Outcome

STATED_AMOUNTS = [part.name for part in fields(StatedAmounts)]
STATED = "（計算はサービスが行う。入力したときは、一致しなければならない）"


@strawberry.input(description="診察・検査費用の一件")
class InvoiceExaminationInput:
    kind: published(ExaminationKind) = strawberry.field(description="診察・検査の種類")  # type: ignore[valid-type]
    points: int = strawberry.field(description="点数（1から9999。1点10円）")


@strawberry.input(description="主治医意見書作成料請求書の項目。医療機関、被保険者、作成依頼日、金額はサービスが補う")
class InvoiceContentInput:
    category: published(ClaimCategory) | None = strawberry.field(  # type: ignore[valid-type]
        default=None, description="請求区分（送信には必須）。新規は、この方についてこの医療機関で初めての意見書"
    )
    opinion_written_on: datetime.date | None = strawberry.field(
        default=None, description="意見書作成日（送信には必須。作成依頼日以後）。作成料と消費税率はこの日のもの"
    )
    opinion_sent_on: datetime.date | None = strawberry.field(
        default=None, description="意見書送付日（送信には必須。意見書作成日以後）"
    )
    claimed_on: datetime.date | None = strawberry.field(
        default=None, description="請求年月日（意見書送付日以後、今日まで。省略すると送信する日）"
    )
    without_doctor: bool = strawberry.field(
        default=False,
        description="主治医がおらず、訴えもなく、意見書のために診察した方か（診察・検査費用を請求できる）",
    )
    examinations: list[InvoiceExaminationInput] = strawberry.field(
        description="診察・検査費用（主治医がいない方だけ。各種類一件まで）", default_factory=list
    )
    founder_name: str | None = strawberry.field(default=None, description="開設者（送信には必須。200文字まで）")
    bank_account: str | None = strawberry.field(
        default=None, description="振込先（届け出ているときは省略。200文字まで）"
    )
    remark: str | None = strawberry.field(default=None, description="摘要（200文字まで）")
    fee: int | None = strawberry.field(default=None, description=f"意見書作成料{STATED}")
    examination_fee: int | None = strawberry.field(default=None, description=f"診察・検査費用の計{STATED}")
    subtotal: int | None = strawberry.field(default=None, description=f"小計{STATED}")
    tax: int | None = strawberry.field(default=None, description=f"消費税{STATED}")
    total: int | None = strawberry.field(default=None, description=f"合計{STATED}")


@strawberry.input(description="請求書の登録（下書き）")
class SaveInvoiceInput:
    idempotency_key: str = strawberry.field(description=KEY)
    target: strawberry.ID = strawberry.field(description="登録済みの主治医意見書作成対象者のID")
    content: InvoiceContentInput = strawberry.field(description="請求書の項目")


@strawberry.input(description="請求書の送信")
class SendInvoiceInput:
    idempotency_key: str = strawberry.field(description=KEY)
    target: strawberry.ID = strawberry.field(description="登録済みの主治医意見書作成対象者のID")
    content: InvoiceContentInput | None = strawberry.field(
        default=None, description="請求書の項目。省略すると、登録した下書きを送信する"
    )


@strawberry.input(description="請求書の取下げ")
class WithdrawInvoiceInput:
    idempotency_key: str = strawberry.field(description=KEY)
    id: strawberry.ID = strawberry.field(description="請求書のID")


@strawberry.type(description="請求書の金額（円）")
class InvoiceAmounts:
    fee: int = strawberry.field(description="意見書作成料")
    examination_fee: int = strawberry.field(description="診察・検査費用の計")
    subtotal: int = strawberry.field(description="小計")
    tax_percent: int = strawberry.field(description="消費税率（%）")
    tax: int = strawberry.field(description="消費税（1円未満切捨て）")
    total: int = strawberry.field(description="合計")


@strawberry.type(description="請求書の登録の結果: 下書きとして登録された")
class InvoiceSaved:
    id: strawberry.ID = strawberry.field(description="請求書のID")
    amounts: InvoiceAmounts | None = strawberry.field(description="金額（空欄があって計算できないときは null）")
    errors: list[UserError] = strawberry.field(description="このまま送信すると示される誤り（空欄）。なければ送信できる")
    warnings: list[UserError] = strawberry.field(description="誤りとは限らないが、確かめたほうがよいところ")


@strawberry.type(description="sendInvoice で送信できる。何も登録も送信もされていない")
class InvoiceValid:
    amounts: InvoiceAmounts = strawberry.field(description="金額")
    warnings: list[UserError] = strawberry.field(description="誤りとは限らないが、確かめたほうがよいところ")


@strawberry.type(description="請求書の送信の結果: 市町村に届いた。同じ印で送り直すと、同じ結果が返る")
class InvoiceSent:
    id: strawberry.ID = strawberry.field(description="請求書のID")
    sent_at: datetime.datetime = strawberry.field(description="送信日時")
    amounts: InvoiceAmounts = strawberry.field(description="金額")
    warnings: list[UserError] = strawberry.field(description="誤りとは限らないが、確かめたほうがよいところ")


@strawberry.type(description="請求書の取下げの結果")
class InvoiceWithdrawn:
    id: strawberry.ID = strawberry.field(description="請求書のID")
    status: published(InvoiceStatus) = strawberry.field(description="状況")  # type: ignore[valid-type]


SaveInvoiceResult = Annotated[
    InvoiceSaved | Refused, strawberry.union("SaveInvoiceResult", description="請求書の登録の結果")
]
ValidateInvoiceResult = Annotated[
    InvoiceValid | Refused, strawberry.union("ValidateInvoiceResult", description="請求書の確認の結果")
]
SendInvoiceResult = Annotated[
    InvoiceSent | Refused, strawberry.union("SendInvoiceResult", description="請求書の送信の結果")
]
WithdrawInvoiceResult = Annotated[
    InvoiceWithdrawn | Refused, strawberry.union("WithdrawInvoiceResult", description="請求書の取下げの結果")
]
Claim = Annotated[SendInvoiceInput, Given]


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="作成対象者の主治医意見書作成料請求書を下書きとして登録する（請求書情報登録。手引き「8 主治医意見書」）。"
        "送信するまで、何度でも登録し直せる。空欄は残せるが、誤りは残せない"
    )
    async def save_invoice(
        root: strawberry.Parent[Any], info: Info, input: Annotated[SaveInvoiceInput, Given]
    ) -> SaveInvoiceResult | None:
        verb = partial(verbs.save_invoice, target_id=input.target, form=_form(input.content))
        return await acted(info, verbs.SAVE, input.idempotency_key, _asked(input), verb, _saved)

    @strawberry.mutation(description="送信せずに、sendInvoice と同じ確認をする。何も登録も送信もされず、何も残らない")
    async def validate_invoice(root: strawberry.Parent[Any], info: Info, input: Claim) -> ValidateInvoiceResult | None:
        return await acted(info, verbs.SEND, input.idempotency_key, _asked(input), _verb(input), _valid, rehearsed=True)

    @strawberry.mutation(
        description="請求書を市町村に送信する（手引き「8 主治医意見書」）: 登録した下書き、または content の内容。"
        "誤りも空欄も、すべて一度に示される。送信した請求書は変えられない"
    )
    async def send_invoice(root: strawberry.Parent[Any], info: Info, input: Claim) -> SendInvoiceResult | None:
        return await acted(info, verbs.SEND, input.idempotency_key, _asked(input), _verb(input), _sent)

    @strawberry.mutation(
        description="市町村がまだ回答していない自分の医療機関の請求書を取り下げる。同じ対象者の請求書を、また登録できる"
    )
    async def withdraw_invoice(
        root: strawberry.Parent[Any], info: Info, input: Annotated[WithdrawInvoiceInput, Given]
    ) -> WithdrawInvoiceResult | None:
        verb = partial(verbs.withdraw_invoice, id_=input.id)
        return await acted(info, verbs.WITHDRAW, input.idempotency_key, {"id": input.id}, verb, _withdrawn)


def _asked(input: SaveInvoiceInput | SendInvoiceInput) -> dict[str, Any]:
    return {"target": input.target, "content": input.content and asdict(_form(input.content))}


def _verb(input: SendInvoiceInput) -> partial[Any]:
    return partial(verbs.send_invoice, target_id=input.target, form=_form(input.content) if input.content else None)


def _form(content: InvoiceContentInput) -> InvoiceForm:
    values = dict(content.__dict__)
    lines = tuple(Examination(**line.__dict__) for line in values.pop("examinations"))
    stated = StatedAmounts(**{name: values.pop(name) for name in STATED_AMOUNTS})
    return InvoiceForm(examinations=lines, stated=stated, **values)


def _saved(outcome: Outcome) -> InvoiceSaved:
    amounts = InvoiceAmounts(**outcome["amounts"]) if outcome["amounts"] else None
    errors, warnings = errors_kept(outcome["errors"]), errors_kept(outcome["warnings"])
    return InvoiceSaved(id=strawberry.ID(outcome["id"]), amounts=amounts, errors=errors, warnings=warnings)


def _valid(outcome: Outcome) -> InvoiceValid:
    return InvoiceValid(amounts=InvoiceAmounts(**outcome["amounts"]), warnings=errors_kept(outcome["warnings"]))


def _sent(outcome: Outcome) -> InvoiceSent:
    return InvoiceSent(
        id=strawberry.ID(outcome["id"]),
        sent_at=datetime.datetime.fromisoformat(outcome["sentAt"]),
        amounts=InvoiceAmounts(**outcome["amounts"]),
        warnings=errors_kept(outcome["warnings"]),
    )


def _withdrawn(outcome: Outcome) -> InvoiceWithdrawn:
    return InvoiceWithdrawn(id=strawberry.ID(outcome["id"]), status=InvoiceStatus[outcome["status"]])
