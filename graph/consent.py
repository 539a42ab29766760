"""The consent tab (同意): the status today, the statements it comes from, and their receipts."""

import datetime

import strawberry

from graph.enums import published
from graph.field import column, derived, relation
from graph.view import view
from loaders import beneficiary as person
from loaders import consent as source
from models import rows
from models.codes.consent import ConsentStatus, ReceiptFault

PAGE = "20頁"


@view(rows.Consent, "同意または取り消しの記録一件", guide=PAGE)
class ConsentStatement:
    status = column(rows.Consent.status, "登録された同意の状態")
    route = column(rows.Consent.route, "登録の経路（A. 市町村 / B. 介護事業所）")
    recorded_at = column(
        rows.Consent.recorded_at, "登録日時。市町村から連携されたものは、本人が申し出た日による", beyond=True
    )
    receipt = derived(
        source.RECEIPT,
        "署名された控え（JSON）。自事業所か市町村が登録したものだけ。控えの仕組みより前の記録には null",
        beyond=True,
    )


@view(rows.Beneficiary, "同意タブ", guide=PAGE)
class ConsentTab:
    status = derived(person.CONSENT_STATUS, "同意ステータス")
    status_label = derived(person.CONSENT_STATUS_LABEL, "同意ステータス・表示名")
    statements = relation(ConsentStatement, source.STATEMENTS, "同意と取り消しの履歴（新しい順）", beyond=True)


@strawberry.type(description="本人に示す同意の文言（手引きにない項目）")
class ConsentText:
    version: str = strawberry.field(description="文言の版。同意の登録に添える")
    scope: str = strawberry.field(description="同意が及ぶ範囲")


@strawberry.type(description="控えの次に出された控え。だれがどこで申し出たかは含まない（手引きにない項目）")
class FollowingReceipt:
    id: strawberry.ID = strawberry.field(description="控えの識別子")
    status: published(ConsentStatus) = strawberry.field(description="登録された同意の状態")  # type: ignore[valid-type]
    status_label: str = strawberry.field(description="登録された同意の状態・表示名")
    stated_at: datetime.datetime = strawberry.field(description="申し出の日時")


@strawberry.type(description="控えを確かめた結果（手引きにない項目）")
class ReceiptVerification:
    valid: bool = strawberry.field(description="このサービスが署名した控えで、一文字も変わっていないか")
    fault: published(ReceiptFault) | None = strawberry.field(description="確かめられない理由")  # type: ignore[valid-type]
    fault_label: str | None = strawberry.field(description="確かめられない理由・表示名")
    id: strawberry.ID | None = strawberry.field(description="控えの識別子")
    followed_by: FollowingReceipt | None = strawberry.field(
        description="次に出された控え（例: 取り消しの控え）。まだなければ null"
    )
    kid: str = strawberry.field(description="今の鍵の名前。控えの kid と同じこと")
    public_key: str = strawberry.field(description="今の公開鍵（Ed25519、PEM）")
