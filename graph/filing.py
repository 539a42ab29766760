"""The filing tab (ケアプラン作成依頼届出代行提出): what the office has sent to the municipality, and what became of it."""

from graph.field import column, relation
from graph.view import view
from loaders import filing as source
from models import rows

PAGE = "19頁"


@view(rows.FilingReason, "差戻しの理由一件")
class FilingReason:
    position = column(rows.FilingReason.position, "何件目の理由か（1から）", beyond=True)
    reason = column(rows.FilingReason.reason, "理由", beyond=True)


@view(rows.FilingEvent, "提出状況の一段階", guide=PAGE)
class FilingEvent:
    status = column(rows.FilingEvent.status, "提出状況")
    at = column(rows.FilingEvent.at, "日時", beyond=True)
    by = column(rows.FilingEvent.by, "行った人またはシステム", beyond=True)
    received_on = column(rows.FilingEvent.received_on, "受付日（市町村が回答したときだけ）", beyond=True)
    reasons = relation(FilingReason, source.REASONS, "差戻しの理由（差戻しのときだけ）", beyond=True)


@view(rows.Filing, "代行提出した届出一件。提出した後は、提出状況のほかは変わらない", guide=PAGE)
class Filing:
    id = column(rows.Filing.id, "届出のID", beyond=True)
    kind = column(rows.Filing.kind, "届出種別")
    classification = column(rows.Filing.classification, "届出の区分（新規・変更など）")
    status = column(rows.Filing.status, "提出状況")
    filed_on = column(rows.Filing.filed_on, "届出年月日", beyond=True)
    office_number = column(rows.Filing.office_number, "計画作成を依頼する事業所の番号", beyond=True)
    office_name = column(rows.Filing.office_name, "計画作成を依頼する事業所の名称", beyond=True)
    office_address = column(rows.Filing.office_address, "計画作成を依頼する事業所の所在地", beyond=True)
    office_phone = column(rows.Filing.office_phone, "計画作成を依頼する事業所の電話番号", beyond=True)
    delegate_number = column(rows.Filing.delegate_number, "委託先の居宅介護支援事業所の番号", beyond=True)
    delegate_name = column(rows.Filing.delegate_name, "委託先の居宅介護支援事業所の名称", beyond=True)
    delegate_address = column(rows.Filing.delegate_address, "委託先の居宅介護支援事業所の所在地", beyond=True)
    delegate_phone = column(rows.Filing.delegate_phone, "委託先の居宅介護支援事業所の電話番号", beyond=True)
    change_reason = column(rows.Filing.change_reason, "事業所を変更する事由（変更のときだけ）", beyond=True)
    changed_on = column(rows.Filing.changed_on, "変更年月日（変更のときだけ）", beyond=True)
    starts_on = column(rows.Filing.starts_on, "サービス開始（計画作成開始）年月日", beyond=True)
    service_use = column(
        rows.Filing.service_use, "利用開始月における居宅サービス等の利用（小規模多機能等）", beyond=True
    )
    services_used = column(rows.Filing.services_used, "利用した居宅サービス等の名称", beyond=True)
    requested_on = column(rows.Filing.requested_on, "利用者から依頼を受け、代行提出の選択を確認した日")
    request_method = column(rows.Filing.request_method, "利用者からの依頼の方法", beyond=True)
    filer_name = column(rows.Filing.filer_name, "届出者（代行）の氏名", beyond=True)
    filer_relation = column(rows.Filing.filer_relation, "届出者の関係", beyond=True)
    disclosure_consent = column(
        rows.Filing.disclosure_consent, "認定情報等を事業所に提示することへの利用者の同意", beyond=True
    )
    events = relation(FilingEvent, source.EVENTS, "提出状況の履歴（古い順）")
