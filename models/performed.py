"""Actions that were done, by the key the caller gave each: the same key is the same action, however often it comes."""

import datetime

from sqlmodel import Field

from models.row import Row, instant


class Performed(Row, table=True):
    """An action that was done, what was asked for (by its hash) and what was answered (JSON of ids and words)."""

    staff_key: int = Field(foreign_key="staff.key", primary_key=True)
    idempotency_key: str = Field(primary_key=True)
    request_hash: str
    outcome: str
    at: datetime.datetime = instant()
