"""Who asks: the account behind a session, with the office it acts for and its occupations in that office."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from models.codes.office import AccountKind, Capability, Occupation
from models.codes.service import ServiceType
from models.office import Office, OfficeCapability, OfficeService
from models.registration import Registration
from models.row import Instant, Row, col
from models.session import Session
from models.staff import Staff, StaffOccupation
from permissions.scope import waits_for_list


@dataclass(frozen=True)
class Viewer:
    """A signed-in account. `posts` are its (service, occupation) pairs in services the office also has."""

    staff_key: int
    user_id: str
    name: str
    kind: AccountKind
    office_key: int | None
    office_number: str | None
    office_name: str | None
    insurer_key: int | None
    """Whose staff or board member this is; None for those of offices."""
    capabilities: frozenset[Capability]
    posts: frozenset[tuple[ServiceType, Occupation]]
    bulk: bool
    first_password: bool
    """Whether the account must change its password before anything else."""

    @property
    def page_limit(self) -> int:
        """The most people one page may hold: 100, or 500 for a partner with the bulk right."""
        return 500 if self.bulk else 100


def who(which: ColumnElement[bool]) -> Select[Any]:
    """The account of this condition, unless it is suspended: a row for each of its capabilities and posts together.

    Occupations count only in services the office is designated for.
    """
    designated = and_(
        col(OfficeService.office_key) == col(Staff.office_key),
        col(OfficeService.service) == col(StaffOccupation.service),
    )
    columns = [col(getattr(Staff, name)) for name in ("key", "user_id", "name", "bulk", "office_key")]
    columns += [*_words(Staff, "kind"), col(Office.number), col(Office.name), *_words(OfficeCapability, "capability")]
    columns += [*_words(OfficeService, "service"), *_words(StaffOccupation, "occupation"), col(Staff.first_password)]
    columns += [col(Staff.insurer_key)]
    return (
        select(*columns)
        .select_from(Staff)
        .outerjoin(Office, col(Office.key) == col(Staff.office_key))
        .outerjoin(OfficeCapability, col(OfficeCapability.office_key) == col(Staff.office_key))
        .outerjoin(StaffOccupation, col(StaffOccupation.staff_key) == col(Staff.key))
        .outerjoin(OfficeService, designated)
        .where(which, col(Staff.suspended).is_(False))
    )


def who_is_signed_in() -> Select[Any]:
    """The account of the bearer token whose hash is `:token`, unless its session is over, idle, ended or of another
    certificate than `:certificate`; the last columns are until when it may be idle, and whether a card reading of
    its office waits for the list to be opened: asked here, it costs those who ask for the list no statement.
    """
    now, certificate = bindparam("now", type_=Instant), bindparam("certificate", type_=String)
    token = col(Session.token_hash) == bindparam("token", type_=String)
    session = select(col(Session.staff_key)).where(
        token,
        col(Session.ended).is_(False),
        col(Session.expires_at) > now,
        col(Session.idle_until) > now,
        func.coalesce(col(Session.certificate), certificate) == certificate,
    )
    idle = select(type_coerce(col(Session.idle_until), BigInteger)).where(token)
    asks = aliased(Staff)
    office = select(col(asks.office_key)).where(col(asks.key) == session.scalar_subquery())
    waits = waits_for_list(office.scalar_subquery())
    waiting = or_(*(exists(select(col(Registration.key)).where(reading)) for reading in waits))
    return who(col(Staff.key) == session.scalar_subquery()).add_columns(idle.scalar_subquery(), waiting)


def _words(of: type[Row], *names: str) -> list[ColumnElement[Any]]:
    """Columns of codes as the text that is stored: what a driver gives without SQLAlchemy."""
    return [type_coerce(col(getattr(of, name)), String).label(name) for name in names]


@lru_cache(maxsize=10_000)
def viewer_of_rows(rows: tuple[tuple[Any, ...], ...]) -> Viewer | None:
    """The viewer the rows of `who` tell of; None for no row."""
    if not rows:
        return None
    key, user_id, name, bulk, office_key, kind, office_number, office_name, *_ = rows[0]
    return Viewer(
        staff_key=key,
        user_id=user_id,
        name=name,
        kind=AccountKind[kind],
        office_key=office_key,
        office_number=office_number,
        office_name=office_name,
        insurer_key=rows[0][12],
        capabilities=frozenset(Capability[row[8]] for row in rows if row[8]),
        posts=frozenset((ServiceType[row[9]], Occupation[row[10]]) for row in rows if row[9]),
        bulk=bool(bulk),
        first_password=bool(rows[0][11]),
    )


async def viewer_of_user(connection: AsyncConnection, user_id: str) -> Viewer | None:
    """The viewer an account would be, for `python -m graph explain`; None when there is none."""
    rows = await connection.execute(who(col(Staff.user_id) == user_id))
    return viewer_of_rows(tuple(tuple(row) for row in rows))
