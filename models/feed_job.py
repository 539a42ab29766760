"""Files that other systems feed (連携ファイル; S83, S84): how far each has come, and what was wrong with its rows.

A file is read in batches, each in a transaction of its own that also says how far it has come; so it goes on there,
whatever happens to the process that reads it.
"""

import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from models.codes.certificates import CertificateKind
from models.codes.feed_job import FeedKeep, FeedState
from models.row import Instant, Row, code, instant, key, owner, public_id

HELD = datetime.timedelta(seconds=30)
"""While one process reads a file, the others leave it alone; if it dies, they take it up after this."""
MOST_FAULTS = 2_000
"""How many faults of a file are kept; all rows with one are counted."""


class FeedJob(Row, table=True):
    """A file that is read, or was: certificates of one kind, or records of LIFE."""

    key: int = key()
    id: str = public_id()
    staff_key: int = owner("staff.key", index=False)
    upload_key: int = owner("upload.key", index=False)
    certificate: CertificateKind | None = code(CertificateKind)
    """The kind of the certificates in it; none for LIFE."""
    keep: FeedKeep = code(FeedKeep)
    state: FeedState = code(FeedState)
    sent_at: datetime.datetime = instant()
    ended_at: datetime.datetime | None = Field(default=None, sa_type=Instant)
    rows_read: int = 0
    """Rows of the batches that are done; whoever takes the file up begins behind them."""
    rows_kept: int = 0
    """Rows that told something new."""
    rows_unchanged: int = 0
    """Rows that told what was known."""
    rows_refused: int = 0
    """Rows with a fault."""
    fault_count: int = 0
    published: bool = False
    """Whether all of its rows are in their tables, and only have to be told of."""
    reader: str | None = None
    """Which process reads it, by a word of its own."""
    held_until: datetime.datetime | None = Field(default=None, sa_type=Instant, index=True)
    """Until when nobody else does; none once it is done with."""
    tries: int = 0
    """How often it was taken up since a batch was done."""


class FeedFault(Row, table=True):
    """What is wrong with a row of a file, by the line it begins at and its column."""

    job_key: int = Field(foreign_key="feed_job.key", primary_key=True)
    place: int = Field(primary_key=True)
    """Counted from 1, in the order of the file."""
    line: int
    """Counted from 1, the header's line."""
    column: str | None = None
    """By its name in the header; none where it is the row as a whole."""
    code: str
    message: str


class FeedRow(Row, table=True):
    """A row that is fed and that nobody sees yet: it waits until all of its batch are put in their table."""

    __table_args__ = {"sqlite_with_rowid": False}

    batch: str = Field(primary_key=True)
    """What is put in its place together."""
    target: str = Field(primary_key=True)
    """The table it is for."""
    beneficiary_key: int = Field(foreign_key="beneficiary.key", primary_key=True)
    place: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    """The values of its columns, as JSON writes them."""
    fed_id: str | None = None
    """The id under which it can be corrected, where it can."""
    row_key: int | None = None
    """The key it gets in its table, where that has keys."""
