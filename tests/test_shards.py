"""Several processes, and processes that die: each goes on where a shard ends, none breaks another's chain."""

import asyncio
import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from graph.http.app import create_app
from loaders import audit
from models.clock import DEMO_START
from models.database import open_database
from models.row import JST
from permissions.credentials import digest
from resolvers.sequencer import sequence
from tests.benchmarks.server import free_port
from tests.databases import Copies, beside, record_of
from tests.recorded import LIST, Verify, act, found, in_its_loop, lines, read_together, settings_of, sign
from tests.service import Service
from tests.test_record import UNAVAILABLE, rename


@contextmanager
def second(service: Service) -> Iterator[Service]:
    """Another server on the same database."""
    app = create_app(settings_of(service), service.clock)
    with TestClient(app) as client:
        yield Service(client, service.database, service.clock, app, service._tokens)


def shards(service: Service) -> list[tuple[int, int, int]]:
    """Shard, batches, records."""
    sums = "SELECT shard, count(*), sum(size) FROM record_batch GROUP BY shard ORDER BY shard"
    return [(int(shard), int(batches), int(records)) for shard, batches, records in found(service, sums)]


def test_a_server_goes_on_where_the_last_one_ended(service: Service, verify: Verify) -> None:
    read_together(service, 2)
    with second(service) as other:
        read_together(other, 3)
        read_together(other, 1)
    assert shards(service) == [(1, 3, 6)]
    assert verify(service).code == 0


def test_servers_at_once_write_a_shard_each(service: Service, verify: Verify) -> None:
    with second(service) as other, second(service) as third:
        # when they take turns
        for each in (service, other, third) * 3:
            assert each.ask("hachiro", LIST).data["beneficiaries"]["edges"]
        for each in (service, other, third):
            sign(each)
        # then each conflict moved one of them on, and nothing was lost
        assert [shard for shard, _, _ in shards(service)] == [1, 2, 3]
        assert sum(records for _, _, records in shards(service)) == 9
        signed = orjson.loads(lines(service)[-1].partition(b" ")[2])["heads"]
        assert [tuple(head[:3]) for head in signed] == shards(service)
        before = shards(service)
        for each in (service, other, third):
            assert each.ask("hachiro", LIST).data["beneficiaries"]["edges"]
        assert [shard for shard, _, _ in shards(service)] == [1, 2, 3]
        assert [now[2] - then[2] for now, then in zip(shards(service), before, strict=True)] == [1, 1, 1]
    assert verify(service).code == 0


def test_two_sequencers_at_once_give_each_record_one_place(service: Service, verify: Verify) -> None:
    # given many actions, and two engines
    act(service, *(f"action{number}" for number in range(40)))
    url = settings_of(service).database_url

    async def both() -> list[int]:
        engines = [open_database(url) for _ in range(4)]
        try:
            return list(await asyncio.gather(*(sequence(engine) for engine in engines)))
        finally:
            for engine in engines:
                await engine.dispose()

    # when
    in_its_loop(service, both)
    sign(service)
    # then
    places = [place for (place,) in found(service, "SELECT place FROM action_record ORDER BY key")]
    assert places == list(range(40))
    assert verify(service).findings == []


def test_a_commit_that_fails_leaves_neither_record_nor_link(service: Service, verify: Verify) -> None:
    read_together(service, 2)
    for table in ("read_record", "record_batch"):
        rename(service, table, "elsewhere")
        answer = service.ask("hachiro", LIST)
        assert (answer.status, answer.body) == (503, UNAVAILABLE)
        rename(service, "elsewhere", table)
    assert shards(service) == [(1, 1, 2)]
    read_together(service, 3)
    assert shards(service) == [(1, 2, 5)]
    assert verify(service).code == 0


def test_a_commit_whose_answer_was_lost_is_known_afterwards(
    service: Service, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a connection that breaks after the commit
    commits = service.app.state.endpoint.house.journal._commits
    commit = commits.commit

    async def breaks(*arguments: Any) -> None:
        await commit(*arguments)
        raise ConnectionError

    read_together(service, 1)
    monkeypatch.setattr(commits, "commit", breaks)
    with pytest.raises(ConnectionError):
        read_together(service, 2)
    monkeypatch.undo()
    # then the shard goes on behind what is on the disk
    read_together(service, 3)
    assert shards(service) == [(1, 3, 6)]
    assert verify(service).code == 0


class Killed:
    """A server in a process of its own, asked by several threads until it is killed."""

    def __init__(self, url: str, folder: Path) -> None:
        self.port = free_port()
        chosen = {"DATABASE_URL": url, "PORT": str(self.port), "OUTBOX": str(folder / "outbox")}
        chosen |= {name.upper(): str(path) for name, path in record_of(url, folder).items()}
        self.environment = {**os.environ, **{f"KAIGO_{name}": value for name, value in chosen.items()}}
        self.answered = 0

    def run(self, token: str, seconds: float) -> None:
        """Start, ask, kill, so long after the first answer."""
        command, before = [sys.executable, "-m", "graph", "serve"], self.answered
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL) as server:
            self._wait()
            threads = [threading.Thread(target=self._ask, args=(token,)) for _ in range(8)]
            for thread in threads:
                thread.start()
            while self.answered == before and any(thread.is_alive() for thread in threads):
                time.sleep(0.05)
            time.sleep(seconds)
            server.send_signal(signal.SIGKILL)
            for thread in threads:
                thread.join()

    def verify(self) -> subprocess.CompletedProcess[str]:
        """What the command says."""
        command = [sys.executable, "-m", "graph", "verify-audit"]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def _ask(self, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers) as client:
            try:
                while client.post("/graphql", json={"query": LIST}).status_code == 200:
                    self.answered += 1
            except httpx2.TransportError:
                return  # killed

    def _wait(self) -> None:
        for _ in range(300):
            try:
                httpx2.get(f"http://127.0.0.1:{self.port}/livez")
            except httpx2.TransportError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError


def test_a_server_that_is_killed_leaves_a_whole_chain(copies: Copies, tmp_path: Path) -> None:
    # given
    url = copies.copy()
    engine, killed = beside(url), Killed(url, tmp_path)
    offset = int((DEMO_START - datetime.datetime.now(JST)).total_seconds())
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE installation SET clock_offset = {offset}"))
        staff = connection.execute(text("SELECT key FROM staff WHERE user_id = 'hachiro'")).scalar_one()
        columns = "token_hash, staff_key, expires_at, idle_until, ended"
        connection.execute(
            text(f"INSERT INTO session ({columns}) VALUES (:hash, :staff, 4102444800, 4102444800, false)"),
            {"hash": digest("token-of-hachiro"), "staff": staff},
        )
    for turn in (1, 2):
        # when
        killed.run("token-of-hachiro", turn / 4)
        # then whatever was answered is there, and hangs together
        with engine.connect() as connection:
            kept = connection.execute(text("SELECT count(*) FROM read_record")).scalar_one()
        assert kept >= killed.answered > 0
        told = killed.verify()
        assert (told.returncode, told.stderr) == (0, "")
        assert told.stdout.startswith(f"{kept:,} records in ")
    engine.dispose()
    copies.drop(url)


def test_the_server_may_go_on_writing_meanwhile(
    recorded: Service, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a server that writes between any two rows the verification reads
    pages, rows = audit._pages, 0

    async def between(*arguments: Any) -> AsyncIterator[Any]:
        nonlocal rows
        async for row in pages(*arguments):
            if (rows := rows + 1) < 12:
                read_together(recorded, 2)
                sign(recorded)
            yield row

    monkeypatch.setattr(audit, "PAGE", 2)
    monkeypatch.setattr(audit, "_pages", between)
    # then it sees the database as it was when it began
    told = verify(recorded)
    assert (told.findings, told.summary[:24]) == ([], "10 records in 4 batches,")
    assert found(recorded, "SELECT count(*) FROM read_record") == [(10 + 2 * 11,)]
