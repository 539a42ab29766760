"""A file that another system fed, and what has become of it (連携ファイル; S83, S84); loaders/feed_job.py's objects."""

import datetime
from typing import Annotated, Any

import strawberry

from graph.enums import published
from models.codes.certificates import CertificateKind
from models.codes.feed_job import FeedKeep, FeedState
from models.feed_job import MOST_FAULTS


@strawberry.type(description="連携ファイルの誤り一件")
class FeedFault:
    place: int = strawberry.field(description="誤りの順番（1から）")
    line: int = strawberry.field(description="何行目か（見出しが1行目）")
    column: str | None = strawberry.field(description="どの項目か（見出しの名前）。行全体なら null")
    code: str = strawberry.field(description="誤りの種類（変わらない英語のコード）")
    message: str = strawberry.field(description="何を直せばよいか")


@strawberry.type(description="連携ファイルの取り込みの状況")
class FeedJob:
    id: strawberry.ID = strawberry.field(description="取り込みのID")
    certificate: published(CertificateKind) | None = strawberry.field(  # type: ignore[valid-type]
        description="証の種類。LIFEのファイルは null"
    )
    keep: published(FeedKeep) = strawberry.field(description="取り込み方")  # type: ignore[valid-type]
    state: published(FeedState) = strawberry.field(description="状態")  # type: ignore[valid-type]
    state_label: str = strawberry.field(description="状態・表示名")
    sent_at: datetime.datetime = strawberry.field(description="受け取った日時")
    ended_at: datetime.datetime | None = strawberry.field(description="終わった日時")
    rows_read: int = strawberry.field(description="読んだ行数")
    rows_kept: int = strawberry.field(description="取り込んだ行数（新しい、または前と違う内容だったもの）")
    rows_unchanged: int = strawberry.field(description="すでに同じ内容だった行数")
    rows_refused: int = strawberry.field(description="誤りのあった行数")

    @strawberry.field(description=f"誤り（ファイルの順に、{MOST_FAULTS:,}件まで残る）")
    def faults(
        root: strawberry.Parent[Any],
        first: Annotated[int | None, strawberry.argument(description="前から何件（100まで。省略すると100）")] = None,
        after: Annotated[int | None, strawberry.argument(description="この順番より後")] = None,
    ) -> list[FeedFault]:
        return root.faults(first, after)  # type: ignore[no-any-return]
