"""A doctor's opinion as its clinic writes it: the draft, and each version that was sent (guide function 8, S73)."""

import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, UniqueConstraint

from models.row import Row, instant, key, owner, public_id

WAITING = text("confirmed_at IS NULL")


class OpinionDraft(Row, table=True):
    """What is written for a target and not yet sent: one a target, written over until it is sent and gone."""

    target_key: int = Field(foreign_key="opinion_target.key", primary_key=True)
    staff_key: int = owner("staff.key", index=False)
    """Who wrote it last."""
    content: str
    """The items of the form as JSON (models/opinion_form.py)."""
    correction_reason: str | None = None
    """Why a version that was sent is corrected."""
    saved_at: datetime.datetime = instant()


class OpinionVersion(Row, table=True):
    """One version that was sent. Nothing of it changes; that the municipality confirmed it is written beside it."""

    __table_args__ = (
        UniqueConstraint("target_key", "version"),
        Index("ix_opinion_version_insurer", "insurer_key", "key"),
        Index("ix_opinion_version_waiting", "insurer_key", "key", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    key: int = key()
    id: str = public_id()
    target_key: int = owner("opinion_target.key", index=False)
    insurer_key: int = owner("insurer.key", index=False)
    """To whom it was sent, the target's: kept here for the municipality's list."""
    version: int
    """From 1; a correction is the next."""
    content: str
    """The items of the form as JSON (models/opinion_form.py), with person and institution as they were."""
    correction_reason: str | None = None
    sent_at: datetime.datetime = instant()
    sent_by: str
    """The name of the account."""
    staff_key: int = owner("staff.key", index=False)
    confirmed_at: datetime.datetime | None = instant()
    confirmed_by: str | None = None
    received_on: datetime.date | None = None
    """入手日: the day the municipality counts it as received."""
