"""What a clinic has written (主治医意見書; guide function 8): the draft and what was sent; loaders/opinion_version.py's objects."""

import datetime

import strawberry

from graph.opinion_content import OpinionContent
from graph.refused import UserError


@strawberry.type(description="主治医意見書の下書き。送信するとなくなる")
class OpinionDraft:
    saved_at: datetime.datetime = strawberry.field(description="登録した日時")
    saved_by: str = strawberry.field(description="登録したアカウントの氏名")
    correction_reason: str | None = strawberry.field(description="訂正の理由（送信した意見書を訂正するときだけ）")
    content: OpinionContent = strawberry.field(description="意見書の項目")  # type: ignore[valid-type]
    errors: list[UserError] = strawberry.field(description="このまま送信すると示される誤り。なければ送信できる")


@strawberry.type(description="送信した主治医意見書の一つの版。変わらない")
class OpinionVersion:
    id: strawberry.ID = strawberry.field(description="版のID")
    version: int = strawberry.field(description="版（1から。訂正するごとに増える）")
    latest: bool = strawberry.field(description="最新の版か")
    correction_reason: str | None = strawberry.field(description="訂正の理由（2版から）")
    content: OpinionContent = strawberry.field(description="意見書の項目")  # type: ignore[valid-type]
    sent_at: datetime.datetime = strawberry.field(description="送信した日時")
    sent_by: str = strawberry.field(description="送信したアカウントの氏名")
    confirmed_at: datetime.datetime | None = strawberry.field(description="市町村が確認した日時（まだの場合は null）")
    received_on: datetime.date | None = strawberry.field(description="入手日（市町村が確認したときだけ）")
