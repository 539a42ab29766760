"""The change feed (変更の通知; features.md B08): what has happened to people, in an order nothing can slip behind."""

import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from models.codes.change import ChangeKind
from models.row import Row, code, instant, key, owner

WAITING = text("position IS NULL")


class Change(Row, table=True):
    """Something that has happened to a person: that it has, and nothing of what it was.

    It belongs to the person; who may hear of it is decided when it is delivered. `office_key` is there where it is a
    matter between the person and one office. `position` is its place in the feed, from 1 on and without holes, given
    once its transaction is committed (resolvers/numbering.py): keys are taken while transactions run, so that what a
    slow one wrote would come to light behind what has been read already.
    """

    __table_args__ = (
        Index("ix_change_waiting", "key", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_change_at", "at"),
    )

    key: int = key()
    beneficiary_key: int = owner("beneficiary.key", index=False)
    office_key: int | None = owner("office.key", index=False)
    kind: ChangeKind = code(ChangeKind)
    at: datetime.datetime = instant()
    position: int | None = Field(default=None, sa_type=BigInteger, unique=True)
