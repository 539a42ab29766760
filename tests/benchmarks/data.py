"""The data all contenders read: a seeded database, made once and kept under var/bench.

The rivals know no permissions, so the people of W3 are made to consent, and W2 asks for people the viewer sees whole.
"""

import asyncio
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

import seed
from models import rows
from models.clock import DEMO_START
from models.codes.consent import ConsentRoute, ConsentStatus
from models.database import open_database
from models.row import JST, col
from models.settings import ROOT, Settings
from permissions.scope import people_on_list
from resolvers.opening import open_house
from resolvers.sessions import open_session
from tests.benchmarks.workload import Workload

FOLDER = ROOT / "var" / "bench"
MOST_IDS = 40
BULK_PEOPLE = 500
IN_CHARGE = "person"
DAY = datetime.timedelta(hours=24)


@dataclass(frozen=True)
class Data:
    """A database ready to be asked: its URL, the ids of W2, a token an account, and how far its clock is moved."""

    url: str
    ids: tuple[str, ...]
    tokens: Mapping[str, str]
    offset: int


def sqlite_url(people: int) -> str:
    """The SQLite database of so many people, seeded where there is none."""
    file = FOLDER / f"people-{people}.db"
    if not file.exists():
        _seed(f"sqlite:///{file}", people)
    return f"sqlite:///{file}"


def seed_server(url: str, people: int) -> None:
    """Fill an empty PostgreSQL database with the same people."""
    _seed(url, people)


def _seed(url: str, people: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    print(f"making {people:,} people ...", flush=True)
    seed.make(url, people, datetime.datetime.now(JST))


def prepare(url: str) -> Data:
    """Set the clock to the demo's first morning, let the people of W3 consent, choose those of W2, sign in."""
    return asyncio.run(_prepare(url))


async def _prepare(url: str) -> Data:
    offset = int((DEMO_START - datetime.datetime.now(JST)).total_seconds())
    engine = open_database(url)
    async with engine.begin() as connection:
        await connection.execute(update(rows.Installation).values(clock_offset=offset))
        await connection.execute(delete(rows.ReadRecord))
        await _consent(connection)
        ids = await _ids(connection)
    await engine.dispose()
    return Data(url, ids, await _tokens(url, {workload.user for workload in Workload}), offset)


def _people(office: int, staff: int) -> tuple[Any, Mapping[str, object]]:
    """The office's list as the service reads it, with what the conditions ask about, in the order of the list."""
    now = DEMO_START
    binds = {"office": office, "staff": staff, "today": now.date(), "now": now, "reading_lapses": now - DAY}
    order = (col(rows.Registration.sort_kana), col(rows.Registration.beneficiary_key))
    return people_on_list(IN_CHARGE).order_by(*order), binds


async def _staff(connection: AsyncConnection, user: str) -> int:
    found = select(col(rows.Staff.key)).where(col(rows.Staff.user_id) == user)
    return int((await connection.execute(found)).scalar_one())


async def _consent(connection: AsyncConnection) -> None:
    people, binds = _people(Workload.BULK.office, await _staff(connection, Workload.BULK.user))
    found = (await connection.execute(people.limit(BULK_PEOPLE), binds)).all()
    values = [
        {
            "beneficiary_key": person.key,
            "status": ConsentStatus.GIVEN,
            "route": ConsentRoute.MUNICIPALITY,
            "recorded_at": DEMO_START - DAY,
        }
        for person in found
        if not person.consent
    ]
    if values:
        await connection.execute(insert(rows.Consent), values)


async def _ids(connection: AsyncConnection) -> tuple[str, ...]:
    """People with something in every tab who hide nothing from the viewer; the same ones on every database."""
    people, binds = _people(Workload.PERSON.office, await _staff(connection, Workload.PERSON.user))
    told = (rows.BarthelRecord, rows.Opinion, rows.Survey, rows.EquipmentPurchase, rows.Renovation)
    listed = people.where(*(_has(table) for table in told))
    found = (await connection.execute(listed, binds)).all()
    seen = [person for person in found if person.consent and person.in_charge and not person.protected]
    open_to = sorted((person.insured_number, person.id) for person in seen if not person.opinion_withheld)
    assert open_to, "nobody has something in every tab"
    return tuple(str(id_) for _, id_ in open_to[:MOST_IDS])


def _has(table: Any) -> ColumnElement[bool]:
    key = col(table.beneficiary_key)
    return exists(select(key).where(key == col(rows.Beneficiary.key)).correlate(rows.Beneficiary))


def set_clock(url: str) -> None:
    """Let the clock of a demo begin where its people live."""
    asyncio.run(_set_clock(url))


async def _set_clock(url: str) -> None:
    engine = open_database(url)
    async with engine.begin() as connection:
        offset = int((DEMO_START - datetime.datetime.now(JST)).total_seconds())
        await connection.execute(update(rows.Installation).values(clock_offset=offset))
    await engine.dispose()


def open_sessions(url: str, users: Iterable[str]) -> dict[str, str]:
    """A token for each of these accounts."""
    return asyncio.run(_tokens(url, users))


async def _tokens(url: str, users: Iterable[str]) -> dict[str, str]:
    """A session an account, as `python -m graph token` opens it."""
    async with open_house(Settings(database_url=url, session_minutes=24 * 60)) as house:
        async with house.engine.connect() as connection:
            keys = {user: await _staff(connection, user) for user in users}
        return {user: (await open_session(house, key)).token for user, key in keys.items()}
