"""A server that is told to end (SIGTERM) under load: whatever it took is answered, and whatever it answered is there."""

import asyncio
import signal
from dataclasses import dataclass, field

import httpx2
from sqlalchemy import text

from tests.databases import beside
from tests.endurance.deeds import AUTHORS, READER, Deed, Kind
from tests.endurance.load import open_sessions
from tests.endurance.place import VERIFY, Place, Server, log
from tests.processes import Started

CLIENTS = 12
ENOUGH = 40
"""Answers until the end."""


@dataclass
class Crowd:
    """Clients that bring files, or create accounts, one after the other until no connection is taken any more."""

    address: str
    answered: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Requests that a server took and did not answer, with what came instead."""
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, server: Server) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(CLIENTS):
                group.create_task(self._client(number))
            async with asyncio.timeout(60):
                await self.enough.wait()
            server.process.send_signal(signal.SIGTERM)

    async def _client(self, number: int) -> None:
        """Every other one connects anew for each request."""
        keeping = httpx2.Limits(max_keepalive_connections=number % 2)
        async with httpx2.AsyncClient(base_url=self.address, timeout=20, limits=keeping) as client:
            for count in range(10_000):
                kind, author = (Kind.UPLOAD, READER) if number % 6 else (Kind.ACCOUNT, AUTHORS[number % len(AUTHORS)])
                deed = Deed(kind, f"deed_{number:02}_{count:04}", author)
                try:
                    response = await client.post(**deed.request())
                except httpx2.ConnectError:
                    return
                except httpx2.TransportError as error:
                    self.lost.append(f"{deed.name}: {error!r}")
                    return
                deed.answer = response.content
                assert deed.accepted, deed.answer
                self.answered.append(deed.mark)
                if len(self.answered) >= ENOUGH:
                    self.enough.set()


def kept(place: Place) -> list[str]:
    """The accounts and files that are in the database, by what marks their deeds."""
    engine = beside(place.url)
    with engine.connect() as connection:
        names = connection.execute(text("SELECT user_id FROM staff WHERE user_id LIKE 'deed%'")).scalars().all()
        files = connection.execute(text("SELECT sha256 FROM upload")).scalars().all()
    engine.dispose()
    return sorted([*names, *files])


def test_all_that_was_taken_is_answered_and_all_that_was_answered_is_there(site: Place, start_server: Started) -> None:
    # given
    engine = beside(site.url)
    open_sessions(engine, "leaving")
    engine.dispose()
    server = start_server()
    crowd = Crowd(server.address)
    # when
    asyncio.run(crowd.run(server))
    server.process.wait(30)
    # then
    assert crowd.lost == []
    assert sorted(crowd.answered) == kept(site)
    verified = site.run(VERIFY)
    assert (verified.returncode, verified.stderr) == (0, ""), verified.stdout
    assert log(site).read_text().count("Traceback") == 0
