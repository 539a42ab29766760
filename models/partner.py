"""Partner systems (連携システム): the operations they may run, each a document that somebody of the office approved."""

import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from models.row import Row, instant, key, owner, public_id

CURRENT = text("withdrawn_at IS NULL")


class PartnerOperation(Row, table=True):
    """A document with one named operation, as a partner's account registered it; it never changes.

    `hash` is the SHA-256 of the text in lower-case hex. `information` and `coordinates` are what it needs (JSON lists
    of names): derived when it was registered, and so what was approved. It runs from `approved_at` to `withdrawn_at`.
    """

    __table_args__ = (
        Index(
            "ix_partner_operation_current",
            "staff_key",
            "hash",
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        ),
    )

    key: int = key()
    id: str = public_id()
    office_key: int = owner("office.key")
    staff_key: int = owner("staff.key", index=False)
    name: str
    hash: str = Field(max_length=64)
    document: str
    information: str
    coordinates: str
    registered_at: datetime.datetime = instant()
    approved_at: datetime.datetime | None = instant()
    approved_by_key: int | None = owner("staff.key", index=False)
    withdrawn_at: datetime.datetime | None = instant()
    withdrawn_by_key: int | None = owner("staff.key", index=False)
