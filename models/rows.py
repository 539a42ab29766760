"""Every stored row under one name: `rows.BurdenRatio`. Importing this makes the whole metadata known."""

from models.beneficiary import Beneficiary, CareManagement
from models.card import CardLink, CardReading
from models.card_app import CardApp
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
from models.change import Change
from models.client_certificate import ClientCertificate
from models.confirmation import Confirmation
from models.consent import Consent, ConsentReceipt
from models.document import Document, DocumentTicket
from models.equipment import EquipmentPurchase
from models.fed import Fed, FedVersion
from models.feed_job import FeedFault, FeedJob, FeedRow
from models.feed_source import FeedSource
from models.filing import Filing, FilingEvent, FilingReason
from models.guess import Guess
from models.housing import Dwelling, Renovation, RenovationWork, Residence
from models.installation import Installation
from models.invoice import ConsumptionTax, Invoice, InvoiceEvent, InvoiceExamination, InvoiceReason, OpinionFee
from models.life import BarthelRecord, CognitionRecord, DementiaRecord, DisabilityRecord
from models.limits import BenefitLimit, BurdenLimitAmount
from models.office import Insurer, Office, OfficeCapability, OfficeService
from models.opinion import Opinion, OpinionBodyFinding, OpinionDiagnosis
from models.opinion_target import OpinionTarget
from models.opinion_version import OpinionDraft, OpinionVersion
from models.outbox import Message
from models.partner import PartnerOperation
from models.performed import Performed
from models.progress import Progress, ProgressLook, ProgressMove
from models.readiness import Readiness
from models.record import ActionRecord, Checkpoint, ReadRecord, RecordBatch
from models.record_subject import RecordIndexed, RecordPurge, RecordSubject
from models.registration import PastProof, Registration
from models.request_count import RequestCount
from models.session import Session, SignInAttempt
from models.staff import Staff, StaffOccupation
from models.survey import Survey, SurveyNote
from models.upload import Upload

__all__ = [
    "ActionRecord",
    "BarthelRecord",
    "Beneficiary",
    "BenefitLimit",
    "BurdenLimit",
    "BurdenLimitAmount",
    "BurdenRatio",
    "CardApp",
    "CardLink",
    "CardReading",
    "CareManagement",
    "Change",
    "Checkpoint",
    "ClientCertificate",
    "CognitionRecord",
    "Confirmation",
    "Consent",
    "ConsentReceipt",
    "ConsumptionTax",
    "DementiaRecord",
    "DisabilityRecord",
    "Document",
    "DocumentTicket",
    "Dwelling",
    "EquipmentPurchase",
    "Fed",
    "FedVersion",
    "FeedFault",
    "FeedJob",
    "FeedRow",
    "FeedSource",
    "Filing",
    "FilingEvent",
    "FilingReason",
    "FormerMeasureReduction",
    "Guess",
    "HillyAreaReduction",
    "HomeHelpReduction",
    "Installation",
    "InsuredCertificate",
    "Insurer",
    "Invoice",
    "InvoiceEvent",
    "InvoiceExamination",
    "InvoiceReason",
    "Message",
    "Office",
    "OfficeCapability",
    "OfficeService",
    "Opinion",
    "OpinionBodyFinding",
    "OpinionDiagnosis",
    "OpinionDraft",
    "OpinionFee",
    "OpinionTarget",
    "OpinionVersion",
    "PartnerOperation",
    "PastProof",
    "Performed",
    "Progress",
    "ProgressLook",
    "ProgressMove",
    "ReadRecord",
    "Readiness",
    "RecordBatch",
    "RecordIndexed",
    "RecordPurge",
    "RecordSubject",
    "Reduction",
    "Registration",
    "RemoteIslandReduction",
    "Renovation",
    "RenovationWork",
    "RequestCount",
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
