"""What the viewer may see of one person today, and what to do where it is not shown (features.md B01)."""

import strawberry

from graph.enums import published
from permissions.information import Information, Reason


@strawberry.type(description="一人の利用者について、情報ごとの閲覧の可否")
class Access:
    information: published(Information) = strawberry.field(description="情報")  # type: ignore[valid-type]
    information_label: str = strawberry.field(description="情報・表示名")
    readable: bool = strawberry.field(description="いま閲覧できるか")
    reason: published(Reason) | None = strawberry.field(description="閲覧できない理由")  # type: ignore[valid-type]
    reason_label: str | None = strawberry.field(description="閲覧できない理由・表示名")
    remedy: str | None = strawberry.field(description="閲覧できるようにする方法")
