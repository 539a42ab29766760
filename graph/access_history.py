"""A person's access history (閲覧履歴; features.md B06): loaders/access_history.py's objects."""

import datetime

import strawberry

from graph.enums import published
from models.codes.access import AccessKind
from models.codes.office import AccountKind


@strawberry.type(description="表示されなかった情報")
class RefusedTab:
    tab: str = strawberry.field(description="情報の名前")
    reason: str = strawberry.field(description="表示されなかった理由")


@strawberry.type(description="閲覧または手続き一件。職員の氏名は含まない")
class AccessEntry:
    at: datetime.datetime = strawberry.field(description="日時")
    kind: published(AccessKind) = strawberry.field(description="種別")  # type: ignore[valid-type]
    kind_label: str = strawberry.field(description="種別・表示名")
    place: str | None = strawberry.field(description="事業所または保険者の名称。示さない場合とない場合は null")
    place_hidden: bool = strawberry.field(
        description="事業所の名称を示さないか。市町村以外には、示すと本人の居所が分かるおそれがある間は示さない"
    )
    account_kind: published(AccountKind) | None = strawberry.field(description="アカウント種別")  # type: ignore[valid-type]
    account_kind_label: str | None = strawberry.field(description="アカウント種別・表示名")
    occupations: list[str] = strawberry.field(description="閲覧したときの職種（手続きの記録には残らない）")
    automatic: bool = strawberry.field(description="人ではなく、システムが自動で行ったか")
    tabs: list[str] = strawberry.field(description="見た情報")
    refused: list[RefusedTab] = strawberry.field(description="見ようとして表示されなかった情報")
    action: str | None = strawberry.field(description="手続きの名前")
    done: bool = strawberry.field(description="閲覧では何かが表示されたか、手続きでは行われたか")
    basis: list[str] = strawberry.field(
        description="閲覧の根拠（本人確認、同意、ケアプランの担当）。いまの記録から分かるもの"
    )
    sentence: str = strawberry.field(description="この一件を述べる文")


@strawberry.type(description="一人の被保険者についての閲覧と手続きの履歴（手引きにない項目）")
class AccessHistory:
    total: int = strawberry.field(description="期間内の件数。誰も見ていなければ0")
    since: datetime.datetime = strawberry.field(description="期間の初め。これより後の記録はすべて残っている")
    until: datetime.datetime = strawberry.field(description="期間の終わり（いま）")
    purged_before: datetime.datetime | None = strawberry.field(
        description="保存期間が過ぎた記録を消したとき、その日時。これより前の記録は残っていない"
    )
    retention: str | None = strawberry.field(description="残っていない記録を述べる文")
    summary: str = strawberry.field(description="全体を述べる文。誰も見ていないことも、一つの答え")
    entries: list[AccessEntry] = strawberry.field(description="新しい順")
    older: datetime.datetime | None = strawberry.field(
        description="もっと古いものがあるとき、次のページの after。なければ null"
    )
