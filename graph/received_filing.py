"""Filings as they were received (features.md S63, S83); the objects are loaders/received_filing.py's."""

import datetime

import strawberry

from graph.enums import published
from models.codes.beneficiary import Sex
from models.codes.filing import FilerRelation, FilingClass, FilingKind, FilingStatus, RequestMethod, ServiceUse


@strawberry.type(description="届出の被保険者。市町村の台帳のいまの内容")
class ReceivedFilingPerson:
    insurer_number: str = strawberry.field(description="介護保険者番号")
    insured_number: str = strawberry.field(description="介護保険被保険者番号")
    name: str = strawberry.field(description="氏名")
    kana: str = strawberry.field(description="氏名カナ")
    birth_date: datetime.date = strawberry.field(description="生年月日")
    sex: published(Sex) = strawberry.field(description="性別")  # type: ignore[valid-type]
    postal_code: str | None = strawberry.field(description="郵便番号")
    address: str | None = strawberry.field(description="住所")
    phone: str | None = strawberry.field(description="電話番号")


@strawberry.type(description="届出にある事業所。届け出たときの内容")
class ReceivedFilingOffice:
    number: str = strawberry.field(description="介護事業所番号")
    name: str = strawberry.field(description="名称")
    address: str = strawberry.field(description="所在地")
    phone: str = strawberry.field(description="電話番号")


@strawberry.type(description="提出状況の一段階")
class ReceivedFilingEvent:
    status: published(FilingStatus) = strawberry.field(description="提出状況")  # type: ignore[valid-type]
    status_label: str = strawberry.field(description="提出状況・表示名")
    at: datetime.datetime = strawberry.field(description="日時")
    by: str = strawberry.field(description="行った人またはシステム")
    received_on: datetime.date | None = strawberry.field(description="受付日（回答したときだけ）")
    reasons: list[str] = strawberry.field(description="差戻しの理由")


@strawberry.type(description="市町村に届いた届出一件（代行提出）")
class ReceivedFiling:
    id: strawberry.ID = strawberry.field(description="届出のID")
    kind: published(FilingKind) = strawberry.field(description="届出種別")  # type: ignore[valid-type]
    kind_label: str = strawberry.field(description="届出種別・表示名")
    classification: published(FilingClass) = strawberry.field(description="届出の区分")  # type: ignore[valid-type]
    status: published(FilingStatus) = strawberry.field(description="提出状況")  # type: ignore[valid-type]
    status_label: str = strawberry.field(description="提出状況・表示名")
    filed_on: datetime.date = strawberry.field(description="届出年月日")
    person: ReceivedFilingPerson | None = strawberry.field(description="被保険者（市町村システムだけに示す）")
    office: ReceivedFilingOffice = strawberry.field(description="計画作成を依頼する事業所")
    delegate: ReceivedFilingOffice | None = strawberry.field(description="委託先の居宅介護支援事業所")
    change_reason: str | None = strawberry.field(description="事業所を変更する事由")
    changed_on: datetime.date | None = strawberry.field(description="変更年月日")
    starts_on: datetime.date = strawberry.field(description="サービス開始（計画作成開始）年月日")
    service_use: published(ServiceUse) | None = strawberry.field(  # type: ignore[valid-type]
        description="利用開始月における居宅サービス等の利用（小規模多機能等）"
    )
    services_used: str | None = strawberry.field(description="利用した居宅サービス等の名称")
    requested_on: datetime.date = strawberry.field(description="利用者から依頼を受け、代行提出の選択を確認した日")
    request_method: published(RequestMethod) = strawberry.field(  # type: ignore[valid-type]
        description="利用者からの依頼の方法"
    )
    filer_name: str = strawberry.field(description="届出者（代行）の氏名")
    filer_relation: published(FilerRelation) = strawberry.field(description="届出者の関係")  # type: ignore[valid-type]
    disclosure_consent: bool = strawberry.field(description="認定情報等を事業所に提示することへの利用者の同意")
    events: list[ReceivedFilingEvent] = strawberry.field(description="提出状況の履歴（古い順）")
