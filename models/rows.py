"""Every stored row under one name: `rows.BurdenRatio`. Importing this makes the whole metadata known."""

from models.beneficiary import Beneficiary, CareManagement
from models.certificates import (
    BurdenLimit,
    BurdenRatio,
    FormerMeasureReduction,
    HillyAreaReduction,
    HomeHelpReduction,
    InsuredCertificate,
    Reduction,
    RemoteIslandReduction,
    SocialWelfareReduction,
    SpecifiedBurdenLimit,
)
from models.consent import Consent
from models.document import Document, DocumentTicket
from models.equipment import EquipmentPurchase
from models.housing import Dwelling, Renovation, RenovationWork, Residence
from models.installation import Installation
from models.life import BarthelRecord, CognitionRecord, DementiaRecord, DisabilityRecord
from models.limits import BenefitLimit, BurdenLimitAmount
from models.office import Insurer, Office, OfficeCapability, OfficeService
from models.opinion import Opinion, OpinionBodyFinding, OpinionDiagnosis
from models.progress import Progress
from models.record import ReadRecord
from models.registration import Registration
from models.session import Session, SignInAttempt
from models.staff import Staff, StaffOccupation
from models.survey import Survey, SurveyNote
from models.upload import Upload

__all__ = [
    "BarthelRecord",
    "Beneficiary",
    "BenefitLimit",
    "BurdenLimit",
    "BurdenLimitAmount",
    "BurdenRatio",
    "CareManagement",
    "CognitionRecord",
    "Consent",
    "DementiaRecord",
    "DisabilityRecord",
    "Document",
    "DocumentTicket",
    "Dwelling",
    "EquipmentPurchase",
    "FormerMeasureReduction",
    "HillyAreaReduction",
    "HomeHelpReduction",
    "Installation",
    "InsuredCertificate",
    "Insurer",
    "Office",
    "OfficeCapability",
    "OfficeService",
    "Opinion",
    "OpinionBodyFinding",
    "OpinionDiagnosis",
    "Progress",
    "ReadRecord",
    "Reduction",
    "Registration",
    "RemoteIslandReduction",
    "Renovation",
    "RenovationWork",
    "Residence",
    "Session",
    "SignInAttempt",
    "SocialWelfareReduction",
    "SpecifiedBurdenLimit",
    "Staff",
    "StaffOccupation",
    "Survey",
    "SurveyNote",
    "Upload",
]
