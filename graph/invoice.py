"""Invoices for opinions (主治医意見書作成料請求書; guide function 8), for both sides; the objects are loaders/invoice.py's."""

import datetime

import strawberry

from graph.enums import published
from models.codes.beneficiary import Sex
from models.codes.invoice import ExaminationKind, InvoiceStatus
from models.codes.opinion import ClaimCategory


@strawberry.type(
    description="請求書の主治医意見書作成対象者。本人については、依頼（または依頼書）に書かれていることだけ"
)
class InvoiceTarget:
    id: strawberry.ID = strawberry.field(description="作成対象者のID")
    insurer_number: str = strawberry.field(description="介護保険者番号")
    insurer_name: str = strawberry.field(description="介護保険者の名称")
    insured_number: str = strawberry.field(description="被保険者番号")
    name: str = strawberry.field(description="氏名")
    kana: str = strawberry.field(description="氏名カナ")
    birth_date: datetime.date = strawberry.field(description="生年月日")
    sex: published(Sex) = strawberry.field(description="性別")  # type: ignore[valid-type]
    requested_on: datetime.date = strawberry.field(description="作成依頼日")


@strawberry.type(description="診察・検査費用の一件")
class InvoiceExamination:
    kind: published(ExaminationKind) = strawberry.field(description="診察・検査の種類")  # type: ignore[valid-type]
    kind_label: str = strawberry.field(description="診察・検査の種類・表示名")
    points: int = strawberry.field(description="点数（1点10円）")


@strawberry.type(description="請求書の状況の一段階")
class InvoiceEvent:
    status: published(InvoiceStatus) = strawberry.field(description="状況")  # type: ignore[valid-type]
    status_label: str = strawberry.field(description="状況・表示名")
    at: datetime.datetime = strawberry.field(description="日時")
    by: str = strawberry.field(description="行った人またはシステム")
    received_on: datetime.date | None = strawberry.field(description="受付日（市町村が回答したときだけ）")
    reasons: list[str] = strawberry.field(description="差戻しの理由（差戻しのときだけ）")


@strawberry.type(
    description="主治医意見書作成料請求書（手引き「8 主治医意見書」）。送信した後は、状況のほかは変わらない。金額は円"
)
class Invoice:
    id: strawberry.ID = strawberry.field(description="請求書のID")
    status: published(InvoiceStatus) = strawberry.field(description="状況")  # type: ignore[valid-type]
    status_label: str = strawberry.field(description="状況・表示名")
    target: InvoiceTarget = strawberry.field(description="主治医意見書作成対象者")
    category: published(ClaimCategory) | None = strawberry.field(  # type: ignore[valid-type]
        description="請求区分（下書きの空欄は null）"
    )
    category_label: str | None = strawberry.field(description="請求区分・表示名")
    opinion_written_on: datetime.date | None = strawberry.field(description="意見書作成日（下書きの空欄は null）")
    opinion_sent_on: datetime.date | None = strawberry.field(description="意見書送付日（下書きの空欄は null）")
    claimed_on: datetime.date | None = strawberry.field(description="請求年月日（下書きの空欄は null）")
    without_doctor: bool = strawberry.field(description="主治医がおらず、意見書のために診察した方か")
    examinations: list[InvoiceExamination] = strawberry.field(description="診察・検査費用（点数の多い順）")
    office_number: str = strawberry.field(description="医療機関の番号（送信したときの内容）")
    office_name: str = strawberry.field(description="医療機関の名称（送信したときの内容）")
    office_address: str = strawberry.field(description="医療機関の所在地（送信したときの内容）")
    office_phone: str = strawberry.field(description="医療機関の電話番号（送信したときの内容）")
    founder_name: str | None = strawberry.field(description="開設者（下書きの空欄は null）")
    bank_account: str | None = strawberry.field(description="振込先")
    remark: str | None = strawberry.field(description="摘要")
    fee: int | None = strawberry.field(description="意見書作成料（まだ計算できない下書きは null。以下の金額も同じ）")
    examination_fee: int | None = strawberry.field(description="診察・検査費用の計")
    subtotal: int | None = strawberry.field(description="小計")
    tax_percent: int | None = strawberry.field(description="消費税率（%）")
    tax: int | None = strawberry.field(description="消費税（1円未満切捨て）")
    total: int | None = strawberry.field(description="合計")
    sent_at: datetime.datetime | None = strawberry.field(description="請求書を送信した日時（下書きは null）")
    events: list[InvoiceEvent] = strawberry.field(description="状況の履歴（古い順。送信から）")


@strawberry.type(description="総括票の一行: 一か月に請求した、一つの請求区分の件数と金額（円）の計")
class InvoiceSummary:
    category: published(ClaimCategory) = strawberry.field(description="請求区分")  # type: ignore[valid-type]
    category_label: str = strawberry.field(description="請求区分・表示名")
    count: int = strawberry.field(description="件数")
    fee: int = strawberry.field(description="意見書作成料の計")
    examination_fee: int = strawberry.field(description="診察・検査費用の計")
    subtotal: int = strawberry.field(description="小計の計")
    tax: int = strawberry.field(description="消費税の計")
    total: int = strawberry.field(description="合計の計")
