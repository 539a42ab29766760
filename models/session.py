"""Sign-in: attempts that wait for their one-time code, and sessions. Only hashes of secrets are stored."""

import datetime

from sqlmodel import Field

from models.row import Row, instant, key, owner


class SignInAttempt(Row, table=True):
    """A right password that waits for its code: used once, five tries, a few minutes."""

    key: int = key()
    token_hash: str = Field(unique=True)
    staff_key: int = owner("staff.key")
    code_hash: str
    expires_at: datetime.datetime = instant()
    tries: int = 0
    used: bool = False


class Session(Row, table=True):
    """A signed-in account, by the hash of its opaque token."""

    key: int = key()
    token_hash: str = Field(unique=True)
    staff_key: int = owner("staff.key")
    expires_at: datetime.datetime = instant()
    ended: bool = False
