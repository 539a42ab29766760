"""Value sets of the doctor's opinion (主治医意見書) and its invoice (domain.md sections 6.1 and 6.2).

The interface code 9 (記載なし) is no value here: what the doctor left out is null.
"""

from models.codes import Coded


class OpinionSequence(Coded):
    """意見書作成回数."""

    FIRST = "1", "初回"
    REPEATED = "2", "2回目以上"


class SymptomStability(Coded):
    """症状としての安定性."""

    STABLE = "", "安定"
    UNSTABLE = "", "不安定"
    UNKNOWN = "", "不明"


class ShortTermMemory(Coded):
    """短期記憶."""

    NO_PROBLEM = "1", "問題なし"
    PROBLEM = "2", "問題あり"


class DecisionAbility(Coded):
    """日常の意思決定を行うための認知能力."""

    INDEPENDENT = "1", "自立"
    SOMEWHAT_DIFFICULT = "2", "いくらか困難"
    NEEDS_SUPERVISION = "3", "見守りが必要"
    UNABLE = "4", "判断できない"


class CommunicationAbility(Coded):
    """自分の意思の伝達能力."""

    ABLE = "1", "伝えられる"
    SOMEWHAT_DIFFICULT = "2", "いくらか困難"
    CONCRETE_REQUESTS_ONLY = "3", "具体的要求に限られる"
    UNABLE = "4", "伝えられない"


class DominantHand(Coded):
    """利き腕."""

    RIGHT = "1", "右"
    LEFT = "2", "左"


class WeightChange(Coded):
    """過去6か月の体重の変化."""

    GAIN = "1", "増加"
    STEADY = "2", "維持"
    LOSS = "3", "減少"


class BodyFindingKind(Coded):
    """身体の状態の所見."""

    LIMB_LOSS = "", "四肢欠損"
    PARALYSIS = "", "麻痺"
    MUSCLE_WEAKNESS = "", "筋力の低下"
    JOINT_CONTRACTURE = "", "関節の拘縮"
    JOINT_PAIN = "", "関節の痛み"
    ATAXIA = "", "失調・不随意運動"
    PRESSURE_ULCER = "", "褥瘡"
    OTHER_SKIN_DISEASE = "", "その他の皮膚疾患"


class BodySite(Coded):
    """部位, where the form prints it."""

    RIGHT_UPPER_LIMB = "", "右上肢"
    LEFT_UPPER_LIMB = "", "左上肢"
    RIGHT_LOWER_LIMB = "", "右下肢"
    LEFT_LOWER_LIMB = "", "左下肢"
    RIGHT_TRUNK = "", "体幹右"
    LEFT_TRUNK = "", "体幹左"


class Degree(Coded):
    """程度."""

    MILD = "1", "軽"
    MODERATE = "2", "中"
    SEVERE = "3", "重"


class OutdoorWalking(Coded):
    """屋外歩行."""

    INDEPENDENT = "1", "自立"
    WITH_ASSISTANCE = "2", "介助があればしている"
    NOT_DONE = "3", "していない"


class WheelchairUse(Coded):
    """車いすの使用."""

    NOT_USED = "1", "用いていない"
    SELF_PROPELLED = "2", "主に自分で操作"
    PUSHED_BY_OTHERS = "3", "主に他人が操作"


class EatingAbility(Coded):
    """食事行為."""

    INDEPENDENT = "1", "自立ないし何とか自分で食べられる"
    TOTAL_ASSISTANCE = "2", "全面介助"


class NutritionStatus(Coded):
    """現在の栄養状態."""

    GOOD = "1", "良好"
    POOR = "2", "不良"


class Prospect(Coded):
    """サービス利用による生活機能の維持・改善の見通し."""

    EXPECTED = "1", "期待できる"
    NOT_EXPECTED = "2", "期待できない"
    UNKNOWN = "3", "不明"


class ManagementNeed(Coded):
    """医学的管理の必要性. The form underlines what is needed especially."""

    NEEDED = "", "必要"
    ESPECIALLY_NEEDED = "", "特に必要"


class InfectionStatus(Coded):
    """感染症の有無."""

    NONE = "1", "無"
    PRESENT = "2", "有"
    UNKNOWN = "3", "不明"


class OpinionTargetStatus(Coded):
    """作成対象者の状況."""

    REQUESTED = "", "依頼あり(未登録)"
    REGISTERED = "", "登録済"
    SENT = "", "送信済"


class ClaimCategory(Coded):
    """主治医意見書作成料の請求区分."""

    HOME_NEW = "11", "在宅新規"
    HOME_CONTINUED = "12", "在宅継続"
    FACILITY_NEW = "21", "施設新規"
    FACILITY_CONTINUED = "22", "施設継続"
