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
from graph.http.log import configure
from graph.http.server import bind, make_server, new_door
from graph.http.tls import CA
from graph.http.tracing import exporter_to
from graph.http.workers import NOT_STARTED, Worker, Workers
from loaders.house import House
from models.row import col
from models.rows import Office, Staff
from models.settings import Settings, load_settings
from resolvers.attestation import open_file
from resolvers.carriers import require_outbox
from resolvers.opening import open_house
from resolvers.sign_in import ENTRIES

QUESTION = "{ beneficiaries(first: 3) { edges { node { name insuredNumber burdenRatioLabel } } } }"
FIRST_USER, FIRST_OFFICE = "hachiro", "4400000011"
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""The names of malloc.h."""
HEAP_BYTES = 64 * 1024 * 1024


def run(_: argparse.Namespace) -> int:
    settings = load_settings()
    _keep_the_heap()
    server = make_server(create_app(settings, warm=True), settings)
    with closing(new_door(settings)) as door:
        print(asyncio.run(_ready(settings, door)), flush=True)
        configure(requests=settings.log_requests)
        if settings.workers > 1:
            return Workers(settings, door, _serve).run()
        return _run(server, door)


def _serve(worker: Worker) -> int:
    """Serve as one of several."""
    settings = worker.settings
    configure(requests=settings.log_requests, worker=worker.shared.number)
    _keep_the_heap()
    return _run(make_server(create_app(settings, warm=True, shared=worker.shared), settings), worker.door)


def _run(server: uvicorn.Server, door: socket.socket) -> int:
    with suppress(KeyboardInterrupt):
        server.run(sockets=[door])
    return 0 if server.started else NOT_STARTED


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
    async with open_house(settings, serving=True) as house:
        require_outbox(settings.outbox)
        house.files.require()
        if settings.traces:
            exporter_to(settings.traces)
        bind(door, settings)
        await open_file(house.engine, settings)
        return await _greeting(house)


async def _greeting(house: House) -> str:
    settings, address = house.settings, address_of(house.settings)
    page = f"unix:{settings.socket}" if settings.socket else f"{address}/explorer"
    lines = [f"Kaigo Graph   {page}", f"clock         {house.now():%Y-%m-%d %H:%M:%S} JST"]
    if house.demo:
        lines += await _demo(house)
        lines += await _try(house, address) if settings.socket is None else []
    return "\n".join(lines)


def address_of(settings: Settings) -> str:
    """Where the service is, for people on this machine; its certificate names localhost."""
    scheme = "https" if settings.tls else "http"
    return f"{scheme}://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"


async def _demo(house: House) -> list[str]:
    lines = [f"mail          {house.settings.outbox}", "accounts      (password Kaigo-Demo-2026)"]
    accounts = await _accounts(house)
    width = max((len(user_id) for user_id, _ in accounts), default=0) + 1
    return lines + [f"  {user_id:<{width}}{words}" for user_id, words in accounts]


async def _try(house: House, address: str) -> list[str]:
    token = await demo_token(house, FIRST_USER)
    folder = house.settings.tls
    shown = f"--cacert {folder / CA} --cert {folder / FIRST_OFFICE}.pem " if folder else ""
    body = '{"query":"' + QUESTION + '"}'
    headers = f"-H 'Content-Type: application/json' -H 'Authorization: Bearer {token}'"
    return ["try", f"  curl -s {shown}{address}/graphql {headers} -d '{body}'"]


async def _accounts(house: House) -> list[tuple[str, str]]:
    statement = (
        select(col(Staff.user_id), col(Staff.name), col(Staff.kind), col(Office.name))
        .outerjoin(Office, col(Office.key) == col(Staff.office_key))
        .where(col(Staff.suspended).is_(False), col(Staff.kind).in_(ENTRIES))
        .order_by(col(Staff.key))
        .limit(20)
    )
    async with AsyncSession(house.engine) as session:
        found = await session.execute(statement)
        return [(user, f"{name}（{kind.label}）{office or ''}") for user, name, kind, office in found]
