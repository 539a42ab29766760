"""Files that were brought (`POST /uploads`) and wait for the mutation that uses them."""

import datetime

from models.row import Row, instant, key, owner, public_id

KEPT = datetime.timedelta(hours=24)
"""How long an upload that no mutation has used may still be used."""


class Upload(Row, table=True):
    """A file of one account, by its handle. The row is there before the bytes, so that no bytes are without a row."""

    key: int = key()
    id: str = public_id()
    staff_key: int = owner("staff.key")
    at: datetime.datetime = instant()
    name: str
    """What the caller called it, as cleaned text; nothing is ever found by it."""
    media_type: str
    byte_count: int
    sha256: str
    file: str
    """Its name in the storage."""
    stored: bool = False
    """Whether the bytes are there."""
    used: bool = False
    """Whether a mutation has taken it."""
