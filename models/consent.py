"""Consent to viewing (閲覧同意): comprehensive, of the person, not of an office (guide p.20)."""

import datetime

from sqlalchemy import Index
from sqlmodel import Field

from models.codes.consent import ConsentRoute, ConsentStatus
from models.row import Row, code, instant, key, owner, public_id


class Consent(Row, table=True):
    """One statement of the person, given or taken back; the newest one counts, for everything stored now and later.

    The newest is the one with the latest `recorded_at`, of equals the one that came last (the greater key). What an
    office records is stated at that moment; what a municipality feeds has the day it was stated on
    (resolvers/municipal.py).
    """

    __table_args__ = (Index("ix_consent_beneficiary", "beneficiary_key", "recorded_at", "key"),)

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key", index=False)
    status: ConsentStatus = code(ConsentStatus)
    route: ConsentRoute = code(ConsentRoute)
    recorded_at: datetime.datetime = instant()
    office_key: int | None = owner("office.key")


class ConsentReceipt(Row, table=True):
    """The signed receipt (控え) of a statement (features.md B07); statements from before there were any have none.

    `follows_key` is the receipt before it, of the same person: no two follow the same one.
    """

    key: int = key()
    id: str = public_id()
    consent_key: int = Field(foreign_key="consent.key", unique=True)
    follows_key: int | None = Field(default=None, foreign_key="consent_receipt.key", unique=True)
    content: str
    """Canonical JSON with its signature, as it was handed out (permissions/consent_receipt.py)."""
