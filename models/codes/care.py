"""Value sets of the need for care (domain.md sections 4.1, 4.2 and 8)."""

from models.codes import Coded


class CareLevel(Coded):
    """要介護状態区分."""

    NOT_APPLICABLE = "01", "非該当"
    PROJECT_TARGET = "06", "事業対象者"
    SUPPORT_TRANSITIONAL = "11", "要支援(経過的要介護)"
    SUPPORT_1 = "12", "要支援1"
    SUPPORT_2 = "13", "要支援2"
    CARE_1 = "21", "要介護1"
    CARE_2 = "22", "要介護2"
    CARE_3 = "23", "要介護3"
    CARE_4 = "24", "要介護4"
    CARE_5 = "25", "要介護5"


class BoardOnlyLevel(Coded):
    """要介護状態区分のうち審査会の判定だけに使うもの. No certificate carries one, so they are apart from the levels."""

    REINVESTIGATION = "31", "再調査"
    CANCELLED = "88", "取消"
    NONE = "99", "なし"


class InsuredCategory(Coded):
    """被保険者区分."""

    CATEGORY_1 = "1", "第1号被保険者"
    CATEGORY_2 = "2", "第2号被保険者"
    PUBLIC_ASSISTANCE = "8", "生活保護"
    OTHER = "9", "その他"


class DisabilityAutonomy(Coded):
    """障害高齢者の日常生活自立度."""

    SELF = "1", "自立"
    J1 = "2", "J1"
    J2 = "3", "J2"
    A1 = "4", "A1"
    A2 = "5", "A2"
    B1 = "6", "B1"
    B2 = "7", "B2"
    C1 = "8", "C1"
    C2 = "9", "C2"


class DementiaAutonomy(Coded):
    """認知症高齢者の日常生活自立度."""

    SELF = "1", "自立"
    I = "2", "Ⅰ"
    IIA = "3", "Ⅱa"
    IIB = "4", "Ⅱb"
    IIIA = "5", "Ⅲa"
    IIIB = "6", "Ⅲb"
    IV = "7", "Ⅳ"
    M = "8", "M"


CARE_PLAN_CODES: dict[DisabilityAutonomy | DementiaAutonomy, str] = {
    DisabilityAutonomy.SELF: "01",
    DisabilityAutonomy.J1: "11",
    DisabilityAutonomy.J2: "12",
    DisabilityAutonomy.A1: "21",
    DisabilityAutonomy.A2: "22",
    DisabilityAutonomy.B1: "31",
    DisabilityAutonomy.B2: "32",
    DisabilityAutonomy.C1: "41",
    DisabilityAutonomy.C2: "42",
    DementiaAutonomy.SELF: "01",
    DementiaAutonomy.I: "02",
    DementiaAutonomy.IIA: "03",
    DementiaAutonomy.IIB: "04",
    DementiaAutonomy.IIIA: "05",
    DementiaAutonomy.IIIB: "06",
    DementiaAutonomy.IV: "07",
    DementiaAutonomy.M: "08",
}
"""The same two scales as care plan files write them (ケアプランデータ連携標準仕様 4.1)."""


class SpecifiedDisease(Coded):
    """特定疾病, the diseases for which a category 2 insured person is certified."""

    AMYOTROPHIC_LATERAL_SCLEROSIS = "01", "筋萎縮性側索硬化症"
    POSTERIOR_LONGITUDINAL_LIGAMENT_OSSIFICATION = "02", "後縦靱帯骨化症"
    OSTEOPOROSIS_WITH_FRACTURE = "03", "骨折を伴う骨粗鬆症"
    MULTIPLE_SYSTEM_ATROPHY = "04", "多系統萎縮症"
    PRESENILE_DEMENTIA = "05", "初老期における認知症"
    SPINOCEREBELLAR_DEGENERATION = "06", "脊髄小脳変性症"
    SPINAL_STENOSIS = "07", "脊柱管狭窄症"
    PROGERIA = "08", "早老症"
    DIABETIC_COMPLICATIONS = "09", "糖尿病性神経障害・糖尿病性腎症・糖尿病性網膜症"
    CEREBROVASCULAR_DISEASE = "10", "脳血管疾患"
    PARKINSON_RELATED_DISEASE = "11", "パーキンソン病関連疾患"
    ARTERIOSCLEROSIS_OBLITERANS = "12", "閉塞性動脈硬化症"
    RHEUMATOID_ARTHRITIS = "13", "関節リウマチ"
    CHRONIC_OBSTRUCTIVE_PULMONARY_DISEASE = "14", "慢性閉塞性肺疾患"
    DEFORMING_OSTEOARTHRITIS = "15", "両側の膝関節又は股関節に著しい変形を伴う変形性関節症"
    TERMINAL_CANCER = "16", "がん(末期)"
    NOT_SPECIFIED = "99", "特定疾病以外"
