"""The load: so many workers, each sending one deed after the other until nobody answers any more."""

import asyncio
import datetime
import time
from collections.abc import Awaitable, Callable, Iterator

import httpx2
from sqlalchemy import Engine, select
from sqlmodel import Session as Rows

from models.row import col
from models.rows import Session
from permissions.credentials import digest
from tests.endurance.deeds import AUTHORS, READER, Deed, sign_outs

WORKERS = 16
LATER = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
PATIENCE = 60.0


def open_sessions(engine: Engine, part: str) -> None:
    """The sessions that are ended in a part of the load, and those of its authors where they are not open yet."""
    owners = dict.fromkeys(sign_outs(part), READER.staff_key)
    owners |= {f"session-of-{author.user_id}": author.staff_key for author in AUTHORS}
    with Rows(engine) as rows:
        known = set(rows.scalars(select(col(Session.token_hash))))
        for token, staff in owners.items():
            if (hashed := digest(token)) not in known:
                rows.add(Session(token_hash=hashed, staff_key=staff, expires_at=LATER, idle_until=LATER))
        rows.commit()


async def load(address: str, deeds: Iterator[Deed], end: Callable[[], Awaitable[None]]) -> list[Deed]:
    """Keep all workers busy until `end` has returned; whoever gets no answer, or a refusal, stops before."""
    sent: list[Deed] = []
    over = asyncio.Event()

    async def worker(client: httpx2.AsyncClient) -> None:
        while not over.is_set():
            sent.append(deed := next(deeds))
            if not await send(client, deed) or not deed.accepted:
                return

    async with client_of(address) as client:
        working = [asyncio.create_task(worker(client)) for _ in range(WORKERS)]
        await end()
        over.set()
        await asyncio.gather(*working)
    return sent


def client_of(address: str) -> httpx2.AsyncClient:
    """A client of a server, with a connection a worker."""
    limits = httpx2.Limits(max_connections=WORKERS, max_keepalive_connections=WORKERS)
    return httpx2.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits)


async def send(client: httpx2.AsyncClient, deed: Deed) -> bool:
    """Send a deed and keep its answer; whether one came."""
    begun = time.perf_counter()
    try:
        response = await client.post(**deed.request())
    except httpx2.TransportError:
        return False
    deed.answer, deed.seconds = response.content, time.perf_counter() - begun
    return True
