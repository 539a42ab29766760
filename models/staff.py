"""Accounts (アカウント) of the people and systems that use the service, and what each does in which service."""

import datetime

from sqlmodel import Field

from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from models.row import Row, code, instant, key, owner, sort_text


class Staff(Row, table=True):
    """An account: of a person at an office, of an insurer's staff, or of a partner system (guide p.7).

    `password_hash` is argon2id, `former_hash` that of the one before, which does not come back. A first
    password must be changed before anything else, and until `first_until`.
    `bulk` is a partner's declared right to pages of up to 500 people.
    """

    key: int = key()
    user_id: str = sort_text(unique=True)
    kind: AccountKind = code(AccountKind)
    office_key: int | None = owner("office.key")
    insurer_key: int | None = owner("insurer.key")
    name: str
    mail: str
    phone: str | None = None
    password_hash: str
    former_hash: str | None = None
    first_password: bool = False
    first_until: datetime.datetime | None = instant()
    suspended: bool = False
    bulk: bool = False


class StaffOccupation(Row, table=True):
    """An occupation (職種区分) of this account in one service of the office; a person may have several."""

    staff_key: int = Field(foreign_key="staff.key", primary_key=True)
    service: ServiceType = code(ServiceType, primary_key=True)
    occupation: Occupation = code(Occupation, primary_key=True)
