"""Several server processes behind one port: what one knows all know, what happens once happens once, and none is missed."""

import asyncio
import datetime
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, text
from sqlmodel import Session as Rows

from loaders.operation import hash_of
from models.clock import DEMO_START
from models.codes.change import ChangeKind
from models.rows import Change
from tests.databases import beside
from tests.endurance.load import open_sessions
from tests.endurance.place import VERIFY, Place, Server, log
from tests.endurance.storm import _proven as proven
from tests.filing import SUBMIT, form
from tests.processes import Started
from tests.signing_in import SIGN_OUT, START, WHO
from tests.test_leaving import Crowd, kept
from tests.test_persisted import persisted

TOKEN = "session-of-hachiro"
BOTH = {0, 1}
AT_ONCE = 12
MOST_TRIES = 30
CHANGES = 300
Body = dict[str, Any]


class Asking:
    """Asks a server over new connections, many at once."""

    def __init__(self, server: Server, place: Place) -> None:
        self._address, self._log = server.address, log(place)

    def everywhere(self, body: Body, token: str | None = TOKEN) -> list[Body]:
        """The answers to one question, asked until every worker has given one."""
        answers: dict[str, Body] = {}
        for _ in range(MOST_TRIES):
            answers |= asyncio.run(self._many(body, token))
            if {line["worker"] for line in self.lines() if line.get("request") in answers} == BOTH:
                return list(answers.values())
        raise AssertionError("one worker has answered all")

    def lines(self) -> list[Body]:
        """The log so far, without the greeting."""
        return [json.loads(line) for line in self._log.read_text().splitlines() if line.startswith("{")]

    async def _many(self, body: Body, token: str | None) -> dict[str, Body]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}

        async def one() -> tuple[str, Body]:
            async with httpx2.AsyncClient(base_url=self._address, timeout=60) as client:
                response = await client.post("/graphql", json=body, headers=headers)
                return response.headers["X-Request-Id"], response.json()

        return dict(await asyncio.gather(*(one() for _ in range(AT_ONCE))))


def codes(answers: list[Body]) -> set[str]:
    return {
        error["extensions"]["code"]
        for answer in answers
        for error in answer.get("errors", [{"extensions": {"code": ""}}])
    }


def children(server: Server) -> list[int]:
    """The workers' process ids."""
    found = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [int(pid) for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def soon(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come to hold"
        time.sleep(0.1)


def changed(engine: Engine, person: str) -> None:
    """Changes that nobody has numbered, some in every transaction."""
    with Rows(engine) as rows:
        key = rows.connection().execute(text("SELECT key FROM beneficiary WHERE id = :id"), {"id": person}).scalar_one()
        for number in range(CHANGES):
            at = DEMO_START.astimezone(datetime.UTC)
            rows.add(Change(beneficiary_key=key, kind=ChangeKind.LIFE_ARRIVED, at=at))
            if number % 7 == 0:
                rows.commit()
        rows.commit()


def positions(engine: Engine) -> list[int | None]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT position FROM change ORDER BY position")).scalars())


def test_what_one_knows_all_know_and_what_is_done_is_done_once(site: Place, start_server: Started) -> None:
    # given
    engine = beside(site.url)
    open_sessions(engine, "workers")
    person = proven(engine)
    server = start_server(workers=2)
    asking = Asking(server, site)
    # sessions, and documents by their hash
    assert {json.dumps(answer) for answer in asking.everywhere({"query": WHO})} == {
        '{"data": {"viewer": {"userId": "hachiro"}}}'
    }
    assert asyncio.run(asking._many({"query": WHO, **persisted(WHO)}, TOKEN))
    assert codes(asking.everywhere({"documentId": f"sha256:{hash_of(WHO)}"})) == {""}
    assert codes(asking.everywhere({"documentId": f"sha256:{hash_of('?')}"})) == {"PERSISTED_QUERY_NOT_FOUND"}
    # one filing under one key, whoever takes it
    filing = {"query": SUBMIT, "variables": {"input": form(person, idempotencyKey="storm-of-workers")}}
    filed = {json.dumps(answer) for answer in asking.everywhere(filing)}
    assert len(filed) == 1
    assert json.loads(filed.pop())["data"]["submitFiling"]["id"]
    with engine.connect() as connection:
        count = "SELECT count(*) FROM filing JOIN beneficiary ON beneficiary.key = beneficiary_key WHERE beneficiary.id = :id"
        assert connection.execute(text(count), {"id": person}).scalar() == 1
        count = "SELECT count(*) FROM action_record WHERE action = 'submitFiling' AND outcome = 'DONE'"
        assert connection.execute(text(count)).scalar() == 1
    # the change feed: both number it, and it has no hole
    before = len(positions(engine))
    changed(engine, person)
    soon(lambda: None not in positions(engine))
    assert positions(engine) == list(range(1, before + CHANGES + 1))
    # guesses
    guess = {"query": START, "variables": {"id": "nurse", "password": "wrong", "entry": "STAFF"}}
    assert codes(asking.everywhere(guess, None)) <= {"SIGN_IN_REFUSED", "TOO_MANY_GUESSES"}
    with engine.begin() as connection:  # it would take minutes to get there
        assert connection.execute(text("UPDATE guess SET times = 1000")).rowcount
    assert codes(asking.everywhere(guess, None)) == {"TOO_MANY_GUESSES"}
    # what each has counted
    told = httpx2.get(f"{server.address}/metrics", timeout=60).text
    asked = [sample for family in text_string_to_metric_families(told) for sample in family.samples]
    assert {sample.labels["worker"] for sample in asked if sample.name == "kaigo_plans_asked_total"} == {"0", "1"}
    # the end of a session
    assert httpx2.post(
        f"{server.address}/graphql", json={"query": SIGN_OUT}, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60
    ).json()["data"]
    assert codes(asking.everywhere({"query": WHO})) == {"UNAUTHENTICATED"}
    # the end of all of it, and one record of it
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0
    engine.dispose()
    verified = site.run(VERIFY)
    assert (verified.returncode, verified.stderr) == (0, ""), verified.stdout
    assert [line for line in asking.lines() if line["level"] == "ERROR"] == []


def test_one_that_dies_is_replaced_and_the_end_leaves_nothing_unanswered(site: Place, start_server: Started) -> None:
    # given
    engine = beside(site.url)
    open_sessions(engine, "workers")
    engine.dispose()
    server = start_server(workers=2)
    soon(lambda: len(children(server)) == 2)
    # when one is killed
    killed, other = children(server)
    time.sleep(2)  # it is not one that cannot start
    os.kill(killed, signal.SIGKILL)
    soon(lambda: len(children(server)) == 2 and killed not in children(server))
    assert other in children(server)
    asking = Asking(server, site)
    asking.everywhere({"query": WHO})
    # and all are told to end, under load
    crowd = Crowd(server.address)
    asyncio.run(crowd.run(server))
    # then
    assert server.process.wait(60) == 0
    assert crowd.lost == []
    assert sorted(crowd.answered) == kept(site)
    verified = site.run(VERIFY)
    assert (verified.returncode, verified.stderr) == (0, ""), verified.stdout
    [death] = [line for line in asking.lines() if line["level"] == "ERROR"]
    assert death["message"].endswith("has died (-9) and is replaced")


def test_workers_do_not_outlive_whoever_watches_them(site: Place, start_server: Started) -> None:
    server = start_server(workers=2)
    soon(lambda: len(children(server)) == 2)
    workers = children(server)
    server.process.kill()
    soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
