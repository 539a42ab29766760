"""A person on an office's list (利用者登録): which proof of identity the office made, and how long it holds."""

import datetime

from sqlalchemy import Index, text
from sqlmodel import UniqueConstraint

from models import kana
from models.codes.registration import ProofMethod, ProofPurpose, ReadingState
from models.row import Row, code, instant, key, owner, sort_text

VIEWING = datetime.timedelta(days=84)
"""From the day of registration to the last day of viewing (A04): registered on 10/01, shown until 12/24.

KAIGO_VIEWING_DAYS sets another length.
"""

RENEWED = text("renewed_at IS NOT NULL")


class Registration(Row, table=True):
    """One office's proof of one person's identity, for one purpose (guide p.17-19).

    A card reading counts once the office has opened its list, within 24 hours (`list_opened_at`). Where the person is
    listed already, it waits apart until then (`renewed_at`): one that lapses leaves everything as it was.

    The sort and search keys of the list are kept here, beside the office, so that one index serves both:
    `sort_kana` folds voiced and small kana and ends with the kana as written; `initial` is its first letter.
    """

    __table_args__ = (
        UniqueConstraint("office_key", "beneficiary_key", "purpose"),
        Index("ix_registration_kana", "office_key", "purpose", "sort_kana", "beneficiary_key"),
        Index("ix_registration_number", "office_key", "purpose", "insured_number", "beneficiary_key"),
        Index("ix_registration_expiry", "office_key", "purpose", "viewing_until", "beneficiary_key"),
        Index("ix_registration_newest", "office_key", "purpose", "registered_on", "beneficiary_key"),
        Index("ix_registration_read", "office_key", "read_at"),
        Index("ix_registration_renewed", "office_key", "renewed_at", sqlite_where=RENEWED, postgresql_where=RENEWED),
    )

    key: int = key()
    office_key: int = owner("office.key", index=False)
    beneficiary_key: int = owner("beneficiary.key")
    method: ProofMethod = code(ProofMethod)
    purpose: ProofPurpose = code(ProofPurpose)
    staff_key: int | None = owner("staff.key", index=False)
    """Who made the proof; none where it was made before this was kept."""
    reason: str | None = None
    """Why staff looked at the person, where no PIN was entered (目視); so for the later reading below."""
    read_at: datetime.datetime = instant()
    list_opened_at: datetime.datetime | None = instant()
    proven_at: datetime.datetime = instant()
    registered_on: datetime.date
    viewing_until: datetime.date
    removed_at: datetime.datetime | None = instant()
    renewed_at: datetime.datetime | None = instant()
    """A later card reading of somebody who was listed already: it waits for the list, or has lapsed."""
    renewed_by_key: int | None = owner("staff.key", index=False)
    renewed_method: ProofMethod | None = code(ProofMethod)
    renewed_reason: str | None = None
    insured_number: str = sort_text()
    sort_kana: str = sort_text()
    initial: str
    search_name: str
    search_kana: str


class PastProof(Row, table=True):
    """A proof that stands in no registration any more, and how it ended: the office's own record of it (S21)."""

    __table_args__ = (Index("ix_past_proof_read", "office_key", "read_at"),)

    key: int = key()
    office_key: int = owner("office.key", index=False)
    beneficiary_key: int = owner("beneficiary.key")
    staff_key: int | None = owner("staff.key", index=False)
    method: ProofMethod = code(ProofMethod)
    purpose: ProofPurpose = code(ProofPurpose)
    reason: str | None = None
    read_at: datetime.datetime = instant()
    state: ReadingState = code(ReadingState)
    until: datetime.datetime = instant()


def list_keys(insured_number: str, name: str, name_in_kana: str) -> dict[str, str]:
    """The keys by which lists sort and search a person."""
    return {
        "insured_number": insured_number,
        "sort_kana": kana.sort_key(name_in_kana),
        "initial": kana.initial(name_in_kana),
        "search_name": kana.plain(name),
        "search_kana": kana.plain(name_in_kana),
    }
