"""Who asks: the account behind a session, with the office it acts for and its occupations in that office."""

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.codes.office import AccountKind, Capability, Occupation
from models.codes.service import ServiceType
from models.office import Office, OfficeCapability, OfficeService
from models.row import col
from models.session import Session
from models.staff import Staff, StaffOccupation
from permissions.credentials import digest


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
    capabilities: frozenset[Capability]
    posts: frozenset[tuple[ServiceType, Occupation]]
    bulk: bool

    @property
    def page_limit(self) -> int:
        """The most people one page may hold: 100, or 500 for a partner with the bulk right."""
        return 500 if self.bulk else 100


async def viewer_of_token(connection: AsyncConnection, token: str, now: datetime.datetime) -> Viewer | None:
    """The viewer of a bearer token, or None when it is unknown, over or ended."""
    session = select(col(Session.staff_key)).where(
        col(Session.token_hash) == digest(token), col(Session.ended).is_(False), col(Session.expires_at) > now
    )
    return await _viewer(connection, col(Staff.key) == session.scalar_subquery())


async def viewer_of_user(connection: AsyncConnection, user_id: str) -> Viewer | None:
    """The viewer an account would be, for `python -m graph explain`; None when there is none."""
    return await _viewer(connection, col(Staff.user_id) == user_id)


async def _viewer(connection: AsyncConnection, which: ColumnElement[bool]) -> Viewer | None:
    staff: Any = (
        await connection.execute(
            select(Staff.__table__, col(Office.number).label("office_number"), col(Office.name).label("office_name"))  # type: ignore[attr-defined]
            .outerjoin(Office, col(Office.key) == col(Staff.office_key))
            .where(which, col(Staff.suspended).is_(False))
        )
    ).one_or_none()
    if staff is None:
        return None
    return Viewer(
        staff_key=staff.key,
        user_id=staff.user_id,
        name=staff.name,
        kind=staff.kind,
        office_key=staff.office_key,
        office_number=staff.office_number,
        office_name=staff.office_name,
        capabilities=await _capabilities(connection, staff.office_key),
        posts=await _posts(connection, staff.key, staff.office_key),
        bulk=staff.bulk,
    )


async def _capabilities(connection: AsyncConnection, office_key: int | None) -> frozenset[Capability]:
    found = select(col(OfficeCapability.capability)).where(col(OfficeCapability.office_key) == office_key)
    return frozenset((await connection.execute(found)).scalars())


async def _posts(
    connection: AsyncConnection, staff_key: int, office_key: int | None
) -> frozenset[tuple[ServiceType, Occupation]]:
    """Occupations count only in services the office is designated for."""
    found = (
        select(col(StaffOccupation.service), col(StaffOccupation.occupation))
        .join(OfficeService, col(OfficeService.service) == col(StaffOccupation.service))
        .where(col(StaffOccupation.staff_key) == staff_key, col(OfficeService.office_key) == office_key)
    )
    return frozenset((service, occupation) for service, occupation in await connection.execute(found))
