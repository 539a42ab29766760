"""Sign-in: attempts that wait for their one-time code, and sessions. Only hashes of secrets are stored."""

import datetime

from sqlmodel import Field

from models.row import Row, instant, key, owner


class SignInAttempt(Row, table=True):
    """A right password that waits for its code: used once, five tries, a few minutes; of one certificate.

    There is no code until somebody has chosen where it goes; `sent_at` and `sendings` bound how often that is.
    """

    key: int = key()
    token_hash: str = Field(unique=True)
    staff_key: int = owner("staff.key")
    certificate: str | None = None
    code_hash: str | None = None
    code_expires_at: datetime.datetime = instant()
    expires_at: datetime.datetime = instant()
    sent_at: datetime.datetime = instant()
    sendings: int = 0
    tries: int = 0
    used: bool = False


class Session(Row, table=True):
    """A signed-in account, by the hash of its opaque token; bound to the certificate it was opened with.

    It ends at `expires_at`, and before that at `idle_until`, which moves on while it is used.
    """

    key: int = key()
    token_hash: str = Field(unique=True)
    staff_key: int = owner("staff.key")
    certificate: str | None = None
    expires_at: datetime.datetime = instant()
    idle_until: datetime.datetime = instant()
    ended: bool = False
