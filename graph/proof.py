"""The office's proof of identity (本人確認) and what it opens now: registering consent, and filing (B05)."""

from graph.field import column, derived
from graph.view import view
from loaders import proof as source
from models import rows


@view(rows.Registration, "介護情報閲覧のための本人確認と、それによりいま行えること（操作の権限は別に確認される）")
class Proof:
    proven_at = column(rows.Registration.proven_at, "本人確認の日時", beyond=True)
    expires_at = derived(source.EXPIRES_AT, "本人確認が効力を失う日時（本人確認から24時間後）", beyond=True)
    remaining_seconds = derived(source.REMAINING_SECONDS, "効力を失うまでの秒数。失った後は0", beyond=True)
    opens_consent = derived(
        source.OPENS_CONSENT,
        "同意を登録できるか（閲覧のための本人確認から24時間以内で、被保険者の資格がある）",
        beyond=True,
    )
    opens_filing = derived(
        source.OPENS_FILING,
        "代行提出できるか（閲覧または代行提出のための本人確認から24時間以内で、被保険者の資格がある）",
        beyond=True,
    )
