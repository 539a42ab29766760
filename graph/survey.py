"""The survey for certification (認定調査票): one type for the paper, one for its data, in the groups of the form."""

from typing import Any

from graph.document import Document
from graph.field import column, group, relation
from graph.view import view
from loaders import certification as source
from models import rows
from models.survey import AUTONOMY_NUMBERS, ITEM_NUMBERS
from permissions.information import Information

PAGE = "25頁②"
NUMBERS = ITEM_NUMBERS | AUTONOMY_NUMBERS


def item(of: Any) -> Any:
    """A numbered item, described as the form prints it: `1-3 寝返り`."""
    number, term = NUMBERS[of.key]
    return column(of, f"{number} {term}")


@view(rows.Survey, "概況調査")
class SurveyOverview:
    place = column(rows.Survey.place, "実施場所")
    current_residence = column(rows.Survey.current_residence, "現在の状況（居宅・施設等の種類）")
    service_class = column(rows.Survey.service_class, "サービス区分")
    contractor = column(rows.Survey.contractor, "委託先")
    home_modification = column(rows.Survey.home_modification, "住宅改修の有無")
    home_help_visits = column(rows.Survey.home_help_visits, "訪問介護（回/月）")
    home_bathing_visits = column(rows.Survey.home_bathing_visits, "訪問入浴介護（回/月）")
    home_nursing_visits = column(rows.Survey.home_nursing_visits, "訪問看護（回/月）")
    home_rehabilitation_visits = column(rows.Survey.home_rehabilitation_visits, "訪問リハビリテーション（回/月）")
    management_guidance_visits = column(rows.Survey.management_guidance_visits, "居宅療養管理指導（回/月）")
    day_care_visits = column(rows.Survey.day_care_visits, "通所介護（回/月）")
    day_rehabilitation_visits = column(rows.Survey.day_rehabilitation_visits, "通所リハビリテーション（回/月）")
    short_stay_days = column(rows.Survey.short_stay_days, "短期入所生活介護（日/月）")
    medical_short_stay_days = column(rows.Survey.medical_short_stay_days, "短期入所療養介護（日/月）")
    specified_facility_days = column(rows.Survey.specified_facility_days, "特定施設入居者生活介護（日/月）")
    equipment_rental_items = column(rows.Survey.equipment_rental_items, "福祉用具貸与（品目）")
    equipment_sale_items = column(rows.Survey.equipment_sale_items, "特定福祉用具販売（品目/6月間）")
    night_home_help_days = column(rows.Survey.night_home_help_days, "夜間対応型訪問介護（日/月）")
    dementia_day_care_days = column(rows.Survey.dementia_day_care_days, "認知症対応型通所介護（日/月）")
    small_multifunction_days = column(rows.Survey.small_multifunction_days, "小規模多機能型居宅介護（日/月）")
    group_home_days = column(rows.Survey.group_home_days, "認知症対応型共同生活介護（日/月）")
    community_specified_facility_days = column(
        rows.Survey.community_specified_facility_days, "地域密着型特定施設入居者生活介護（日/月）"
    )
    community_welfare_facility_days = column(
        rows.Survey.community_welfare_facility_days, "地域密着型介護老人福祉施設入所者生活介護（日/月）"
    )
    regular_visiting_visits = column(rows.Survey.regular_visiting_visits, "定期巡回・随時対応型訪問介護看護（回/月）")
    nursing_small_multifunction_days = column(
        rows.Survey.nursing_small_multifunction_days, "看護小規模多機能型居宅介護（日/月）"
    )


@view(rows.Survey, "第1群 身体機能・起居動作")
class SurveyBodyFunction:
    paralysis_left_upper_limb = item(rows.Survey.paralysis_left_upper_limb)
    paralysis_right_upper_limb = item(rows.Survey.paralysis_right_upper_limb)
    paralysis_left_lower_limb = item(rows.Survey.paralysis_left_lower_limb)
    paralysis_right_lower_limb = item(rows.Survey.paralysis_right_lower_limb)
    paralysis_other = item(rows.Survey.paralysis_other)
    contracture_shoulder = item(rows.Survey.contracture_shoulder)
    contracture_hip = item(rows.Survey.contracture_hip)
    contracture_knee = item(rows.Survey.contracture_knee)
    contracture_other = item(rows.Survey.contracture_other)
    turning_over = item(rows.Survey.turning_over)
    getting_up = item(rows.Survey.getting_up)
    sitting = item(rows.Survey.sitting)
    standing_on_both_feet = item(rows.Survey.standing_on_both_feet)
    walking = item(rows.Survey.walking)
    standing_up = item(rows.Survey.standing_up)
    standing_on_one_foot = item(rows.Survey.standing_on_one_foot)
    body_washing = item(rows.Survey.body_washing)
    nail_cutting = item(rows.Survey.nail_cutting)
    vision = item(rows.Survey.vision)
    hearing = item(rows.Survey.hearing)


@view(rows.Survey, "第2群 生活機能")
class SurveyDailyFunction:
    transfer = item(rows.Survey.transfer)
    locomotion = item(rows.Survey.locomotion)
    swallowing = item(rows.Survey.swallowing)
    eating = item(rows.Survey.eating)
    urination = item(rows.Survey.urination)
    defecation = item(rows.Survey.defecation)
    oral_hygiene = item(rows.Survey.oral_hygiene)
    face_washing = item(rows.Survey.face_washing)
    hair_grooming = item(rows.Survey.hair_grooming)
    upper_garment = item(rows.Survey.upper_garment)
    lower_garment = item(rows.Survey.lower_garment)
    outing_frequency = item(rows.Survey.outing_frequency)


@view(rows.Survey, "第3群 認知機能")
class SurveyCognition:
    communicating_intent = item(rows.Survey.communicating_intent)
    daily_routine = item(rows.Survey.daily_routine)
    birth_date_or_age = item(rows.Survey.birth_date_or_age)
    short_term_memory = item(rows.Survey.short_term_memory)
    own_name = item(rows.Survey.own_name)
    current_season = item(rows.Survey.current_season)
    current_place = item(rows.Survey.current_place)
    wandering = item(rows.Survey.wandering)
    getting_lost = item(rows.Survey.getting_lost)


@view(rows.Survey, "第4群 精神・行動障害")
class SurveyBehaviour:
    feeling_persecuted = item(rows.Survey.feeling_persecuted)
    confabulation = item(rows.Survey.confabulation)
    emotional_instability = item(rows.Survey.emotional_instability)
    day_night_reversal = item(rows.Survey.day_night_reversal)
    repeating_talk = item(rows.Survey.repeating_talk)
    shouting = item(rows.Survey.shouting)
    resisting_care = item(rows.Survey.resisting_care)
    restlessness = item(rows.Survey.restlessness)
    wanting_to_go_out_alone = item(rows.Survey.wanting_to_go_out_alone)
    hoarding = item(rows.Survey.hoarding)
    breaking_things = item(rows.Survey.breaking_things)
    severe_forgetfulness = item(rows.Survey.severe_forgetfulness)
    talking_to_oneself = item(rows.Survey.talking_to_oneself)
    acting_selfishly = item(rows.Survey.acting_selfishly)
    incoherent_talk = item(rows.Survey.incoherent_talk)


@view(rows.Survey, "第5群 社会生活への適応")
class SurveySocialLife:
    taking_medicine = item(rows.Survey.taking_medicine)
    managing_money = item(rows.Survey.managing_money)
    daily_decisions = item(rows.Survey.daily_decisions)
    group_maladjustment = item(rows.Survey.group_maladjustment)
    shopping = item(rows.Survey.shopping)
    simple_cooking = item(rows.Survey.simple_cooking)


@view(rows.Survey, "特別な医療（過去14日間）")
class SurveyMedicalTreatment:
    intravenous_drip = item(rows.Survey.intravenous_drip)
    central_venous_nutrition = item(rows.Survey.central_venous_nutrition)
    dialysis = item(rows.Survey.dialysis)
    stoma_care = item(rows.Survey.stoma_care)
    oxygen_therapy = item(rows.Survey.oxygen_therapy)
    respirator = item(rows.Survey.respirator)
    tracheostomy_care = item(rows.Survey.tracheostomy_care)
    pain_nursing = item(rows.Survey.pain_nursing)
    tube_feeding = item(rows.Survey.tube_feeding)
    vital_monitoring = item(rows.Survey.vital_monitoring)
    pressure_ulcer_care = item(rows.Survey.pressure_ulcer_care)
    catheter = item(rows.Survey.catheter)


@view(rows.Survey, "日常生活自立度")
class SurveyAutonomy:
    disability_autonomy = item(rows.Survey.disability_autonomy)
    dementia_autonomy = item(rows.Survey.dementia_autonomy)


@view(rows.SurveyNote, "特記事項")
class SurveyNote:
    item = column(rows.SurveyNote.item, "項目の番号（例: 1-3）")
    text = column(rows.SurveyNote.text, "特記事項の内容")


@view(rows.Survey, "認定調査票のデータ: 概況調査、基本調査74項目、特記事項")
class SurveyData:
    overview = group(SurveyOverview, "概況調査")
    body_function = group(SurveyBodyFunction, "第1群 身体機能・起居動作（1-1から1-13）")
    daily_function = group(SurveyDailyFunction, "第2群 生活機能（2-1から2-12）")
    cognition = group(SurveyCognition, "第3群 認知機能（3-1から3-9）")
    behaviour = group(SurveyBehaviour, "第4群 精神・行動障害（4-1から4-15）")
    social_life = group(SurveySocialLife, "第5群 社会生活への適応（5-1から5-6）")
    medical_treatment = group(SurveyMedicalTreatment, "特別な医療（6-1から6-12）")
    autonomy = group(SurveyAutonomy, "日常生活自立度（7-1、7-2）")
    notes = relation(SurveyNote, source.SURVEY_NOTES, "特記事項")


@view(rows.Survey, "認定調査票（PDFまたはデータ）", guide=PAGE)
class Survey:
    conducted_on = column(rows.Survey.conducted_on, "調査実施日", beyond=True)
    document = relation(Document, source.SURVEY_DOCUMENT, "認定調査票のPDF", information=Information.CERTIFICATION_PDF)
    data = group(SurveyData, "認定調査票のデータ。PDFのみの場合は null", source=source.SURVEY_DATA)
