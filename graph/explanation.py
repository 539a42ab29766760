"""Why an account sees what of a person, or does not, now (features.md B04): loaders/explanation.py's objects."""

import datetime

import strawberry

from graph.access import Access
from graph.enums import published
from models.codes.consent import ConsentRoute, ConsentStatus
from models.codes.registration import ProofMethod
from permissions.information import Information, Reason


@strawberry.type(
    description="権限表の欄一つ: 初めにアカウント種別、次にサービスの区分と職種。職種のどれか一つが許していればよい"
)
class ExplainedCell:
    label: str = strawberry.field(description="だれについての欄か")
    allowed: bool = strawberry.field(description="許しているか")
    basis: str = strawberry.field(description="根拠: guide（手引き）または仮定の番号")


@strawberry.type(
    description="利用者ごとの条件一件。すべて満たされなければ表示されない（原本についての医師の利用同意は、意見書の原本だけの条件）"
)
class ExplainedCondition:
    code: str = strawberry.field(description="満たされないときの理由のコード")
    label: str = strawberry.field(description="条件")
    met: bool = strawberry.field(description="この利用者について、いま満たされているか")
    basis: str = strawberry.field(description="根拠: guide（手引き）または仮定の番号")
    remedy: str | None = strawberry.field(description="満たされていないとき、満たす方法")


@strawberry.type(description="情報一つについて、何がどう決めたか")
class ExplainedInformation(Access):
    cells: list[ExplainedCell] = strawberry.field(description="権限表の欄（調べた順）")
    conditions: list[ExplainedCondition] = strawberry.field(description="利用者ごとの条件（調べた順）")


@strawberry.type(description="項目一つについての結論。項目は、属する情報がすべて閲覧できるときに閲覧できる")
class ExplainedField:
    coordinate: str = strawberry.field(description="項目（型.項目）")
    information: list[published(Information)] = strawberry.field(  # type: ignore[valid-type]
        description="属する情報（外側のものから）"
    )
    readable: bool = strawberry.field(description="いま閲覧できるか")
    decided_by: published(Information) | None = strawberry.field(  # type: ignore[valid-type]
        description="閲覧できないとき、そう決めた情報"
    )
    reason: published(Reason) | None = strawberry.field(description="閲覧できない理由")  # type: ignore[valid-type]
    reason_label: str | None = strawberry.field(description="閲覧できない理由・表示名")
    remedy: str | None = strawberry.field(description="閲覧できるようにする方法")


@strawberry.type(description="利用者を事業所の一覧に載せている本人確認")
class ExplainedProof:
    method: published(ProofMethod) = strawberry.field(description="本人確認の方法")  # type: ignore[valid-type]
    method_label: str = strawberry.field(description="本人確認の方法・表示名")
    proven_at: datetime.datetime = strawberry.field(description="本人確認の日時")
    expires_at: datetime.datetime = strawberry.field(description="同意の登録と代行提出に使えなくなる日時")
    registered_on: datetime.date = strawberry.field(description="登録日")
    viewing_until: datetime.date = strawberry.field(description="閲覧有効期限（この日まで閲覧できる）")
    list_opened_at: datetime.datetime | None = strawberry.field(description="読み取り後に利用者一覧を開いた日時")


@strawberry.type(description="いま効力のある、最も新しい同意または取り消し")
class ExplainedConsent:
    status: published(ConsentStatus) = strawberry.field(description="登録された同意の状態")  # type: ignore[valid-type]
    status_label: str = strawberry.field(description="登録された同意の状態・表示名")
    route: published(ConsentRoute) = strawberry.field(  # type: ignore[valid-type]
        description="登録の経路（A. 市町村 / B. 介護事業所）"
    )
    recorded_at: datetime.datetime = strawberry.field(description="登録日時")
    receipt: strawberry.ID | None = strawberry.field(description="控えの識別子。控えの仕組みより前の記録には null")


@strawberry.type(description="この事業所での、いまのケアプランの担当")
class ExplainedCharge:
    user_id: str | None = strawberry.field(description="担当の介護支援専門員のユーザID。決まっていなければ null")
    since: datetime.date = strawberry.field(description="この日から")
    until: datetime.date | None = strawberry.field(description="この日まで")


@strawberry.type(description="あるアカウントが、ある利用者の何をなぜ見られるか、見られないか（手引きにない項目）")
class AccessExplanation:
    at: datetime.datetime = strawberry.field(description="いつの時点か")
    beneficiary_id: strawberry.ID = strawberry.field(description="利用者のID")
    user_id: str = strawberry.field(description="アカウントのユーザID")
    account_name: str = strawberry.field(description="アカウントの氏名")
    account_kind_label: str = strawberry.field(description="アカウント種別・表示名")
    information: list[ExplainedInformation] = strawberry.field(description="すべての情報（権限表の順）")
    fields: list[ExplainedField] = strawberry.field(
        description="指定した項目。置かれる場所により属する情報が違うときは、それぞれ"
    )
    proof: ExplainedProof = strawberry.field(description="本人確認")
    consent: ExplainedConsent | None = strawberry.field(description="同意。申し出がなければ null")
    charge: ExplainedCharge | None = strawberry.field(description="担当。この事業所になければ null")
