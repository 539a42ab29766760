"""LIFE (科学的介護情報システム): four scales, one record a person and month, stored by level (domain.md section 8)."""

import datetime

from sqlmodel import Field

from models.codes.care import DementiaAutonomy, DisabilityAutonomy
from models.codes.life import (
    Appliances,
    BarthelAssistance,
    BarthelTransfer,
    BarthelWalking,
    CognitionDressing,
    Conversation,
    EventsRemembered,
    Medication,
    Orientation,
    ThingsPlaced,
)
from models.row import Month, Row, code


class Record(Row):
    """What every scale has: whose, for which month, and when it was registered. Months without data have no row."""

    __table_args__ = {"sqlite_with_rowid": False}

    beneficiary_key: int = Field(foreign_key="beneficiary.key", primary_key=True)
    month: int = Field(sa_type=Month, primary_key=True)
    registered_on: datetime.date


class DisabilityRecord(Record, table=True):
    """障害高齢者の日常生活自立度."""

    level: DisabilityAutonomy = code(DisabilityAutonomy)


class DementiaRecord(Record, table=True):
    """認知症高齢者の日常生活自立度."""

    level: DementiaAutonomy = code(DementiaAutonomy)


class BarthelRecord(Record, table=True):
    """ADL (Barthel Index): ten items by level. Two levels of an item may be worth the same points."""

    feeding: BarthelAssistance = code(BarthelAssistance)
    transfer: BarthelTransfer = code(BarthelTransfer)
    grooming: BarthelAssistance = code(BarthelAssistance)
    toilet_use: BarthelAssistance = code(BarthelAssistance)
    bathing: BarthelAssistance = code(BarthelAssistance)
    walking: BarthelWalking = code(BarthelWalking)
    stairs: BarthelAssistance = code(BarthelAssistance)
    dressing: BarthelAssistance = code(BarthelAssistance)
    bowel_control: BarthelAssistance = code(BarthelAssistance)
    bladder_control: BarthelAssistance = code(BarthelAssistance)


class CognitionRecord(Record, table=True):
    """生活・認知機能尺度: seven items of 1-5 points."""

    things_placed: ThingsPlaced = code(ThingsPlaced)
    events_remembered: EventsRemembered = code(EventsRemembered)
    orientation: Orientation = code(Orientation)
    conversation: Conversation = code(Conversation)
    medication: Medication = code(Medication)
    dressing: CognitionDressing = code(CognitionDressing)
    appliances: Appliances = code(Appliances)
