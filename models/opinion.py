"""The doctor's opinion (主治医意見書), the current form in full (domain.md section 6.1)."""

import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, column_property
from sqlmodel import Field

from models.codes.beneficiary import Sex
from models.codes.care import DementiaAutonomy, DisabilityAutonomy
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
from models.row import Row, code, col, key, owner, tenths


class Opinion(Row, table=True):
    """主治医意見書. Without data (`has_data`) the paper came as PDF only and every item is null.

    `shared` is the doctor's leave to use the opinion for care plans (同意する); without it care managers are refused.
    The applicant is kept as the form says, beside the person it belongs to: that is how a wrong paper shows.
    """

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key")
    progress_key: int = owner("progress.key")
    document_key: int | None = owner("document.key")
    office_key: int | None = owner("office.key", index=False)
    """The clinic that sent it through the service; none for a paper."""
    written_on: datetime.date
    received_on: datetime.date
    has_data: bool
    shared: bool

    institution_name: str | None = None
    institution_address: str | None = None
    institution_phone: str | None = None
    institution_fax: str | None = None
    doctor_name: str | None = None
    applicant_name: str | None = None
    applicant_kana: str | None = None
    applicant_sex: Sex | None = code(Sex)
    applicant_birth_date: datetime.date | None = None
    applicant_age: int | None = None
    applicant_postal_code: str | None = None
    applicant_address: str | None = None
    applicant_phone: str | None = None
    last_examined_on: datetime.date | None = None
    sequence: OpinionSequence | None = code(OpinionSequence)
    other_departments: bool | None = None
    department_internal_medicine: bool | None = None
    department_psychiatry: bool | None = None
    department_surgery: bool | None = None
    department_orthopaedics: bool | None = None
    department_neurosurgery: bool | None = None
    department_dermatology: bool | None = None
    department_urology: bool | None = None
    department_gynaecology: bool | None = None
    department_ophthalmology: bool | None = None
    department_otolaryngology: bool | None = None
    department_rehabilitation: bool | None = None
    department_dentistry: bool | None = None
    department_other: bool | None = None
    department_other_text: str | None = None

    stability: SymptomStability | None = code(SymptomStability)
    stability_details: str | None = None
    course_and_treatment: str | None = None

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
    short_term_memory: ShortTermMemory | None = code(ShortTermMemory)
    decision_ability: DecisionAbility | None = code(DecisionAbility)
    communication_ability: CommunicationAbility | None = code(CommunicationAbility)
    bpsd: bool | None = None
    bpsd_hallucination: bool | None = None
    bpsd_delusion: bool | None = None
    bpsd_day_night_reversal: bool | None = None
    bpsd_verbal_abuse: bool | None = None
    bpsd_violence: bool | None = None
    bpsd_resisting_care: bool | None = None
    bpsd_wandering: bool | None = None
    bpsd_careless_with_fire: bool | None = None
    bpsd_unclean_behaviour: bool | None = None
    bpsd_pica: bool | None = None
    bpsd_sexual_behaviour: bool | None = None
    bpsd_other: bool | None = None
    bpsd_other_text: str | None = None
    neuropsychiatric_symptoms: bool | None = None
    neuropsychiatric_symptom_name: str | None = None
    specialist_visit: bool | None = None
    specialist_visit_text: str | None = None
    dominant_hand: DominantHand | None = code(DominantHand)
    height: int | None = tenths()
    weight: int | None = tenths()
    weight_change: WeightChange | None = code(WeightChange)

    outdoor_walking: OutdoorWalking | None = code(OutdoorWalking)
    wheelchair: WheelchairUse | None = code(WheelchairUse)
    walking_aid_none: bool | None = None
    walking_aid_outdoors: bool | None = None
    walking_aid_indoors: bool | None = None
    eating: EatingAbility | None = code(EatingAbility)
    nutrition: NutritionStatus | None = code(NutritionStatus)
    nutrition_advice: str | None = None
    risk_urinary_incontinence: bool | None = None
    risk_fall_or_fracture: bool | None = None
    risk_mobility_decline: bool | None = None
    risk_pressure_ulcer: bool | None = None
    risk_cardiopulmonary_decline: bool | None = None
    risk_housebound: bool | None = None
    risk_loss_of_motivation: bool | None = None
    risk_wandering: bool | None = None
    risk_undernutrition: bool | None = None
    risk_swallowing_decline: bool | None = None
    risk_dehydration: bool | None = None
    risk_infection: bool | None = None
    risk_cancer_pain: bool | None = None
    risk_other: bool | None = None
    risk_other_text: str | None = None
    risk_measures: str | None = None
    prospect: Prospect | None = code(Prospect)
    need_home_visit: ManagementNeed | None = code(ManagementNeed)
    need_home_nursing: ManagementNeed | None = code(ManagementNeed)
    need_home_dental_visit: ManagementNeed | None = code(ManagementNeed)
    need_home_pharmacist: ManagementNeed | None = code(ManagementNeed)
    need_home_rehabilitation: ManagementNeed | None = code(ManagementNeed)
    need_medical_short_stay: ManagementNeed | None = code(ManagementNeed)
    need_home_dental_hygiene: ManagementNeed | None = code(ManagementNeed)
    need_home_nutrition: ManagementNeed | None = code(ManagementNeed)
    need_day_rehabilitation: ManagementNeed | None = code(ManagementNeed)
    need_health_facility: ManagementNeed | None = code(ManagementNeed)
    need_medical_facility: ManagementNeed | None = code(ManagementNeed)
    need_other: ManagementNeed | None = code(ManagementNeed)
    need_other_text: str | None = None
    need_none: bool | None = None
    caution_blood_pressure: str | None = None
    caution_eating: str | None = None
    caution_swallowing: str | None = None
    caution_locomotion: str | None = None
    caution_exercise: str | None = None
    caution_other: str | None = None
    caution_none: bool | None = None
    infection: InfectionStatus | None = code(InfectionStatus)
    infection_text: str | None = None

    remarks: str | None = None

    leave: ClassVar[Any]
    """Whether its doctor lets it be used (同意する): by itself, and a paper by what a clinic sent beside it, too."""


_SENT = aliased(Opinion)
_SENT_BESIDE = and_(col(_SENT.progress_key) == col(Opinion.progress_key), col(_SENT.office_key).is_not(None))
"""What a clinic sent of the same application."""


def leave() -> ColumnElement[bool]:
    """What `Opinion.leave` is: where a clinic sends 同意しない, every paper of that application closes with it."""
    kept_back = exists(select(col(_SENT.key)).where(_SENT_BESIDE, col(_SENT.shared).is_(False)).correlate(Opinion))
    return and_(col(Opinion.shared), or_(col(Opinion.office_key).is_not(None), ~kept_back))


def newest_first() -> tuple[ColumnElement[Any], ...]:
    """The order of a person's opinions: by the day of receipt, but of one application what a clinic sent before papers.

    A paper counts on the day the clinic's came, if that was earlier: else an opinion of another application could stand
    before the one and behind the other.
    """
    received_on, sent = col(Opinion.received_on), col(Opinion.office_key).is_not(None)
    earlier = select(func.min(col(_SENT.received_on))).where(_SENT_BESIDE, col(_SENT.received_on) < received_on)
    counted_on = func.coalesce(earlier.correlate(Opinion).scalar_subquery(), received_on)
    return case((sent, received_on), else_=counted_on).desc(), sent.desc(), col(Opinion.key).desc()


Opinion.leave = column_property(leave())


class OpinionDiagnosis(Row, table=True):
    """診断名, at most three; the first is the direct cause of the need for care.

    `onset_text` is the onset as written (頃, 不詳), `onset_on` a date only where the form gives one.
    """

    __table_args__ = (CheckConstraint("position BETWEEN 1 AND 3", name="position"),)

    opinion_key: int = Field(foreign_key="opinion.key", primary_key=True)
    position: int = Field(primary_key=True)
    name: str
    onset_on: datetime.date | None = None
    onset_text: str | None = None


class OpinionBodyFinding(Row, table=True):
    """A finding of 身体の状態: at a printed site (limb, trunk) or at one the doctor names."""

    key: int = key()
    opinion_key: int = owner("opinion.key")
    kind: BodyFindingKind = code(BodyFindingKind)
    site: BodySite | None = code(BodySite)
    site_text: str | None = None
    degree: Degree | None = code(Degree)
