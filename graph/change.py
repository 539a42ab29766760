"""The change feed (変更の通知; features.md B08): what has happened, as the viewer may know it when it is delivered."""

import datetime
from typing import Any

import strawberry

from graph.beneficiary import Beneficiary
from graph.enums import published
from loaders.source import Column, Group
from models import rows
from models.codes.change import ChangeKind


@strawberry.type(
    description="利用者に起きた変更一件。届ける時点の権限で決まる。tombstone のときは、だれのことかのほかは何も届かない"
)
class Change:
    cursor: str = strawberry.field(description="この変更までを受け取ったしるし。since に渡すと続きが届く")
    beneficiary_id: strawberry.ID = strawberry.field(
        description="利用者のID", metadata={"source": Column(rows.Beneficiary.id)}
    )
    tombstone: bool = strawberry.field(
        description="内容を届けられない変更。利用者が一覧にいないか、いまは閲覧できない種類の変更。"
        "手元の写しは beneficiary(id) で読み直し、null なら消す"
    )
    kind: published(ChangeKind) | None = strawberry.field(description="変更の種類")  # type: ignore[valid-type]
    kind_label: str | None = strawberry.field(description="変更の種類・表示名")
    at: datetime.datetime | None = strawberry.field(description="変更の日時")

    @strawberry.field(description="いまの利用者", metadata={"source": Group()})
    async def beneficiary(root: strawberry.Parent[Any]) -> Beneficiary | None:
        return await root.person()  # type: ignore[no-any-return]


@strawberry.type(description="変更の並び。古い順")
class ChangePage:
    changes: list[Change] = strawberry.field(description="変更")
    cursor: str = strawberry.field(description="ここまでを受け取ったしるし。保存して、次の since に渡す")
    has_more: bool = strawberry.field(description="すぐに続きがあるか。changes が空でも続きのあることがある")
