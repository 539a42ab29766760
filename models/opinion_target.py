"""For whom a clinic is to write a doctor's opinion (主治医意見書作成対象者; guide function 8, features.md S72)."""

import datetime

from sqlalchemy import Index
from sqlmodel import UniqueConstraint

from models.codes.beneficiary import Sex
from models.codes.opinion import OpinionTargetStatus
from models.codes.progress import ApplicationKind
from models.row import Row, code, instant, key, owner, public_id


class OpinionTarget(Row, table=True):
    """One request to one clinic to write one opinion, by the municipality's system or by a letter the clinic typed in.

    Who the person is, is kept as the request says it: a clinic has no list, and sees no more of the person than this.
    `beneficiary_key` and `progress_key` are set by the municipality alone: at once by its electronic request, for a
    letter when it confirms the opinion. Until then a letter's target belongs to nobody, and is known by its fields.
    """

    __table_args__ = (
        UniqueConstraint("office_key", "insurer_key", "insured_number", "birth_date", "requested_on"),
        Index("ix_opinion_target_due", "office_key", "due_on", "key"),
    )

    key: int = key()
    id: str = public_id()
    office_key: int = owner("office.key", index=False)
    insurer_key: int = owner("insurer.key")
    beneficiary_key: int | None = owner("beneficiary.key")
    progress_key: int | None = owner("progress.key", index=False)
    opinion_key: int | None = owner("opinion.key", index=False)
    """The person's paper that shows the newest version: the certification tab reads it."""
    staff_key: int | None = owner("staff.key", index=False)
    """Who registered it at the clinic."""
    status: OpinionTargetStatus = code(OpinionTargetStatus)
    insured_number: str
    name: str
    kana: str
    birth_date: datetime.date
    sex: Sex = code(Sex)
    application_kind: ApplicationKind | None = code(ApplicationKind)
    requested_on: datetime.date
    due_on: datetime.date
    asked_at: datetime.datetime | None = instant()
    """When the electronic request arrived; none for a letter."""
    registered_at: datetime.datetime | None = instant()
    """When the clinic took it up; none while the request is outstanding."""
