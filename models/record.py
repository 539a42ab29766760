"""The record (閲覧・操作の記録): who read and did what, in batches that hang together by a hash chain.

`permissions/chain.py` says what is hashed. No name and no value of anybody is kept here.
"""

import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from models.row import Row, instant, key, owner


class ReadRecord(Row, table=True):
    """Who read which information of which people, on which basis, and what was refused.

    `people` and `coordinates` are JSON lists of text, `basis` and `refusals` JSON; no value that was read is kept.
    It stands at its place, counted from 0, in its shard. It has no other index: each would cost every read a page.
    """

    shard: int = Field(primary_key=True)
    place: int = Field(primary_key=True, sa_type=BigInteger)
    salt: bytes
    at: datetime.datetime = instant()
    staff_key: int = owner("staff.key", index=False)
    office_key: int | None = owner("office.key", index=False)
    operation: str | None = None
    document_hash: str
    people: str
    coordinates: str
    basis: str
    refusals: str
    file: str | None = None
    """The id of the document where the request opened a file."""


class ActionRecord(Row, table=True):
    """What somebody did, or tried to do: written in the transaction of the change itself.

    `subjects` is a JSON list of public ids, `outcome` DONE or the code of the refusal, `request_hash` SHA-256 in
    hex over the request and its key; signing in and out has none.
    Place and salt are empty until the record is taken into the chain, within a second (resolvers/sequencer.py).
    """

    key: int = key()
    at: datetime.datetime = instant()
    staff_key: int | None = owner("staff.key")
    office_key: int | None = owner("office.key")
    action: str
    outcome: str
    subjects: str
    request_hash: str | None = None
    place: int | None = Field(default=None, sa_type=BigInteger, unique=True)
    salt: bytes | None = None


class RecordBatch(Row, table=True):
    """A link of the chain: the records `first` to `first + size - 1` of a shard, which were committed together.

    `leaves` are their hashes one after the other, 32 bytes each; they stay when the records have been purged.
    """

    __table_args__ = {"sqlite_with_rowid": False}

    shard: int = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    first: int = Field(sa_type=BigInteger)
    size: int
    root: bytes
    head: bytes
    leaves: bytes


class Checkpoint(Row, table=True):
    """The newest signed checkpoints by number: what the file outside must at least contain."""

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    digest: bytes
