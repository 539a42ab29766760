"""Serves the database: says where, at what time of its clock, who can sign in, and a line that works as printed."""

import argparse
import asyncio

import uvicorn
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from graph.commands.token import demo_token
from graph.http.app import create_app
from loaders.house import House
from models.row import col
from models.rows import Office, Staff
from models.settings import Settings, load_settings
from resolvers.opening import open_house

QUESTION = "{ beneficiaries(first: 3) { edges { node { name insuredNumber burdenRatioLabel } } } }"
FIRST_USER = "hachiro"


def run(_: argparse.Namespace) -> int:
    settings = load_settings()
    app = create_app(settings)
    print(asyncio.run(_greeting(settings)), flush=True)
    uvicorn.run(
        app, host=settings.host, port=settings.port, log_level="warning", server_header=False, proxy_headers=False
    )
    return 0


async def _greeting(settings: Settings) -> str:
    async with open_house(settings) as house:
        address = f"http://{settings.host}:{settings.port}"
        lines = [f"Kaigo Graph   {address}/explorer", f"clock         {house.now():%Y-%m-%d %H:%M:%S} JST"]
        if house.demo:
            lines += await _demo(house, address)
        return "\n".join(lines)


async def _demo(house: House, address: str) -> list[str]:
    token = await demo_token(house, FIRST_USER)
    lines = [f"mail          {house.settings.outbox}", "accounts      (password Kaigo-Demo-2026)"]
    lines += [f"  {user_id:<16}{words}" for user_id, words in await _accounts(house)]
    body = '{"query":"' + QUESTION + '"}'
    return [
        *lines,
        "try",
        f"  curl -s {address}/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer {token}' -d '{body}'",
    ]


async def _accounts(house: House) -> list[tuple[str, str]]:
    statement = (
        select(col(Staff.user_id), col(Staff.name), col(Staff.kind), col(Office.name))
        .outerjoin(Office, col(Office.key) == col(Staff.office_key))
        .where(col(Staff.suspended).is_(False))
        .order_by(col(Staff.key))
        .limit(20)
    )
    async with AsyncSession(house.engine) as session:
        found = await session.execute(statement)
        return [(user, f"{name}（{kind.label}）{office or ''}") for user, name, kind, office in found]
