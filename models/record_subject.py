"""Whom a record is about (閲覧・操作された人): an index over the record, made from it and never told anything else.

A list read is about fifty people. Noted with the record itself, each would cost the read a page of the disk; so they
are noted behind it, within a second or so, many at a time and in their order (resolvers/subjects.py). What is not noted
yet is looked for in the records themselves: the index makes an answer fast, never different.
"""

import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from models.row import Instant, Row, instant, key


class RecordSubject(Row, table=True):
    """A record by one of those it is about: a public id, and where the record stands.

    In the shard of actions (0) `number` is the key of an ActionRecord, in all others the place of a ReadRecord.
    """

    __table_args__ = {"sqlite_with_rowid": False}

    subject: str = Field(primary_key=True)
    at: datetime.datetime = Field(primary_key=True, sa_type=Instant)
    shard: int = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)


class RecordIndexed(Row, table=True):
    """How far a shard is indexed: the first place that is not. Deleted with RecordSubject, all is made anew."""

    shard: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    following: int = Field(sa_type=BigInteger)


class RecordPurge(Row, table=True):
    """Up to when records were deleted (the first instant that is kept), and when that was done."""

    key: int = key()
    before: datetime.datetime = instant()
    at: datetime.datetime = instant()
