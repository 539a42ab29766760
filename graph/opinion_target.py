"""For whom a clinic writes an opinion (主治医意見書作成対象者; guide function 8); the objects are loaders/opinion_target.py's."""

import datetime

import strawberry

from graph.enums import published
from graph.opinion_version import OpinionDraft, OpinionVersion
from models.codes.beneficiary import Sex
from models.codes.opinion import OpinionTargetStatus
from models.codes.progress import ApplicationKind


@strawberry.type(
    description="主治医意見書作成対象者。本人については、依頼（または依頼書）に書かれていることだけが示される（手引き「8 主治医意見書」）"
)
class OpinionTarget:
    id: strawberry.ID = strawberry.field(description="作成対象者のID")
    status: published(OpinionTargetStatus) = strawberry.field(description="状況")  # type: ignore[valid-type]
    status_label: str = strawberry.field(description="状況・表示名")
    electronic: bool = strawberry.field(description="市町村システムからの依頼か。false は依頼書による登録")
    insurer_number: str = strawberry.field(description="依頼した介護保険者の番号")
    insurer_name: str = strawberry.field(description="依頼した介護保険者の名称")
    insured_number: str = strawberry.field(description="被保険者番号")
    name: str = strawberry.field(description="氏名")
    kana: str = strawberry.field(description="氏名カナ")
    birth_date: datetime.date = strawberry.field(description="生年月日")
    sex: published(Sex) = strawberry.field(description="性別")  # type: ignore[valid-type]
    application_kind: published(ApplicationKind) | None = strawberry.field(  # type: ignore[valid-type]
        description="申請区分（依頼書にない場合は null）"
    )
    requested_on: datetime.date = strawberry.field(description="作成依頼日")
    due_on: datetime.date = strawberry.field(description="提出期限")
    asked_at: datetime.datetime | None = strawberry.field(
        description="市町村システムからの依頼が届いた日時（依頼書だけの場合は null）"
    )
    registered_at: datetime.datetime | None = strawberry.field(
        description="作成対象者として登録した日時（まだの場合は null）"
    )
    draft: OpinionDraft | None = strawberry.field(description="登録した下書き")
    versions: list[OpinionVersion] = strawberry.field(description="送信した版（新しい順）")
