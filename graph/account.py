"""Accounts and card-reader apps, as those who manage them see them (guide p.7; the rows are loaders/accounts.py's)."""

import datetime

import strawberry

from graph.enums import published
from graph.viewer import Post
from models.codes.office import AccountKind


@strawberry.type(description="アカウント（管理する人に見えるもの。パスワードは誰にも見えない）")
class Account:
    user_id: str = strawberry.field(description="ユーザID")
    name: str = strawberry.field(description="氏名")
    kind: published(AccountKind) = strawberry.field(description="アカウント種別")  # type: ignore[valid-type]
    kind_label: str = strawberry.field(description="アカウント種別・表示名")
    mail: str = strawberry.field(description="メールアドレス")
    phone: str | None = strawberry.field(description="携帯電話番号")
    suspended: bool = strawberry.field(description="停止中か")
    first_until: datetime.datetime | None = strawberry.field(
        description="初回パスワードの期限（本人がまだ変更していない場合）"
    )
    posts: list[Post] = strawberry.field(description="サービスと職種")


@strawberry.type(description="マイナ資格確認アプリアカウント")
class CardApp:
    app_id: str = strawberry.field(description="介護情報基盤ポータルが発行したアカウント名")
    issued_at: datetime.datetime = strawberry.field(description="発行日時")
    registered_at: datetime.datetime | None = strawberry.field(description="登録日時（未登録の場合は null）")
    ended_at: datetime.datetime | None = strawberry.field(description="利用を終了した日時")
