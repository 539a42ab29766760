"""An application for certification of need (要介護認定申請) and its way to the decision (認定審査会進捗; p.26)."""

import datetime

from sqlalchemy import Index
from sqlmodel import Field

from models.codes.progress import (
    ApplicationKind,
    CertificationStatus,
    JudgementCategory,
    PostponementReason,
    ProgressStep,
    StepStatus,
)
from models.row import Row, code, instant, key, owner


class Progress(Row, table=True):
    """One application. Planned and actual dates stand apart; a late decision is announced as a postponement."""

    __table_args__ = (Index("ix_progress_beneficiary", "beneficiary_key", "applied_on"),)

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key", index=False)
    status: CertificationStatus = code(CertificationStatus)
    applied_on: datetime.date
    application_kind: ApplicationKind = code(ApplicationKind)
    survey_planned_on: datetime.date | None = None
    survey_obtained_on: datetime.date | None = None
    survey_status: StepStatus = code(StepStatus)
    opinion_requested_on: datetime.date | None = None
    opinion_received_on: datetime.date | None = None
    opinion_status: StepStatus = code(StepStatus)
    board_planned_on: datetime.date | None = None
    board_held_on: datetime.date | None = None
    board_status: StepStatus = code(StepStatus)
    judged_on: datetime.date | None = None
    judgement: JudgementCategory | None = code(JudgementCategory)
    certified_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    """却下取下日: the day the application was rejected or withdrawn."""
    postponed_on: datetime.date | None = None
    postponed_until: datetime.date | None = None
    postponement_reason: PostponementReason | None = code(PostponementReason)


class ProgressMove(Row, table=True):
    """A step of an application that became known, or another than it was: when this service learned of it.

    Beside the dates of the steps themselves, which may arrive late: "what has changed since I last looked" (B16).
    """

    __table_args__ = (Index("ix_progress_move_progress", "progress_key", "at"),)

    key: int = key()
    progress_key: int = owner("progress.key", index=False)
    step: ProgressStep = code(ProgressStep)
    at: datetime.datetime = instant()


class ProgressLook(Row, table=True):
    """When an account last looked at a person's progress: taken from the read record within a second or so."""

    __table_args__ = {"sqlite_with_rowid": False}

    beneficiary_key: int = Field(foreign_key="beneficiary.key", primary_key=True)
    staff_key: int = Field(foreign_key="staff.key", primary_key=True)
    at: datetime.datetime = instant()
