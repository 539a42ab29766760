"""A person on an office's list (利用者登録): which proof of identity the office made, and how long it holds."""

import datetime

from sqlalchemy import Index
from sqlmodel import UniqueConstraint

from models.codes.registration import ProofMethod, ProofPurpose
from models.row import Row, code, instant, key, owner, sort_text

VIEWING = datetime.timedelta(days=84)
"""From the day of registration to the last day of viewing (A04): registered on 10/01, shown until 12/24."""


class Registration(Row, table=True):
    """One office's proof of one person's identity, for one purpose (domain.md section 2).

    The sort and search keys of the list are kept here, beside the office, so that one index serves both:
    `sort_kana` folds voiced and small kana and ends with the kana as written; `initial` is its first letter.
    """

    __table_args__ = (
        UniqueConstraint("office_key", "beneficiary_key", "purpose"),
        Index("ix_registration_kana", "office_key", "purpose", "sort_kana", "beneficiary_key"),
        Index("ix_registration_number", "office_key", "purpose", "insured_number", "beneficiary_key"),
        Index("ix_registration_expiry", "office_key", "purpose", "viewing_until", "beneficiary_key"),
        Index("ix_registration_newest", "office_key", "purpose", "registered_on", "beneficiary_key"),
    )

    key: int = key()
    office_key: int = owner("office.key", index=False)
    beneficiary_key: int = owner("beneficiary.key")
    method: ProofMethod = code(ProofMethod)
    purpose: ProofPurpose = code(ProofPurpose)
    read_at: datetime.datetime = instant()
    list_opened_at: datetime.datetime | None = instant()
    proven_at: datetime.datetime = instant()
    registered_on: datetime.date
    viewing_until: datetime.date
    removed_at: datetime.datetime | None = instant()
    insured_number: str = sort_text()
    sort_kana: str = sort_text()
    initial: str
    search_name: str
    search_kana: str
