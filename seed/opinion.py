"""Plausible contents of the doctor's opinion (主治医意見書)."""

import datetime

from sqlalchemy import Boolean

from models import rows
from models.codes.opinion import (
    BodyFindingKind,
    BodySite,
    CommunicationAbility,
    DecisionAbility,
    Degree,
    DominantHand,
    EatingAbility,
    InfectionStatus,
    ManagementNeed,
    NutritionStatus,
    OpinionSequence,
    OutdoorWalking,
    Prospect,
    ShortTermMemory,
    SymptomStability,
    WeightChange,
    WheelchairUse,
)
from seed.answers import Need
from seed.book import table_of

INSTITUTIONS = (
    ("例示内科医院", "見本市若葉三丁目6番1号", "097-000-1006", "例示 はるか"),
    ("見本記念病院", "見本市泉町4番7号", "097-000-1005", "見本 けいすけ"),
    ("みなもと整形外科", "見本市川端町二丁目1番8号", "097-000-1021", "源 さとし"),
    ("こもれび診療所", "見本市木漏日町3番3号", "097-000-1022", "木下 のぞみ"),
)

DISEASES = (
    "高血圧症",
    "脳梗塞後遺症",
    "アルツハイマー型認知症",
    "変形性膝関節症",
    "慢性心不全",
    "骨粗鬆症",
    "2型糖尿病",
    "腰部脊柱管狭窄症",
    "パーキンソン病",
    "慢性閉塞性肺疾患",
    "レビー小体型認知症",
    "大腿骨頸部骨折術後",
)

COURSES = (
    "内服治療を続けており、経過はおおむね安定している。",
    "退院後、外来で経過を観察している。",
    "下肢筋力の低下が進み、転倒が増えている。",
    "もの忘れが進み、服薬の管理に見守りを要する。",
)


def _flags(*prefixes: str) -> tuple[str, ...]:
    columns = table_of(rows.Opinion).columns
    return tuple(
        column.name for column in columns if isinstance(column.type, Boolean) and column.name.startswith(prefixes)
    )


DEPARTMENTS = tuple(name for name in _flags("department_") if name != "department_other")
BEHAVIOURS = tuple(name for name in _flags("bpsd_") if name != "bpsd_other")
RISKS = tuple(name for name in _flags("risk_") if name != "risk_other")
TREATMENTS = (
    "intravenous_drip",
    "central_venous_nutrition",
    "dialysis",
    "stoma_care",
    "oxygen_therapy",
    "respirator",
    "tracheostomy_care",
    "pain_nursing",
    "tube_feeding",
    "vital_monitoring",
    "pressure_ulcer_care",
    "catheter",
)
NEEDS = ("need_home_visit", "need_home_nursing", "need_home_rehabilitation", "need_day_rehabilitation")


def contents(need: Need, on: datetime.date) -> dict[str, object]:
    """All the form asks; what the doctor leaves out is null."""
    return {**_doctor(need, on), **_mind(need), **_body(need), **_outlook(need)}


def _doctor(need: Need, on: datetime.date) -> dict[str, object]:
    name, address, phone, doctor = need.dice.choice(INSTITUTIONS)
    others = need.dice.sample(DEPARTMENTS, need.dice.randrange(3))
    return {
        "institution_name": name,
        "institution_address": address,
        "institution_phone": phone,
        "doctor_name": doctor,
        "last_examined_on": on - datetime.timedelta(days=need.dice.randrange(1, 40)),
        "sequence": need.pick(tuple(OpinionSequence), need.dice.random()),
        "other_departments": bool(others),
        **{department: department in others for department in DEPARTMENTS},
        "department_other": False,
        "stability": need.pick(tuple(SymptomStability), 0.3),
        "course_and_treatment": need.dice.choice(COURSES),
        **{treatment: need.chance(0.08 * need.body) for treatment in TREATMENTS},
    }


def _mind(need: Need) -> dict[str, object]:
    behaviours = {behaviour: need.chance(0.3 * need.mind) for behaviour in BEHAVIOURS}
    return {
        "disability_autonomy": need.disability,
        "dementia_autonomy": need.dementia,
        "short_term_memory": need.pick(tuple(ShortTermMemory), need.mind),
        "decision_ability": need.pick(tuple(DecisionAbility), need.mind),
        "communication_ability": need.pick(tuple(CommunicationAbility), need.mind),
        "bpsd": any(behaviours.values()),
        **behaviours,
        "bpsd_other": False,
        "neuropsychiatric_symptoms": False,
        "specialist_visit": need.chance(0.1),
    }


def _body(need: Need) -> dict[str, object]:
    return {
        "dominant_hand": DominantHand.RIGHT if need.chance(0.9) else DominantHand.LEFT,
        "height": need.dice.randrange(1_380, 1_720),
        "weight": need.dice.randrange(380, 720),
        "weight_change": need.pick(tuple(WeightChange), 0.5),
        "outdoor_walking": need.pick(tuple(OutdoorWalking), need.body),
        "wheelchair": need.pick(tuple(WheelchairUse), need.body),
        "walking_aid_none": need.body < 0.2,
        "walking_aid_outdoors": need.body >= 0.2,
        "walking_aid_indoors": need.body >= 0.4,
        "eating": EatingAbility.TOTAL_ASSISTANCE if need.body > 0.85 else EatingAbility.INDEPENDENT,
        "nutrition": NutritionStatus.POOR if need.chance(0.4 * need.body) else NutritionStatus.GOOD,
    }


def _outlook(need: Need) -> dict[str, object]:
    needs = {name: need.pick((None, *ManagementNeed), need.body) for name in NEEDS}
    return {
        **{risk: need.chance(0.5 * need.body) for risk in RISKS},
        "risk_other": False,
        "prospect": need.pick(tuple(Prospect), 0.3),
        **needs,
        "need_none": not any(needs.values()),
        "caution_none": True,
        "infection": InfectionStatus.NONE,
    }


def diagnoses(need: Need) -> list[dict[str, object]]:
    """One to three diseases, the cause of the need first."""
    names = need.dice.sample(DISEASES, need.dice.randrange(1, 4))
    return [{"name": name, "onset_text": f"平成{need.dice.randrange(10, 31)}年頃"} for name in names]


def findings(need: Need) -> list[dict[str, object]]:
    """What the doctor found at the body: mostly nothing, or weak legs."""
    found: list[dict[str, object]] = []
    if need.chance(need.body):
        weak = {"kind": BodyFindingKind.MUSCLE_WEAKNESS, "site_text": "両下肢"}
        found.append({**weak, "degree": need.pick(tuple(Degree), need.body)})
    if need.chance(0.2 * need.body):
        paralysed = {"kind": BodyFindingKind.PARALYSIS, "site": need.dice.choice(tuple(BodySite)[:4])}
        found.append({**paralysed, "degree": need.pick(tuple(Degree), need.body)})
    return found
