"""Accounts of the card-reader app (マイナ資格確認アプリアカウント; guide p.7, S15, S86)."""

import datetime

from sqlmodel import Field

from models.row import Row, instant, key, owner


class CardApp(Row, table=True):
    """An app account: issued to an office by the portal, usable once an administrator of that office registered it.

    `app_id` is the portal's name for it, `secret_sha256` the SHA-256 (hex) of the secret the portal gave to the office.
    Registering makes the account `staff_key` that signs in with both. One that has ended reads no card any more and
    never comes back.
    """

    key: int = key()
    app_id: str = Field(unique=True)
    secret_sha256: str = Field(max_length=64)
    office_key: int = owner("office.key")
    staff_key: int | None = owner("staff.key")
    issued_at: datetime.datetime = instant()
    registered_at: datetime.datetime | None = instant()
    registered_by: int | None = owner("staff.key")
    ended_at: datetime.datetime | None = instant()
