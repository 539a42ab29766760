"""Answer sets of the survey (認定調査票; domain.md section 6.3). Codes count from 1, in the order of the form."""

from models.codes import Coded


class MovementAbility(Coded):
    """寝返り・起き上がり・歩行・立ち上がり."""

    WITHOUT_HOLDING = "1", "つかまらないでできる"
    HOLDING_ON = "2", "何かにつかまればできる"
    UNABLE = "3", "できない"


class SittingAbility(Coded):
    """座位保持."""

    ABLE = "1", "できる"
    SUPPORTED_BY_OWN_HAND = "2", "自分の手で支えればできる"
    SUPPORTED_BY_OTHERS = "3", "支えてもらえればできる"
    UNABLE = "4", "できない"


class StandingAbility(Coded):
    """立位保持."""

    UNSUPPORTED = "1", "支えなしでできる"
    SUPPORTED = "2", "何か支えがあればできる"
    UNABLE = "3", "できない"


class BathingAssistance(Coded):
    """洗身の介助."""

    NONE = "1", "介助されていない"
    PARTIAL = "2", "一部介助"
    TOTAL = "3", "全介助"
    NOT_DONE = "4", "行っていない"


class Assistance(Coded):
    """介助の方法(三段階)."""

    NONE = "1", "介助されていない"
    PARTIAL = "2", "一部介助"
    TOTAL = "3", "全介助"


class SupervisedAssistance(Coded):
    """介助の方法(見守り等を含む四段階)."""

    NONE = "1", "介助されていない"
    SUPERVISION = "2", "見守り等"
    PARTIAL = "3", "一部介助"
    TOTAL = "4", "全介助"


class Vision(Coded):
    """視力."""

    NORMAL = "1", "普通"
    CHART_AT_ONE_METRE = "2", "約1m離れた視力確認表の図が見える"
    CHART_BEFORE_EYES = "3", "目の前に置いた視力確認表の図が見える"
    HARDLY = "4", "ほとんど見えない"
    UNDETERMINED = "5", "見えているのか判断不能"


class Hearing(Coded):
    """聴力."""

    NORMAL = "1", "普通"
    NORMAL_VOICE_BARELY = "2", "普通の声がやっと聞き取れる"
    LOUD_VOICE = "3", "かなり大きな声なら何とか聞き取れる"
    HARDLY = "4", "ほとんど聞こえない"
    UNDETERMINED = "5", "聞こえているのか判断不能"


class SwallowingAbility(Coded):
    """えん下."""

    ABLE = "1", "できる"
    SUPERVISION = "2", "見守り等"
    UNABLE = "3", "できない"


class OutingFrequency(Coded):
    """外出頻度."""

    WEEKLY = "1", "週1回以上"
    MONTHLY = "2", "月1回以上"
    LESS_THAN_MONTHLY = "3", "月1回未満"


class IntentCommunication(Coded):
    """意思の伝達."""

    ABLE = "1", "調査対象者が意思を他者に伝達できる"
    SOMETIMES = "2", "ときどき伝達できる"
    HARDLY = "3", "ほとんど伝達できない"
    UNABLE = "4", "できない"


class RecognitionAbility(Coded):
    """認知機能のできる・できない."""

    ABLE = "1", "できる"
    UNABLE = "2", "できない"


class BehaviourFrequency(Coded):
    """行動の有無と頻度."""

    NONE = "1", "ない"
    SOMETIMES = "2", "ときどきある"
    PRESENT = "3", "ある"


class DailyDecision(Coded):
    """日常の意思決定."""

    ABLE = "1", "できる(特別な場合でもできる)"
    ABLE_EXCEPT_SPECIAL = "2", "特別な場合を除いてできる"
    DIFFICULT = "3", "日常的に困難"
    UNABLE = "4", "できない"


class SurveyPlace(Coded):
    """概況調査の実施場所."""

    HOME = "1", "自宅内"
    OUTSIDE_HOME = "2", "自宅外"
    OTHER = "3", "その他"


class CurrentResidence(Coded):
    """概況調査の現在の状況: where the person lives."""

    HOME = "1", "居宅"
    WELFARE_FACILITY = "2", "介護老人福祉施設"
    HEALTH_FACILITY = "3", "介護老人保健施設"
    MEDICAL_FACILITY = "4", "介護療養型医療施設・介護医療院"
    GROUP_HOME = "5", "認知症対応型共同生活介護"
    SPECIFIED_FACILITY = "6", "特定施設入居者生活介護"
    LONG_TERM_CARE_BED = "7", "医療療養病床"
    OTHER_HOSPITAL = "8", "療養病床以外の医療機関"
    OTHER = "9", "その他"


class SurveyServiceClass(Coded):
    """概況調査のサービス区分."""

    PREVENTION = "1", "予防給付"
    CARE = "2", "介護給付"
    NONE = "9", "なし"


class SurveyContractor(Coded):
    """認定調査の委託先."""

    INSURER = "1", "保険者"
    DESIGNATED_CORPORATION = "2", "指定市町村事務受託法人"
    CARE_MANAGEMENT_OFFICE = "3", "指定居宅介護支援事業者"
    CARE_FACILITY = "4", "介護保険施設"
    CARE_MANAGER = "5", "介護支援専門員"
    OTHER_MUNICIPALITY = "6", "他市町村"
    OTHER = "9", "その他"
