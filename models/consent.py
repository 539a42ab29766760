"""Consent to viewing (閲覧同意): comprehensive, of the person, not of an office (guide p.20)."""

import datetime

from sqlalchemy import Index

from models.codes.consent import ConsentRoute, ConsentStatus
from models.row import Row, code, instant, key, owner


class Consent(Row, table=True):
    """One statement of the person, given or taken back; the newest one counts, for everything stored now and later."""

    __table_args__ = (Index("ix_consent_beneficiary", "beneficiary_key", "recorded_at", "key"),)

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key", index=False)
    status: ConsentStatus = code(ConsentStatus)
    route: ConsentRoute = code(ConsentRoute)
    recorded_at: datetime.datetime = instant()
    office_key: int | None = owner("office.key")
