"""The read record (閲覧記録): one row a request that asked for people, committed before the answer leaves."""

import datetime

from models.row import Row, instant, key, owner


class ReadRecord(Row, table=True):
    """Who read which information of which people, on which basis, and what was refused.

    `people` and `coordinates` are JSON lists of text, `basis` and `refusals` JSON; no value that was read is kept.
    """

    key: int = key()
    at: datetime.datetime = instant()
    staff_key: int = owner("staff.key")
    office_key: int | None = owner("office.key")
    operation: str | None = None
    document_hash: str
    people: str
    coordinates: str
    basis: str
    refusals: str
    file: str | None = None
    """The id of the document where the request opened a file."""
