"""Value sets of the certificates (証) and of what is printed on them (domain.md sections 4.4 and 5)."""

from models.codes import Coded


class CertificateKind(Coded):
    """証の種類."""

    INSURED = "", "介護保険被保険者証"
    BURDEN_RATIO = "", "介護保険負担割合証"
    BURDEN_LIMIT = "", "介護保険負担限度額認定証"
    REDUCTION = "", "介護保険利用者負担額減額・免除認定証"
    SOCIAL_WELFARE_REDUCTION = "", "社会福祉法人等利用者負担軽減確認証"
    HOME_HELP_REDUCTION = "", "訪問介護利用者負担額減額認定証"
    REMOTE_ISLAND_REDUCTION = "", "離島等地域における特別地域加算に係る利用者負担額軽減確認証"
    HILLY_AREA_REDUCTION = "", "中山間地域における特別地域加算に係る利用者負担額軽減確認証"
    SPECIFIED_BURDEN_LIMIT = "", "介護保険特定負担額減額認定証(特別養護老人ホームの要介護旧措置入所者)"
    FORMER_MEASURE_REDUCTION = "", "介護保険利用者負担額減額・免除等認定証(特別養護老人ホームの要介護旧措置入所者)"


class HoldingState(Coded):
    """証の保有状況."""

    HELD = "", "あり"
    EXPIRED = "", "期限切れ"
    NOT_HELD = "", "なし"


class BurdenStage(Coded):
    """利用者負担段階. Stage 4 pays the standard amount: it has no limit and no certificate."""

    STAGE_1 = "", "第1段階"
    STAGE_2 = "", "第2段階"
    STAGE_3_1 = "", "第3段階①"
    STAGE_3_2 = "", "第3段階②"
    STAGE_4 = "", "第4段階"


class RoomType(Coded):
    """居室区分, in the order of the certificate."""

    UNIT_PRIVATE = "1", "ユニット型個室"
    UNIT_SEMI_PRIVATE = "2", "ユニット型個室的多床室"
    PRIVATE_WELFARE = "3", "従来型個室(特養等)"
    PRIVATE_HEALTH = "5", "従来型個室(老健・医療院等)"
    SHARED = "4", "多床室"


class ReductionKind(Coded):
    """減免種類."""

    STANDARD_BURDEN = "01", "標準負担額減免"
    SPECIFIED_STANDARD_BURDEN = "02", "特定標準負担額減額"
    USER_BURDEN = "03", "利用者負担額減額"
    SOCIAL_WELFARE = "04", "社会福祉法人等軽減"
    HOME_HELP = "05", "訪問介護利用者負担額減額"
    SPECIAL_AREA = "06", "特別地域加算減免"
    BURDEN_LIMIT = "07", "負担限度額認定"
    DISABILITY_DEDUCTION = "10", "障がい者控除"


class ReductionDecision(Coded):
    """減免の決定区分. A certificate is issued only where it is approved."""

    REFUSED = "0", "承認しない"
    APPROVED = "1", "承認する"


class FormerMeasureKind(Coded):
    """旧措置者区分."""

    FORMER_MEASURE = "1", "旧措置者"
    BURDEN_RELIEVED = "2", "旧措置者実質的負担軽減者"


class SocialWelfareGround(Coded):
    """社会福祉法人等軽減の減免区分."""

    OLD_AGE_WELFARE_PENSION = "11", "非課税・老年受給"
    NEAR_PUBLIC_ASSISTANCE = "12", "生保に準ずる"
    OTHER = "13", "その他"
    HARDSHIP = "14", "生計困難"
    TRANSITION = "15", "激変緩和"


class RatioDecision(Coded):
    """負担割合の判定区分."""

    ANNUAL = "1", "年次"
    CHANGE = "2", "異動分"
    PAST_YEAR = "3", "過年度分"
    IMMEDIATE_CORRECTION = "4", "即時更正"


class RestrictionKind(Coded):
    """給付制限, for premiums left unpaid."""

    PAYMENT_METHOD_CHANGE = "", "支払方法の変更"
    PAYMENT_SUSPENSION = "", "支払の一時差止"
    BENEFIT_REDUCTION = "", "給付額の減額"


class FacilityKind(Coded):
    """介護保険施設等の種類; the codes are those of the service given there."""

    WELFARE_FACILITY = "51", "介護老人福祉施設"
    HEALTH_FACILITY = "52", "介護老人保健施設"
    SANATORIUM_FACILITY = "53", "介護療養型医療施設(廃止)"
    MEDICAL_FACILITY = "55", "介護医療院"
    COMMUNITY_WELFARE_FACILITY = "54", "地域密着型介護老人福祉施設"
    SPECIFIED_FACILITY = "33", "特定施設"
    COMMUNITY_SPECIFIED_FACILITY = "36", "地域密着型特定施設"
    GROUP_HOME = "32", "認知症対応型共同生活介護"


class PlanningKind(Coded):
    """計画作成区分."""

    CARE_MANAGEMENT_OFFICE = "1", "居宅介護支援事業所作成"
    STANDARD_COMPLIANT_OFFICE = "2", "基準該当居宅介護支援"
    SELF_MADE = "3", "自己作成"
    PREVENTIVE_SUPPORT = "4", "介護予防支援・地域包括"


class HomeHelpLaw(Coded):
    """訪問介護利用者負担額減額の法別."""

    BEFORE_INSURANCE = "56", "施行時ホームヘルプ"
    DISABILITY = "57", "障害時ホームヘルプ"
    DISABILITY_FULL_EXEMPTION = "58", "障害ヘルプ全額免除"
