"""What the change feed tells of (features.md B08)."""

from models.codes import Coded


class ChangeKind(Coded):
    """変更の種類: what has happened to a person, as a stable code; never what it was before or is now."""

    REGISTERED = "", "利用者一覧に加わった"
    REMOVED = "", "利用者一覧から外れた"
    BENEFICIARY_CHANGED = "", "利用者の基本情報が変わった"
    VIEWING_EXTENDED = "", "閲覧有効期限が延びた"
    CERTIFICATE_RENEWED = "", "証情報が更新された"
    CERTIFICATION_ARRIVED = "", "要介護認定情報が届いた"
    OPINION_ARRIVED = "", "主治医意見書が届いた"
    PROGRESS_MOVED = "", "認定審査会進捗が進んだ"
    LIFE_ARRIVED = "", "LIFE情報が届いた"
    BENEFITS_CHANGED = "", "住宅改修・福祉用具購入の情報が変わった"
    FILING_SUBMITTED = "", "代行提出の届出を提出した"
    FILING_ANSWERED = "", "代行提出の届出に市町村が回答した"
    FILING_WITHDRAWN = "", "代行提出の届出を取り下げた"
    CONSENT_GIVEN = "", "同意が登録された"
    CONSENT_WITHDRAWN = "", "同意が取り消された"
    CARE_PLAN_CHANGED = "", "ケアプランの担当が変わった"
    CORRECTED = "", "市町村が訂正した"
