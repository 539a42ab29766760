"""The doctor's opinion (主治医意見書): one type for the paper, one for its data, in the sections of the form.

The doctor's leave is a matter of each opinion, so `data` and `document` are guarded here and not at the tab alone.
"""

from graph.document import Document
from graph.field import column, group, relation
from graph.view import view
from loaders import certification as source
from models import rows
from permissions.information import Information

PAGE = "25頁②"


@view(rows.Opinion, "申請者（意見書に記載されたもの）")
class OpinionApplicant:
    applicant_name = column(rows.Opinion.applicant_name, "申請者の氏名")
    applicant_kana = column(rows.Opinion.applicant_kana, "申請者のふりがな")
    applicant_sex = column(rows.Opinion.applicant_sex, "申請者の性別")
    applicant_birth_date = column(rows.Opinion.applicant_birth_date, "申請者の生年月日")
    applicant_age = column(rows.Opinion.applicant_age, "申請者の年齢（歳）")
    applicant_postal_code = column(
        rows.Opinion.applicant_postal_code, "申請者の郵便番号", information=Information.ADDRESS
    )
    applicant_address = column(rows.Opinion.applicant_address, "申請者の住所", information=Information.ADDRESS)
    applicant_phone = column(rows.Opinion.applicant_phone, "申請者の連絡先（電話）", information=Information.ADDRESS)


@view(rows.Opinion, "意見書を作成した医師と医療機関")
class OpinionAuthor:
    doctor_name = column(rows.Opinion.doctor_name, "医師氏名")
    institution_name = column(rows.Opinion.institution_name, "医療機関名")
    institution_address = column(rows.Opinion.institution_address, "医療機関所在地")
    institution_phone = column(rows.Opinion.institution_phone, "医療機関の電話")
    institution_fax = column(rows.Opinion.institution_fax, "医療機関のFAX")


@view(rows.Opinion, "診察と他科受診")
class OpinionExamination:
    last_examined_on = column(rows.Opinion.last_examined_on, "(1) 最終診察日")
    sequence = column(rows.Opinion.sequence, "(2) 意見書作成回数")
    other_departments = column(rows.Opinion.other_departments, "(3) 他科受診の有無")
    department_internal_medicine = column(rows.Opinion.department_internal_medicine, "(3) 他科受診・内科")
    department_psychiatry = column(rows.Opinion.department_psychiatry, "(3) 他科受診・精神科")
    department_surgery = column(rows.Opinion.department_surgery, "(3) 他科受診・外科")
    department_orthopaedics = column(rows.Opinion.department_orthopaedics, "(3) 他科受診・整形外科")
    department_neurosurgery = column(rows.Opinion.department_neurosurgery, "(3) 他科受診・脳神経外科")
    department_dermatology = column(rows.Opinion.department_dermatology, "(3) 他科受診・皮膚科")
    department_urology = column(rows.Opinion.department_urology, "(3) 他科受診・泌尿器科")
    department_gynaecology = column(rows.Opinion.department_gynaecology, "(3) 他科受診・婦人科")
    department_ophthalmology = column(rows.Opinion.department_ophthalmology, "(3) 他科受診・眼科")
    department_otolaryngology = column(rows.Opinion.department_otolaryngology, "(3) 他科受診・耳鼻咽喉科")
    department_rehabilitation = column(rows.Opinion.department_rehabilitation, "(3) 他科受診・リハビリテーション科")
    department_dentistry = column(rows.Opinion.department_dentistry, "(3) 他科受診・歯科")
    department_other = column(rows.Opinion.department_other, "(3) 他科受診・その他")
    department_other_text = column(rows.Opinion.department_other_text, "(3) 他科受診・その他の診療科")


@view(rows.OpinionDiagnosis, "診断名")
class OpinionDiagnosis:
    position = column(rows.OpinionDiagnosis.position, "順位（1は特定疾病または生活機能低下の直接の原因）")
    name = column(rows.OpinionDiagnosis.name, "1(1) 診断名")
    onset_on = column(rows.OpinionDiagnosis.onset_on, "1(1) 発症年月日")
    onset_text = column(rows.OpinionDiagnosis.onset_text, "1(1) 発症年月日の記載（頃など）")


@view(rows.Opinion, "1 傷病に関する意見")
class OpinionDisease:
    diagnoses = relation(OpinionDiagnosis, source.DIAGNOSES, "1(1) 診断名及び発症年月日（三つまで）")
    stability = column(rows.Opinion.stability, "1(2) 症状としての安定性")
    stability_details = column(rows.Opinion.stability_details, "1(2) 不安定な場合の具体的状況")
    course_and_treatment = column(rows.Opinion.course_and_treatment, "1(3) 経過及び治療内容")


@view(rows.Opinion, "2 特別な医療（過去14日間）")
class OpinionMedicalTreatment:
    intravenous_drip = column(rows.Opinion.intravenous_drip, "2 処置内容・点滴の管理")
    central_venous_nutrition = column(rows.Opinion.central_venous_nutrition, "2 処置内容・中心静脈栄養")
    dialysis = column(rows.Opinion.dialysis, "2 処置内容・透析")
    stoma_care = column(rows.Opinion.stoma_care, "2 処置内容・ストーマの処置")
    oxygen_therapy = column(rows.Opinion.oxygen_therapy, "2 処置内容・酸素療法")
    respirator = column(rows.Opinion.respirator, "2 処置内容・レスピレーター")
    tracheostomy_care = column(rows.Opinion.tracheostomy_care, "2 処置内容・気管切開の処置")
    pain_nursing = column(rows.Opinion.pain_nursing, "2 処置内容・疼痛の看護")
    tube_feeding = column(rows.Opinion.tube_feeding, "2 処置内容・経管栄養")
    vital_monitoring = column(rows.Opinion.vital_monitoring, "2 特別な対応・モニター測定")
    pressure_ulcer_care = column(rows.Opinion.pressure_ulcer_care, "2 特別な対応・褥瘡の処置")
    catheter = column(rows.Opinion.catheter, "2 失禁への対応・カテーテル")


@view(rows.Opinion, "3(1)から(4) 自立度・認知症の症状・精神神経症状")
class OpinionMentalState:
    disability_autonomy = column(rows.Opinion.disability_autonomy, "3(1) 障害高齢者の日常生活自立度")
    dementia_autonomy = column(rows.Opinion.dementia_autonomy, "3(1) 認知症高齢者の日常生活自立度")
    short_term_memory = column(rows.Opinion.short_term_memory, "3(2) 中核症状・短期記憶")
    decision_ability = column(rows.Opinion.decision_ability, "3(2) 中核症状・日常の意思決定を行うための認知能力")
    communication_ability = column(rows.Opinion.communication_ability, "3(2) 中核症状・自分の意思の伝達能力")
    bpsd = column(rows.Opinion.bpsd, "3(3) 行動・心理症状（BPSD）の有無")
    bpsd_hallucination = column(rows.Opinion.bpsd_hallucination, "3(3) BPSD・幻視・幻聴")
    bpsd_delusion = column(rows.Opinion.bpsd_delusion, "3(3) BPSD・妄想")
    bpsd_day_night_reversal = column(rows.Opinion.bpsd_day_night_reversal, "3(3) BPSD・昼夜逆転")
    bpsd_verbal_abuse = column(rows.Opinion.bpsd_verbal_abuse, "3(3) BPSD・暴言")
    bpsd_violence = column(rows.Opinion.bpsd_violence, "3(3) BPSD・暴行")
    bpsd_resisting_care = column(rows.Opinion.bpsd_resisting_care, "3(3) BPSD・介護への抵抗")
    bpsd_wandering = column(rows.Opinion.bpsd_wandering, "3(3) BPSD・徘徊")
    bpsd_careless_with_fire = column(rows.Opinion.bpsd_careless_with_fire, "3(3) BPSD・火の不始末")
    bpsd_unclean_behaviour = column(rows.Opinion.bpsd_unclean_behaviour, "3(3) BPSD・不潔行為")
    bpsd_pica = column(rows.Opinion.bpsd_pica, "3(3) BPSD・異食行動")
    bpsd_sexual_behaviour = column(rows.Opinion.bpsd_sexual_behaviour, "3(3) BPSD・性的問題行動")
    bpsd_other = column(rows.Opinion.bpsd_other, "3(3) BPSD・その他")
    bpsd_other_text = column(rows.Opinion.bpsd_other_text, "3(3) BPSD・その他の症状")
    neuropsychiatric_symptoms = column(rows.Opinion.neuropsychiatric_symptoms, "3(4) その他の精神・神経症状の有無")
    neuropsychiatric_symptom_name = column(rows.Opinion.neuropsychiatric_symptom_name, "3(4) 症状名")
    specialist_visit = column(rows.Opinion.specialist_visit, "3(4) 専門医受診の有無")
    specialist_visit_text = column(rows.Opinion.specialist_visit_text, "3(4) 専門医受診の内容")


@view(rows.OpinionBodyFinding, "身体の状態の所見")
class OpinionBodyFinding:
    kind = column(rows.OpinionBodyFinding.kind, "3(5) 所見の種類（麻痺、関節の拘縮、褥瘡など）")
    site = column(rows.OpinionBodyFinding.site, "3(5) 部位（四肢・体幹）")
    site_text = column(rows.OpinionBodyFinding.site_text, "3(5) 部位の記載")
    degree = column(rows.OpinionBodyFinding.degree, "3(5) 程度")


@view(rows.Opinion, "3(5) 身体の状態")
class OpinionBody:
    dominant_hand = column(rows.Opinion.dominant_hand, "3(5) 利き腕")
    height = column(rows.Opinion.height, "3(5) 身長（cm）")
    weight = column(rows.Opinion.weight, "3(5) 体重（kg）")
    weight_change = column(rows.Opinion.weight_change, "3(5) 過去6か月の体重の変化")
    findings = relation(OpinionBodyFinding, source.BODY_FINDINGS, "3(5) 四肢欠損・麻痺・筋力の低下・拘縮などの所見")


@view(rows.Opinion, "4(1) 移動")
class OpinionMobility:
    outdoor_walking = column(rows.Opinion.outdoor_walking, "4(1) 屋外歩行")
    wheelchair = column(rows.Opinion.wheelchair, "4(1) 車いすの使用")
    walking_aid_none = column(rows.Opinion.walking_aid_none, "4(1) 歩行補助具・装具を用いていない")
    walking_aid_outdoors = column(rows.Opinion.walking_aid_outdoors, "4(1) 歩行補助具・装具を屋外で使用")
    walking_aid_indoors = column(rows.Opinion.walking_aid_indoors, "4(1) 歩行補助具・装具を屋内で使用")


@view(rows.Opinion, "4(2) 栄養・食生活")
class OpinionNutrition:
    eating = column(rows.Opinion.eating, "4(2) 食事行為")
    nutrition = column(rows.Opinion.nutrition, "4(2) 現在の栄養状態")
    nutrition_advice = column(rows.Opinion.nutrition_advice, "4(2) 栄養・食生活上の留意点")


@view(rows.Opinion, "4(3) 発生の可能性の高い状態とその対処方針")
class OpinionRisks:
    risk_urinary_incontinence = column(rows.Opinion.risk_urinary_incontinence, "4(3) 尿失禁")
    risk_fall_or_fracture = column(rows.Opinion.risk_fall_or_fracture, "4(3) 転倒・骨折")
    risk_mobility_decline = column(rows.Opinion.risk_mobility_decline, "4(3) 移動能力の低下")
    risk_pressure_ulcer = column(rows.Opinion.risk_pressure_ulcer, "4(3) 褥瘡")
    risk_cardiopulmonary_decline = column(rows.Opinion.risk_cardiopulmonary_decline, "4(3) 心肺機能の低下")
    risk_housebound = column(rows.Opinion.risk_housebound, "4(3) 閉じこもり")
    risk_loss_of_motivation = column(rows.Opinion.risk_loss_of_motivation, "4(3) 意欲低下")
    risk_wandering = column(rows.Opinion.risk_wandering, "4(3) 徘徊")
    risk_undernutrition = column(rows.Opinion.risk_undernutrition, "4(3) 低栄養")
    risk_swallowing_decline = column(rows.Opinion.risk_swallowing_decline, "4(3) 摂食・嚥下機能低下")
    risk_dehydration = column(rows.Opinion.risk_dehydration, "4(3) 脱水")
    risk_infection = column(rows.Opinion.risk_infection, "4(3) 易感染性")
    risk_cancer_pain = column(rows.Opinion.risk_cancer_pain, "4(3) がん等による疼痛")
    risk_other = column(rows.Opinion.risk_other, "4(3) その他")
    risk_other_text = column(rows.Opinion.risk_other_text, "4(3) その他の状態")
    risk_measures = column(rows.Opinion.risk_measures, "4(3) 対処方針")


@view(rows.Opinion, "4(5) 医学的管理の必要性")
class OpinionManagement:
    need_home_visit = column(rows.Opinion.need_home_visit, "4(5) 訪問診療")
    need_home_nursing = column(rows.Opinion.need_home_nursing, "4(5) 訪問看護")
    need_home_dental_visit = column(rows.Opinion.need_home_dental_visit, "4(5) 訪問歯科診療")
    need_home_pharmacist = column(rows.Opinion.need_home_pharmacist, "4(5) 訪問薬剤管理指導")
    need_home_rehabilitation = column(rows.Opinion.need_home_rehabilitation, "4(5) 訪問リハビリテーション")
    need_medical_short_stay = column(rows.Opinion.need_medical_short_stay, "4(5) 短期入所療養介護")
    need_home_dental_hygiene = column(rows.Opinion.need_home_dental_hygiene, "4(5) 訪問歯科衛生指導")
    need_home_nutrition = column(rows.Opinion.need_home_nutrition, "4(5) 訪問栄養食事指導")
    need_day_rehabilitation = column(rows.Opinion.need_day_rehabilitation, "4(5) 通所リハビリテーション")
    need_health_facility = column(rows.Opinion.need_health_facility, "4(5) 老人保健施設")
    need_medical_facility = column(rows.Opinion.need_medical_facility, "4(5) 介護医療院")
    need_other = column(rows.Opinion.need_other, "4(5) その他の医療系サービス")
    need_other_text = column(rows.Opinion.need_other_text, "4(5) その他の医療系サービスの内容")
    need_none = column(rows.Opinion.need_none, "4(5) 特記すべき項目なし")


@view(rows.Opinion, "4(6) サービス提供時における医学的観点からの留意事項")
class OpinionCautions:
    caution_blood_pressure = column(rows.Opinion.caution_blood_pressure, "4(6) 血圧")
    caution_eating = column(rows.Opinion.caution_eating, "4(6) 摂食")
    caution_swallowing = column(rows.Opinion.caution_swallowing, "4(6) 嚥下")
    caution_locomotion = column(rows.Opinion.caution_locomotion, "4(6) 移動")
    caution_exercise = column(rows.Opinion.caution_exercise, "4(6) 運動")
    caution_other = column(rows.Opinion.caution_other, "4(6) その他")
    caution_none = column(rows.Opinion.caution_none, "4(6) 特記すべき項目なし")


@view(rows.Opinion, "主治医意見書のデータ")
class OpinionData:
    applicant = group(OpinionApplicant, "申請者")
    author = group(OpinionAuthor, "医師と医療機関", information=Information.ADDRESS)
    examination = group(OpinionExamination, "(1) 最終診察日 (2) 意見書作成回数 (3) 他科受診")
    disease = group(OpinionDisease, "1 傷病に関する意見")
    medical_treatment = group(OpinionMedicalTreatment, "2 特別な医療")
    mental_state = group(OpinionMentalState, "3(1)から(4) 自立度・認知症の症状・精神神経症状")
    body = group(OpinionBody, "3(5) 身体の状態")
    mobility = group(OpinionMobility, "4(1) 移動")
    nutrition = group(OpinionNutrition, "4(2) 栄養・食生活")
    risks = group(OpinionRisks, "4(3) 発生の可能性の高い状態とその対処方針")
    prospect = column(rows.Opinion.prospect, "4(4) サービス利用による生活機能の維持・改善の見通し")
    management = group(OpinionManagement, "4(5) 医学的管理の必要性")
    cautions = group(OpinionCautions, "4(6) 留意事項")
    infection = column(rows.Opinion.infection, "4(7) 感染症の有無")
    infection_text = column(rows.Opinion.infection_text, "4(7) 感染症の内容")
    remarks = column(rows.Opinion.remarks, "5 特記すべき事項")


@view(rows.Opinion, "主治医意見書情報（PDFまたはデータ）", guide=PAGE)
class Opinion:
    written_on = column(rows.Opinion.written_on, "記入日", beyond=True)
    received_on = column(rows.Opinion.received_on, "受領日", beyond=True)
    shared = column(rows.Opinion.shared, "介護サービス計画等への利用の医師の同意", beyond=True)
    document = relation(
        Document, source.OPINION_DOCUMENT, "主治医意見書のPDF", information=Information.CERTIFICATION_PDF
    )
    data = group(
        OpinionData,
        "主治医意見書のデータ。PDFのみの場合は null",
        source=source.OPINION_DATA,
        information=Information.OPINION,
    )
