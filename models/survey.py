"""The survey for certification (認定調査票): overview, 74 items and remarks (domain.md section 6.3)."""

import datetime

from models.codes.care import DementiaAutonomy, DisabilityAutonomy
from models.codes.survey import (
    Assistance,
    BathingAssistance,
    BehaviourFrequency,
    CurrentResidence,
    DailyDecision,
    Hearing,
    IntentCommunication,
    MovementAbility,
    OutingFrequency,
    RecognitionAbility,
    SittingAbility,
    StandingAbility,
    SupervisedAssistance,
    SurveyContractor,
    SurveyPlace,
    SurveyServiceClass,
    SwallowingAbility,
    Vision,
)
from models.row import Row, code, key, owner


class Survey(Row, table=True):
    """認定調査票. Without data (`has_data`) the paper came as PDF only and every answer is null.

    Boolean items answer ある with true; of paralysis and contracture, all false is ない.
    """

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key")
    progress_key: int = owner("progress.key")
    document_key: int | None = owner("document.key")
    conducted_on: datetime.date
    has_data: bool

    place: SurveyPlace | None = code(SurveyPlace)
    current_residence: CurrentResidence | None = code(CurrentResidence)
    service_class: SurveyServiceClass | None = code(SurveyServiceClass)
    contractor: SurveyContractor | None = code(SurveyContractor)
    home_modification: bool | None = None
    home_help_visits: int | None = None
    home_bathing_visits: int | None = None
    home_nursing_visits: int | None = None
    home_rehabilitation_visits: int | None = None
    management_guidance_visits: int | None = None
    day_care_visits: int | None = None
    day_rehabilitation_visits: int | None = None
    short_stay_days: int | None = None
    medical_short_stay_days: int | None = None
    specified_facility_days: int | None = None
    equipment_rental_items: int | None = None
    equipment_sale_items: int | None = None
    night_home_help_days: int | None = None
    dementia_day_care_days: int | None = None
    small_multifunction_days: int | None = None
    group_home_days: int | None = None
    community_specified_facility_days: int | None = None
    community_welfare_facility_days: int | None = None
    regular_visiting_visits: int | None = None
    nursing_small_multifunction_days: int | None = None

    paralysis_left_upper_limb: bool | None = None
    paralysis_right_upper_limb: bool | None = None
    paralysis_left_lower_limb: bool | None = None
    paralysis_right_lower_limb: bool | None = None
    paralysis_other: bool | None = None
    contracture_shoulder: bool | None = None
    contracture_hip: bool | None = None
    contracture_knee: bool | None = None
    contracture_other: bool | None = None
    turning_over: MovementAbility | None = code(MovementAbility)
    getting_up: MovementAbility | None = code(MovementAbility)
    sitting: SittingAbility | None = code(SittingAbility)
    standing_on_both_feet: StandingAbility | None = code(StandingAbility)
    walking: MovementAbility | None = code(MovementAbility)
    standing_up: MovementAbility | None = code(MovementAbility)
    standing_on_one_foot: StandingAbility | None = code(StandingAbility)
    body_washing: BathingAssistance | None = code(BathingAssistance)
    nail_cutting: Assistance | None = code(Assistance)
    vision: Vision | None = code(Vision)
    hearing: Hearing | None = code(Hearing)

    transfer: SupervisedAssistance | None = code(SupervisedAssistance)
    locomotion: SupervisedAssistance | None = code(SupervisedAssistance)
    swallowing: SwallowingAbility | None = code(SwallowingAbility)
    eating: SupervisedAssistance | None = code(SupervisedAssistance)
    urination: SupervisedAssistance | None = code(SupervisedAssistance)
    defecation: SupervisedAssistance | None = code(SupervisedAssistance)
    oral_hygiene: Assistance | None = code(Assistance)
    face_washing: Assistance | None = code(Assistance)
    hair_grooming: Assistance | None = code(Assistance)
    upper_garment: SupervisedAssistance | None = code(SupervisedAssistance)
    lower_garment: SupervisedAssistance | None = code(SupervisedAssistance)
    outing_frequency: OutingFrequency | None = code(OutingFrequency)

    communicating_intent: IntentCommunication | None = code(IntentCommunication)
    daily_routine: RecognitionAbility | None = code(RecognitionAbility)
    birth_date_or_age: RecognitionAbility | None = code(RecognitionAbility)
    short_term_memory: RecognitionAbility | None = code(RecognitionAbility)
    own_name: RecognitionAbility | None = code(RecognitionAbility)
    current_season: RecognitionAbility | None = code(RecognitionAbility)
    current_place: RecognitionAbility | None = code(RecognitionAbility)
    wandering: BehaviourFrequency | None = code(BehaviourFrequency)
    getting_lost: BehaviourFrequency | None = code(BehaviourFrequency)

    feeling_persecuted: BehaviourFrequency | None = code(BehaviourFrequency)
    confabulation: BehaviourFrequency | None = code(BehaviourFrequency)
    emotional_instability: BehaviourFrequency | None = code(BehaviourFrequency)
    day_night_reversal: BehaviourFrequency | None = code(BehaviourFrequency)
    repeating_talk: BehaviourFrequency | None = code(BehaviourFrequency)
    shouting: BehaviourFrequency | None = code(BehaviourFrequency)
    resisting_care: BehaviourFrequency | None = code(BehaviourFrequency)
    restlessness: BehaviourFrequency | None = code(BehaviourFrequency)
    wanting_to_go_out_alone: BehaviourFrequency | None = code(BehaviourFrequency)
    hoarding: BehaviourFrequency | None = code(BehaviourFrequency)
    breaking_things: BehaviourFrequency | None = code(BehaviourFrequency)
    severe_forgetfulness: BehaviourFrequency | None = code(BehaviourFrequency)
    talking_to_oneself: BehaviourFrequency | None = code(BehaviourFrequency)
    acting_selfishly: BehaviourFrequency | None = code(BehaviourFrequency)
    incoherent_talk: BehaviourFrequency | None = code(BehaviourFrequency)

    taking_medicine: Assistance | None = code(Assistance)
    managing_money: Assistance | None = code(Assistance)
    daily_decisions: DailyDecision | None = code(DailyDecision)
    group_maladjustment: BehaviourFrequency | None = code(BehaviourFrequency)
    shopping: SupervisedAssistance | None = code(SupervisedAssistance)
    simple_cooking: SupervisedAssistance | None = code(SupervisedAssistance)

    intravenous_drip: bool | None = None
    central_venous_nutrition: bool | None = None
    dialysis: bool | None = None
    stoma_care: bool | None = None
    oxygen_therapy: bool | None = None
    respirator: bool | None = None
    tracheostomy_care: bool | None = None
    pain_nursing: bool | None = None
    tube_feeding: bool | None = None
    vital_monitoring: bool | None = None
    pressure_ulcer_care: bool | None = None
    catheter: bool | None = None

    disability_autonomy: DisabilityAutonomy | None = code(DisabilityAutonomy)
    dementia_autonomy: DementiaAutonomy | None = code(DementiaAutonomy)


class SurveyNote(Row, table=True):
    """特記事項: a remark on the item (or group of items) whose number it carries, in the order of the form."""

    key: int = key()
    survey_key: int = owner("survey.key")
    item: str
    text: str


ITEM_NUMBERS: dict[str, tuple[str, str]] = {
    "paralysis_left_upper_limb": ("1-1", "麻痺等(左上肢)"),
    "paralysis_right_upper_limb": ("1-1", "麻痺等(右上肢)"),
    "paralysis_left_lower_limb": ("1-1", "麻痺等(左下肢)"),
    "paralysis_right_lower_limb": ("1-1", "麻痺等(右下肢)"),
    "paralysis_other": ("1-1", "麻痺等(その他・四肢の欠損)"),
    "contracture_shoulder": ("1-2", "拘縮(肩関節)"),
    "contracture_hip": ("1-2", "拘縮(股関節)"),
    "contracture_knee": ("1-2", "拘縮(膝関節)"),
    "contracture_other": ("1-2", "拘縮(その他・四肢の欠損)"),
    "turning_over": ("1-3", "寝返り"),
    "getting_up": ("1-4", "起き上がり"),
    "sitting": ("1-5", "座位保持"),
    "standing_on_both_feet": ("1-6", "両足での立位保持"),
    "walking": ("1-7", "歩行"),
    "standing_up": ("1-8", "立ち上がり"),
    "standing_on_one_foot": ("1-9", "片足での立位"),
    "body_washing": ("1-10", "洗身"),
    "nail_cutting": ("1-11", "つめ切り"),
    "vision": ("1-12", "視力"),
    "hearing": ("1-13", "聴力"),
    "transfer": ("2-1", "移乗"),
    "locomotion": ("2-2", "移動"),
    "swallowing": ("2-3", "えん下"),
    "eating": ("2-4", "食事摂取"),
    "urination": ("2-5", "排尿"),
    "defecation": ("2-6", "排便"),
    "oral_hygiene": ("2-7", "口腔清潔"),
    "face_washing": ("2-8", "洗顔"),
    "hair_grooming": ("2-9", "整髪"),
    "upper_garment": ("2-10", "上衣の着脱"),
    "lower_garment": ("2-11", "ズボン等の着脱"),
    "outing_frequency": ("2-12", "外出頻度"),
    "communicating_intent": ("3-1", "意思の伝達"),
    "daily_routine": ("3-2", "毎日の日課を理解"),
    "birth_date_or_age": ("3-3", "生年月日や年齢を言う"),
    "short_term_memory": ("3-4", "短期記憶"),
    "own_name": ("3-5", "自分の名前を言う"),
    "current_season": ("3-6", "今の季節を理解する"),
    "current_place": ("3-7", "場所の理解"),
    "wandering": ("3-8", "徘徊"),
    "getting_lost": ("3-9", "外出すると戻れない"),
    "feeling_persecuted": ("4-1", "被害的"),
    "confabulation": ("4-2", "作話"),
    "emotional_instability": ("4-3", "感情が不安定"),
    "day_night_reversal": ("4-4", "昼夜逆転"),
    "repeating_talk": ("4-5", "同じ話をする"),
    "shouting": ("4-6", "大声を出す"),
    "resisting_care": ("4-7", "介護に抵抗"),
    "restlessness": ("4-8", "落ち着きなし"),
    "wanting_to_go_out_alone": ("4-9", "一人で出たがる"),
    "hoarding": ("4-10", "収集癖"),
    "breaking_things": ("4-11", "物や衣類を壊す"),
    "severe_forgetfulness": ("4-12", "ひどい物忘れ"),
    "talking_to_oneself": ("4-13", "独り言・独り笑い"),
    "acting_selfishly": ("4-14", "自分勝手に行動する"),
    "incoherent_talk": ("4-15", "話がまとまらない"),
    "taking_medicine": ("5-1", "薬の内服"),
    "managing_money": ("5-2", "金銭の管理"),
    "daily_decisions": ("5-3", "日常の意思決定"),
    "group_maladjustment": ("5-4", "集団への不適応"),
    "shopping": ("5-5", "買い物"),
    "simple_cooking": ("5-6", "簡単な調理"),
    "intravenous_drip": ("6-1", "点滴の管理"),
    "central_venous_nutrition": ("6-2", "中心静脈栄養"),
    "dialysis": ("6-3", "透析"),
    "stoma_care": ("6-4", "ストーマの処置"),
    "oxygen_therapy": ("6-5", "酸素療法"),
    "respirator": ("6-6", "レスピレーター"),
    "tracheostomy_care": ("6-7", "気管切開の処置"),
    "pain_nursing": ("6-8", "疼痛の看護"),
    "tube_feeding": ("6-9", "経管栄養"),
    "vital_monitoring": ("6-10", "モニター測定"),
    "pressure_ulcer_care": ("6-11", "褥瘡の処置"),
    "catheter": ("6-12", "カテーテル"),
}
"""The 74 items: attribute -> (number on the form, Japanese name). Paralysis counts as five, contracture as four."""

AUTONOMY_NUMBERS: dict[str, tuple[str, str]] = {
    "disability_autonomy": ("7-1", "障害高齢者の日常生活自立度"),
    "dementia_autonomy": ("7-2", "認知症高齢者の日常生活自立度"),
}
"""The two scales at the end of the form, beside the 74."""
