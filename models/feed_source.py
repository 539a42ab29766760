"""When each insurer's systems last delivered which information (features.md S79): what is late is told."""

import datetime

from sqlmodel import UniqueConstraint

from models.codes.fed import FeedSubject
from models.row import Row, code, instant, key, owner


class FeedSource(Row, table=True):
    """One information of one insurer. Without an agreed interval (hours) it is never late."""

    __table_args__ = (UniqueConstraint("insurer_key", "information"),)

    key: int = key()
    insurer_key: int = owner("insurer.key", index=False)
    information: FeedSubject = code(FeedSubject)
    as_of: datetime.datetime = instant()
    interval_hours: int | None = None
