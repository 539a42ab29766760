"""The consent tab (同意): the status today, and the statements it comes from."""

from graph.field import column, derived, relation
from graph.view import view
from loaders import beneficiary as person
from loaders import consent as source
from models import rows

PAGE = "20頁"


@view(rows.Consent, "同意または取り消しの記録一件", guide=PAGE)
class ConsentStatement:
    status = column(rows.Consent.status, "登録された同意の状態")
    route = column(rows.Consent.route, "登録の経路（A. 市町村 / B. 介護事業所）")
    recorded_at = column(rows.Consent.recorded_at, "登録日時", beyond=True)


@view(rows.Beneficiary, "同意タブ", guide=PAGE)
class ConsentTab:
    status = derived(person.CONSENT_STATUS, "同意ステータス")
    status_label = derived(person.CONSENT_STATUS_LABEL, "同意ステータス・表示名")
    statements = relation(ConsentStatement, source.STATEMENTS, "同意と取り消しの履歴（新しい順）", beyond=True)
