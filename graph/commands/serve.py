"""Serves the database: says where, at what time of its clock, who can sign in, and a line that works as printed."""

import argparse
import asyncio
import ctypes
import socket
from contextlib import closing, suppress

import uvicorn
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from graph.commands.token import demo_token
from graph.http.app import create_app
from loaders.house import House
from models.row import col
from models.rows import Office, Staff
from models.settings import Settings, SettingsError, load_settings
from resolvers.opening import open_house
from resolvers.outbox import require_outbox

QUESTION = "{ beneficiaries(first: 3) { edges { node { name insuredNumber burdenRatioLabel } } } }"
FIRST_USER = "hachiro"
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""The names of malloc.h."""
HEAP_BYTES = 64 * 1024 * 1024


def run(_: argparse.Namespace) -> int:
    settings = load_settings()
    _keep_the_heap()
    app = create_app(settings, warm=True)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with closing(socket.socket(family)) as door:
        print(asyncio.run(_ready(settings, door)), flush=True)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
        server = uvicorn.Server(config)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[door])
    return 0 if server.started else 3


def _keep_the_heap() -> None:
    """Keep freed memory for the next answer.

    glibc gives what a large answer took back to the system, and asks for it again at every small statement afterwards:
    these take three times as long. Other C libraries do without.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_TRIM_THRESHOLD, HEAP_BYTES)
        mallopt(M_MMAP_THRESHOLD, HEAP_BYTES)


async def _ready(settings: Settings, door: socket.socket) -> str:
    """The greeting. Whatever can stop the start is tried before it: it holds a token that is to work."""
    async with open_house(settings) as house:
        require_outbox(settings.outbox)
        house.files.require()
        _bind(door, settings)
        return await _greeting(house)


def _bind(door: socket.socket, settings: Settings) -> None:
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((settings.host, settings.port))
    except (OSError, TypeError) as error:  # a name no host can have is a TypeError
        reason = error.strerror if isinstance(error, OSError) else "there is no such host"
        raise SettingsError(
            f"KAIGO_HOST={settings.host} and KAIGO_PORT={settings.port} cannot be served: {reason}. "
            "Name others, or stop what is listening there."
        ) from None


async def _greeting(house: House) -> str:
    host = house.settings.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{house.settings.port}"
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
