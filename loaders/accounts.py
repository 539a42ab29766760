"""Accounts as those who manage them see them (アカウント管理; guide p.7)."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from loaders.reading import Reading
from loaders.source import Plain
from models.codes.office import AccountKind, Occupation
from models.codes.service import ServiceType
from models.row import col
from models.rows import CardApp, Staff, StaffOccupation
from permissions.accounts import managed_by
from permissions.information import Action

MOST_ACCOUNTS = 100
"""How many accounts come at once; the next ones are asked for by the last user id."""


@dataclass(frozen=True)
class HeldPost:
    """An occupation in a service, with its words."""

    service: ServiceType
    occupation: Occupation

    @property
    def service_label(self) -> str:
        return self.service.label

    @property
    def occupation_label(self) -> str:
        return self.occupation.label


@dataclass(frozen=True)
class Account:
    """An account; `first_until` is how long its first password can be used, where it has one."""

    user_id: str
    name: str
    kind: AccountKind
    mail: str
    phone: str | None
    suspended: bool
    first_until: datetime.datetime | None
    posts: list[HeldPost]

    @property
    def kind_label(self) -> str:
        return self.kind.label


async def managed_accounts(reading: Reading, arguments: Mapping[str, Any]) -> list[Account]:
    """The accounts the viewer manages behind `after`, by user id, a page of them; none for whoever manages none."""
    after = arguments.get("after") or ""
    rows = (
        select(Staff.__table__)  # type: ignore[attr-defined]
        .where(managed_by(reading.viewer, reading.grants), col(Staff.user_id) > after.replace("\0", ""))
        .order_by(col(Staff.user_id))
        .limit(MOST_ACCOUNTS)
    )
    async with reading.house.engine.connect() as connection:
        found = (await connection.execute(rows)).all()
        posts = await _posts(connection, [row.key for row in found])
    return [
        Account(
            row.user_id,
            row.name,
            row.kind,
            row.mail,
            row.phone,
            row.suspended,
            row.first_until if row.first_password else None,
            posts.get(row.key, []),
        )
        for row in found
    ]


async def _posts(connection: AsyncConnection, keys: Sequence[int]) -> dict[int, list[HeldPost]]:
    rows = await connection.execute(
        select(col(StaffOccupation.staff_key), col(StaffOccupation.service), col(StaffOccupation.occupation))
        .where(col(StaffOccupation.staff_key).in_(keys))
        .order_by(col(StaffOccupation.staff_key), col(StaffOccupation.service), col(StaffOccupation.occupation))
    )
    return _grouped((key, HeldPost(service, occupation)) for key, service, occupation in rows)


def _grouped(pairs: Iterable[tuple[int, HeldPost]]) -> dict[int, list[HeldPost]]:
    found: dict[int, list[HeldPost]] = {}
    for key, post in pairs:
        found.setdefault(key, []).append(post)
    return found


@dataclass(frozen=True)
class ShownCardApp:
    """An app account of the viewer's office; not registered yet where `registered_at` is None."""

    app_id: str
    issued_at: datetime.datetime
    registered_at: datetime.datetime | None
    ended_at: datetime.datetime | None


async def card_apps(reading: Reading, _: Mapping[str, Any]) -> list[ShownCardApp]:
    """The app accounts that were issued to the viewer's office; none for whoever does not register them."""
    if Action.REGISTER_CARD_APP not in reading.grants.write:
        return []
    names = (CardApp.app_id, CardApp.issued_at, CardApp.registered_at, CardApp.ended_at)
    mine = select(*map(col, names)).where(col(CardApp.office_key) == reading.viewer.office_key)
    async with reading.house.engine.connect() as connection:
        return [ShownCardApp(*row) for row in await connection.execute(mine.order_by(col(CardApp.app_id)))]


ACCOUNTS, CARD_APPS = Plain(managed_accounts, MOST_ACCOUNTS), Plain(card_apps, MOST_ACCOUNTS)
