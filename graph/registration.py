"""The office's registration of a person (利用者登録): how identity was proven, and until when the person is on the list."""

from graph.field import column, derived
from graph.view import view
from loaders import proof as source
from models import rows


@view(rows.Registration, "利用者登録", guide="14頁")
class Registration:
    method = column(rows.Registration.method, "マイナ登録: 本人確認の方法")
    registered_on = column(rows.Registration.registered_on, "登録日")
    viewing_until = column(rows.Registration.viewing_until, "閲覧有効期限（この日まで閲覧できる）")
    reproof_likely_from = derived(
        source.REPROOF_LIKELY_FROM, "この日から再度の本人確認が必要（閲覧有効期限の翌日）", beyond=True
    )
    reproof_likely_from_era = derived(
        source.REPROOF_LIKELY_FROM_ERA, "この日から再度の本人確認が必要（閲覧有効期限の翌日）・和暦", beyond=True
    )
    proven_at = column(rows.Registration.proven_at, "本人確認の日時", beyond=True)
    list_opened_at = column(rows.Registration.list_opened_at, "読み取り後に利用者一覧を開いた日時", beyond=True)
