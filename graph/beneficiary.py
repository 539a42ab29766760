"""The insured person: the header, the list's columns, the tabs, and what this viewer may see of them."""

import datetime
from typing import Annotated, Any

import strawberry

from graph.access import Access
from graph.certificates import Certificates
from graph.certification import Certification
from graph.consent import ConsentTab
from graph.equipment import Equipment
from graph.feed_source import FeedSource
from graph.field import Info, column, derived, group, guarded, relation
from graph.filing import Filing
from graph.housing import Housing
from graph.life import Life
from graph.progress import Progress
from graph.proof import Proof
from graph.registration import Registration
from graph.view import view
from loaders import beneficiary as source
from loaders import certificates as ratio
from loaders import feed_source as sources
from loaders import filing
from loaders import progress as application
from loaders.source import Column, Group, Scoped, Verdicts
from models import rows
from permissions.information import Information

LIST = Information.LIST
HEADER = "24頁 利用者詳細"
COLUMN = "14頁 利用者一覧"


@strawberry.interface(description="ID で取得できるもの")
class Node:
    id: strawberry.ID = strawberry.field(
        description="不透明なID。番号や氏名を含まない", metadata={"source": Column(rows.Beneficiary.id)}
    )


@view(rows.Beneficiary, "被保険者（利用者）", guide=HEADER)
class Beneficiary(Node):
    name = column(rows.Beneficiary.name, "被保険者証記載の氏名", information=LIST)
    kana = column(rows.Beneficiary.kana, "被保険者証記載の氏名カナ", information=LIST)
    insured_number = column(rows.Beneficiary.insured_number, "被保険者番号", information=LIST)
    birth_date = column(rows.Beneficiary.birth_date, "生年月日", information=LIST)
    sex = column(rows.Beneficiary.sex, "性別", information=LIST)
    address = column(rows.Beneficiary.address, "被保険者証記載の住所", information=Information.ADDRESS)
    postal_code = column(rows.Beneficiary.postal_code, "郵便番号", information=Information.ADDRESS, beyond=True)
    phone = column(rows.Beneficiary.phone, "電話番号", information=Information.ADDRESS, beyond=True)
    eligibility_lost_on = column(rows.Beneficiary.eligibility_lost_on, "資格喪失日", information=LIST, beyond=True)
    eligibility_loss = column(rows.Beneficiary.eligibility_loss, "資格喪失事由", information=LIST, beyond=True)

    registration = relation(Registration, source.REGISTRATION, f"利用者登録（手引き{COLUMN}）", information=LIST)
    proof = relation(Proof, source.REGISTRATION, "本人確認", information=LIST, beyond=True)
    burden_ratio = derived(ratio.RATIO_TODAY, f"負担割合（%）（手引き{COLUMN}）", information=LIST)
    burden_ratio_label = derived(ratio.RATIO_TODAY_LABEL, f"負担割合・表示名（手引き{COLUMN}）", information=LIST)
    application_kind = derived(source.APPLICATION_KIND, f"申請区分（手引き{COLUMN}）", information=LIST)
    application_kind_label = derived(
        source.APPLICATION_KIND_LABEL, f"申請区分・表示名（手引き{COLUMN}）", information=LIST
    )
    certification_status = derived(source.CERTIFICATION_STATUS, f"認定状況（手引き{COLUMN}）", information=LIST)
    certification_status_label = derived(
        source.CERTIFICATION_STATUS_LABEL, f"認定状況・表示名（手引き{COLUMN}）", information=LIST
    )
    consent_status = derived(source.CONSENT_STATUS, f"同意ステータス（手引き{COLUMN}）", information=LIST)
    consent_status_label = derived(
        source.CONSENT_STATUS_LABEL, f"同意ステータス・表示名（手引き{COLUMN}）", information=LIST
    )

    @guarded("証明書タブ（手引き24頁①）", Group(arguments={"on": "today"}), Information.CERTIFICATES)
    def certificates(
        root: strawberry.Parent[Any],
        info: Info,
        on: Annotated[
            datetime.date | None, strawberry.argument(description="この日に有効な証を示す。省略すると今日")
        ] = None,
    ) -> Certificates | None:
        return Scoped(root, {"on": on or info.context.binds["today"]})  # type: ignore[return-value]

    certification = group(Certification, "認定情報タブ（手引き25頁②）", information=Information.CERTIFICATION)
    progress = relation(
        Progress, application.NEWEST, "認定審査会進捗タブ: 最新の申請（手引き26頁⑤）", information=Information.PROGRESS
    )
    progress_history = relation(
        Progress, application.HISTORY, "申請の履歴（新しい順）", information=Information.PROGRESS, beyond=True
    )
    life = group(Life, "照会用LIFE情報タブ（手引き25頁③）", information=Information.LIFE)
    housing = group(Housing, "住宅改修タブ（手引き26頁④）", information=Information.HOUSING_EQUIPMENT)
    equipment = group(Equipment, "福祉用具購入タブ（手引き26頁④）", information=Information.HOUSING_EQUIPMENT)
    consent = group(ConsentTab, "同意タブ（手引き20頁）", information=Information.CONSENT)
    filings = relation(
        Filing,
        filing.FILINGS,
        "ケアプラン作成依頼届出代行提出タブ: 自分の事業所の届出（新しい順。手引き19頁）",
        information=Information.FILINGS,
    )

    sources = relation(
        FeedSource, sources.SOURCES, "この利用者の保険者から最後に情報が届いた時", information=LIST, beyond=True
    )

    @classmethod
    def is_type_of(cls, row: object, _info: object) -> bool:
        return isinstance(row, rows.Beneficiary)

    @strawberry.field(
        description="この利用者について、いま閲覧できる情報と、できない理由（手引きにない項目）",
        metadata={"source": Verdicts()},
    )
    async def access(root: strawberry.Parent[Any], info: Info) -> list[Access]:
        return await info.context.access(root)  # type: ignore[return-value]
