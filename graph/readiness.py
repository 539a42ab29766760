"""Which links with a municipality are live, and the paper way where they are not (features.md B17)."""

import datetime

import strawberry

from graph.enums import published
from models.codes.readiness import Link


@strawberry.type(description="市町村との連携の一つ")
class LinkReadiness:
    link: published(Link) = strawberry.field(description="連携")  # type: ignore[valid-type]
    link_label: str = strawberry.field(description="連携・表示名")
    live: bool = strawberry.field(description="今日使えるか")
    live_from: datetime.date | None = strawberry.field(description="いつから使えるか。決まっていないなら null")
    paper: str | None = strawberry.field(description="使えない間の方法（書面など）。使えるなら null")


@strawberry.type(description="市町村（保険者）と、その連携の状況")
class Municipality:
    insurer_number: str = strawberry.field(description="介護保険者番号")
    name: str = strawberry.field(description="保険者の名称")
    links: list[LinkReadiness] = strawberry.field(description="すべての連携")
