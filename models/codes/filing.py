"""Value sets of filings on behalf of a person (代行提出; domain.md section 7)."""

from models.codes import Coded


class FilingKind(Coded):
    """届出種別."""

    CARE_PLAN = "", "居宅サービス計画作成依頼(変更)届出書"
    PREVENTIVE_PLAN = "", "介護予防サービス計画作成依頼(変更)届出書"
    PREVENTIVE_MANAGEMENT = "", "介護予防ケアマネジメント依頼(変更)届出書"


class FilingClass(Coded):
    """届出の区分."""

    NEW = "", "新規"
    CHANGE = "", "変更"
    PROVISIONAL = "", "暫定"


class FilerRelation(Coded):
    """届出者の関係."""

    SELF = "1", "本人"
    FAMILY = "2", "家族"
    REPRESENTATIVE = "3", "代理人"
    SERVICE_PROVIDER = "4", "サービス事業者"
    CARE_MANAGER = "5", "ケアマネ"


class FilingStatus(Coded):
    """提出状況. The official words are not published."""

    DRAFT = "", "下書き"
    SUBMITTED = "", "提出済"
    ACCEPTED = "", "受理"
    RETURNED = "", "差戻し"
    WITHDRAWN = "", "取下げ"


class ServiceUse(Coded):
    """利用開始月における居宅サービス等の利用: asked of small multifunctional offices (小規模多機能等) alone."""

    USED = "", "あり"
    NOT_USED = "", "なし"


class RequestMethod(Coded):
    """利用者からの依頼の方法: how the person asked for the plan, and for the office to file. No form lists the ways."""

    VISIT = "", "訪問時"
    AT_OFFICE = "", "来所時"
    PHONE = "", "電話"
    IN_WRITING = "", "書面"
