"""Value sets of home modification and purchase of welfare equipment (domain.md section 9)."""

from models.codes import Coded
from models.codes.care import CareLevel


class RenovationKind(Coded):
    """住宅改修の種類."""

    HANDRAIL = "1", "手すりの取付け"
    STEP_REMOVAL = "2", "段差の解消"
    FLOOR_MATERIAL = "3", "滑りの防止・移動の円滑化等のための床又は通路面の材料の変更"
    DOOR_REPLACEMENT = "4", "引き戸等への扉の取替え"
    TOILET_REPLACEMENT = "5", "洋式便器等への便器の取替え"
    ANCILLARY = "6", "その他1から5の改修に付帯して必要な改修"


CARE_STEPS: dict[CareLevel, int] = {
    CareLevel.SUPPORT_TRANSITIONAL: 1,
    CareLevel.SUPPORT_1: 1,
    CareLevel.SUPPORT_2: 2,
    CareLevel.CARE_1: 2,
    CareLevel.CARE_2: 3,
    CareLevel.CARE_3: 4,
    CareLevel.CARE_4: 5,
    CareLevel.CARE_5: 6,
}
"""介護の必要の程度の段階: three steps up from the first renovation open a fresh limit. Other levels have no step."""


class RenovationApplication(Coded):
    """住宅改修の申請区分."""

    PRIOR = "1", "事前申請"
    PAYMENT = "2", "支給申請"
    CANCELLED = "9", "取消"


class BenefitCategory(Coded):
    """給付の区分."""

    CARE = "", "介護給付"
    PREVENTION = "", "予防給付"


class EquipmentItem(Coded):
    """福祉用具購入の種目 (TAIS)."""

    COMMODE_SEAT = "01", "腰掛便座"
    AUTOMATIC_EXCRETION_PARTS = "02", "自動排泄処理装置の交換可能部品"
    EXCRETION_PREDICTOR = "03", "排泄予測支援機器"
    BATHING_AID = "04", "入浴補助用具"
    PORTABLE_BATHTUB = "05", "簡易浴槽"
    LIFT_SLING = "06", "移動用リフトのつり具の部分"
    FIXED_RAMP = "07", "スロープ(固定用)"
    WALKER = "08", "歩行器(歩行車を除く)"
    WALKING_STICK = "09", "歩行補助つえ(松葉づえを除く単点杖・多点杖)"


class LimitKind(Coded):
    """支給限度基準額の種類."""

    HOUSING_RENOVATION = "", "住宅改修"
    EQUIPMENT_PURCHASE = "", "福祉用具購入"
    MONTHLY_UNITS = "", "区分支給限度基準額"
