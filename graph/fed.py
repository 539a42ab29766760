"""What a municipality's system has fed of a person, as it stands and as it once stood (features.md B25)."""

import datetime

import strawberry

from graph.enums import published
from models.codes.fed import FedKind, VersionEnding

CONTENT = "内容（JSON。項目名は保存のまま、コードは英語名、日付は ISO 8601）"


@strawberry.type(description="連携した情報の、いまは表示されていない版")
class FedVersion:
    content: str = strawberry.field(description=CONTENT)
    since: datetime.datetime | None = strawberry.field(
        description="いつから表示されていたか。連携が始まる前からなら null"
    )
    until: datetime.datetime = strawberry.field(description="いつまで表示されていたか")
    by: str | None = strawberry.field(description="連携したシステム")
    ending: published(VersionEnding) = strawberry.field(description="どう終わったか")  # type: ignore[valid-type]
    ending_label: str = strawberry.field(description="どう終わったか・表示名")
    ended_by: str = strawberry.field(description="終わらせたシステム")
    reason: str | None = strawberry.field(description="訂正または取消の理由")


@strawberry.type(description="連携した情報一件と、そのすべての版")
class FedEntry:
    id: strawberry.ID = strawberry.field(description="連携したもののID。訂正・取消に使う")
    kind: published(FedKind) = strawberry.field(description="種類")  # type: ignore[valid-type]
    kind_label: str = strawberry.field(description="種類・表示名")
    content: str | None = strawberry.field(description=f"いま表示されている{CONTENT}。取り消されたなら null")
    since: datetime.datetime | None = strawberry.field(description="いつから今の内容か。連携が始まる前からなら null")
    by: str | None = strawberry.field(description="連携したシステム")
    versions: list[FedVersion] = strawberry.field(description="いまは表示されていない版（古い順）")
