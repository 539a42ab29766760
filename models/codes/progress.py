"""Value sets of an application for certification and its way to the decision (domain.md section 4.2)."""

from models.codes import Coded


class ApplicationKind(Coded):
    """申請区分(申請時)."""

    NEW = "1", "新規申請"
    RENEWAL = "2", "更新申請"
    CHANGE = "3", "区分変更申請"
    EX_OFFICIO = "4", "職権"
    TRANSFER_IN = "5", "転入申請"
    ELIGIBILITY_LOSS = "6", "資格喪失(死亡)"


class ApplicationKindByLaw(Coded):
    """申請区分(法令)."""

    NEW = "1", "新規"
    RENEWAL = "2", "更新"
    CHANGE = "3", "区分変更"
    EX_OFFICIO = "4", "職権"


class WithdrawalKind(Coded):
    """取下区分."""

    VALID = "1", "認定申請有効"
    REJECTED = "2", "却下"
    WITHDRAWN = "3", "取り下げ"
    CHANGE_REJECTED = "4", "区分変更却下"


class ProcessingState(Coded):
    """処理状態."""

    NORMAL = "0", "通常"
    WITHDRAWN = "1", "取下"
    REJECTED = "2", "却下"
    POSTPONED = "3", "延期"


class ApplicantKind(Coded):
    """申請代行区分."""

    SELF = "1", "本人"
    FAMILY = "2", "家族"
    DELEGATE = "3", "委任"
    PROXY = "4", "代行"
    OTHER = "9", "その他"


class BoardDecision(Coded):
    """認定審査会の判定結果."""

    CERTIFIED = "01", "認定"
    NOT_REVIEWED = "11", "未審査"
    RE_REVIEW = "21", "再審査"
    REINVESTIGATION = "31", "再調査(調査・意見書)"
    REINVESTIGATION_SURVEY = "32", "再調査(調査のみ)"
    REINVESTIGATION_OPINION = "33", "再調査(意見書のみ)"


class BoardMeetingState(Coded):
    """審査会開催進捗."""

    NOT_HELD = "0", "未開催"
    ASSIGNED = "1", "未開催/割付完了"
    COMPLETED = "2", "完了"
    CANCELLED = "3", "中止"
    OTHER = "9", "その他"


class SurveyRequest(Coded):
    """認定調査依頼の区分."""

    FIRST = "0", "初回"
    REPEATED = "1", "再依頼"
    RESURVEY = "2", "再調査"


class OpinionRequest(Coded):
    """主治医意見書作成依頼の区分."""

    FIRST = "1", "初回"
    REPEATED = "2", "再依頼"
    NEW_OPINION = "3", "再意見書"


class PendingApplication(Coded):
    """認定申請中区分, as 国保連 asks for it."""

    NONE = "1", "申請無し"
    PENDING = "2", "申請中"
    DECIDED = "3", "決定済み"


class CarePlanCertification(Coded):
    """認定状況区分 of care plan files (ケアプランデータ連携標準仕様 4.1)."""

    PENDING = "1", "申請中"
    CERTIFIED = "2", "認定済"


class DeemedCertification(Coded):
    """みなし認定."""

    NORMAL = "1", "通常"
    FORMER_MEASURE = "2", "みなし(旧措置入所者)"
    UNAVOIDABLE = "3", "やむを得ない事由"


class Stability(Coded):
    """状態の安定性."""

    STABLE = "1", "安定"
    UNSTABLE = "2", "不安定"


class BenefitClass(Coded):
    """給付区分."""

    PREVENTION = "1", "予防給付相当"
    CARE = "2", "介護給付相当"


class CertificationStatus(Coded):
    """認定状況. The official words are not published; 申請受理 is the guide's."""

    ACCEPTED = "", "申請受理"
    SURVEYING = "", "調査中"
    AWAITING_BOARD = "", "審査会待ち"
    JUDGED = "", "判定済"
    CERTIFIED = "", "認定済"
    REJECTED = "", "却下"
    WITHDRAWN = "", "取下"
    POSTPONED = "", "延期"
    NOT_CERTIFIED = "", "認定なし"


class StepStatus(Coded):
    """ステータス of one step: 認定調査, 主治医意見書, 認定審査会. The official words are not published."""

    NOT_STARTED = "", "未着手"
    REQUESTED = "", "依頼済"
    SCHEDULED = "", "予定"
    DONE = "", "入手済(実施済)"
    POSTPONED = "", "延期"


class JudgementCategory(Coded):
    """二次判定の判定区分: that there is a level, never which (A16)."""

    CERTIFIED = "", "認定"
    NOT_APPLICABLE = "", "非該当"
    NOT_REVIEWED = "", "未審査"
    RE_REVIEW = "", "再審査"
    REINVESTIGATION = "", "再調査"


class PostponementReason(Coded):
    """延期の理由. The reasons are assumed."""

    SURVEY_DELAY = "", "調査の遅れ"
    OPINION_DELAY = "", "主治医意見書の遅れ"
    BOARD_SCHEDULE = "", "審査会の日程"
    OTHER = "", "その他"


class ProgressStep(Coded):
    """申請の段階: what of an application can move."""

    APPLICATION = "", "申請受付"
    SURVEY = "", "認定調査"
    OPINION = "", "主治医意見書"
    BOARD = "", "認定審査会"
    JUDGEMENT = "", "二次判定"
    DECISION = "", "要介護認定"
    POSTPONEMENT = "", "延期"


class WaitingStep(Coded):
    """待っている手続き: what an application that is under way hangs on."""

    SURVEY = "", "認定調査"
    OPINION = "", "主治医意見書"
    SURVEY_AND_OPINION = "", "認定調査と主治医意見書"
    BOARD = "", "認定審査会"
    CERTIFICATION = "", "要介護認定"
