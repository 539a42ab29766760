"""The operations of partner systems (連携システム), as those see them who approve them."""

import datetime

import strawberry

from graph.enums import published
from models.codes.partner import OperationStatus
from permissions.information import Information


@strawberry.type(description="操作に必要な最小の権限。閲覧できるかどうかは、実行のたびに権限表が決める")
class OperationNeeds:
    information: list[published(Information)] = strawberry.field(description="情報")  # type: ignore[valid-type]
    information_labels: list[str] = strawberry.field(description="情報・表示名")
    coordinates: list[str] = strawberry.field(description="保護された項目（型.項目）")
    mutations: list[str] = strawberry.field(description="登録・操作の項目")


@strawberry.type(description="前に承認された同じ名前の操作からの変更")
class OperationChange:
    previous_id: strawberry.ID = strawberry.field(description="前に承認された操作の識別子")
    widens: OperationNeeds = strawberry.field(description="新たに必要になる権限")
    drops: OperationNeeds = strawberry.field(description="不要になる権限")
    difference: str = strawberry.field(description="文書の差分（unified diff）")


@strawberry.type(description="連携システムの操作: 登録された文書。承認されたものだけが、そのままの文書で実行できる")
class PartnerOperation:
    id: strawberry.ID = strawberry.field(description="識別子")
    name: str = strawberry.field(description="操作の名前（operationName）")
    document: str = strawberry.field(description="文書（GraphQL）")
    document_id: str = strawberry.field(
        description="文書の SHA-256（sha256:…）。文書の代わりに documentId として送れる"
    )
    needs: OperationNeeds = strawberry.field(description="必要な権限")
    status: published(OperationStatus) = strawberry.field(description="状態")  # type: ignore[valid-type]
    status_label: str = strawberry.field(description="状態・表示名")
    partner: str = strawberry.field(description="登録した連携システム")
    partner_user_id: str = strawberry.field(description="登録した連携システムのユーザID")
    registered_at: datetime.datetime = strawberry.field(description="登録日時")
    approved_at: datetime.datetime | None = strawberry.field(description="承認日時")
    approved_by: str | None = strawberry.field(description="承認した管理者の氏名")
    withdrawn_at: datetime.datetime | None = strawberry.field(description="取り消し日時")
    withdrawn_by: str | None = strawberry.field(description="取り消した管理者の氏名")
    change: OperationChange | None = strawberry.field(
        description="同じ名前の操作が前に承認されていれば、それからの変更"
    )
