"""A storm of retries: sixteen workers send the same filing again and again while the server is killed under them.

Each worker has one of four keys: in the end one of them has filed, and whoever had another was told that one waits.
"""

import asyncio
import contextlib
import os
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx2
import orjson
from sqlalchemy import Engine, select, update
from sqlmodel import Session as Rows

from models.clock import DEMO_START
from models.row import col
from models.rows import Beneficiary, Filing, FilingEvent, Registration, Staff
from tests.databases import beside
from tests.endurance.load import PATIENCE, WORKERS, open_sessions
from tests.endurance.place import Place, Server, start
from tests.filing import SUBMIT, WITHDRAW, form

KEYS = 4
KILLS = 2
"""How often the server is killed in a storm."""
LONGEST = 0.2
"""Seconds until it is killed: about what the first answers take."""
BY = "hachiro"
HEADERS = {"Authorization": f"Bearer session-of-{BY}"}
PENDING = "FILING_PENDING"
ROUNDS = int(os.environ.get("STORMS", "25"))


@dataclass
class Storm:
    """A place, the server of the moment, and the answers to each key."""

    place: Place
    random: Random
    wrong: list[str] = field(default_factory=list)
    sent: int = 0
    lost: int = 0
    """Requests without an answer."""
    _server: Server = field(init=False)

    async def rounds(self, rounds: int) -> None:
        """So many storms, each over a filing of its own; what is found wrong stands in `wrong`."""
        engine = beside(self.place.url)
        open_sessions(engine, "storm")
        id_ = _proven(engine)
        self._server = start(self.place)
        try:
            for number in range(rounds):
                answers = await self._storm(f"storm-{number:03}", id_)
                self.wrong += _findings(engine, id_, number, answers)
                await self._withdraw(f"withdraw-{number:03}", engine)
        finally:
            self._server.kill()
            engine.dispose()

    async def _storm(self, name: str, id_: str) -> dict[str, set[bytes]]:
        """Send under four keys until the last kill is over and every key has its answer."""
        answers: dict[str, set[bytes]] = {f"{name}-{key}": set() for key in range(KEYS)}
        calm = asyncio.Event()

        async def worker(key: str) -> None:
            body = {"query": SUBMIT, "variables": {"input": form(id_, idempotencyKey=key)}}
            while not (calm.is_set() and answers[key]):
                found = await self._ask(body)
                answers[key] |= {found} if found is not None else set()

        working = [asyncio.create_task(worker(f"{name}-{number % KEYS}")) for number in range(WORKERS)]
        for _ in range(KILLS):
            await asyncio.sleep(self.random.uniform(0, LONGEST))
            self._server.kill()
            self._server = await asyncio.to_thread(start, self.place)
        calm.set()
        await asyncio.gather(*working)
        return answers

    async def _ask(self, body: dict[str, Any]) -> bytes | None:
        self.sent += 1
        with contextlib.suppress(httpx2.TransportError):
            async with httpx2.AsyncClient(base_url=self._server.address, timeout=PATIENCE) as client:
                return (await client.post("/graphql", json=body, headers=HEADERS)).content
        self.lost += 1
        await asyncio.sleep(0.02)
        return None

    async def _withdraw(self, key: str, engine: Engine) -> None:
        """Make room for the next filing."""
        with Rows(engine) as rows:
            id_ = rows.scalars(select(col(Filing.id)).order_by(col(Filing.key).desc())).first()
        body = {"query": WITHDRAW, "variables": {"input": {"idempotencyKey": key, "id": id_}}}
        assert b'"WITHDRAWN"' in (await self._ask(body) or b"")


def _proven(engine: Engine) -> str:
    """Somebody on the list for whom nothing was filed, proven a moment ago."""
    with Rows(engine) as rows:
        office = select(col(Staff.office_key)).where(col(Staff.user_id) == BY).scalar_subquery()
        listed = select(Registration).where(
            col(Registration.office_key) == office,
            col(Registration.viewing_until) > DEMO_START.date(),
            col(Registration.list_opened_at).is_not(None),
            col(Registration.beneficiary_key).not_in(select(col(Filing.beneficiary_key))),
        )
        registration = rows.scalars(listed.order_by(col(Registration.key))).first()
        assert registration is not None
        here = col(Registration.key) == registration.key
        rows.execute(update(Registration).where(here).values(proven_at=DEMO_START, removed_at=None))
        person = rows.get_one(Beneficiary, registration.beneficiary_key)
        rows.commit()
        return person.id


def _findings(engine: Engine, id_: str, number: int, answers: dict[str, set[bytes]]) -> list[str]:
    """What is not as it must be: one answer a key, one that filed, one filing more and its first step."""
    told = [[orjson.loads(answer) for answer in found] for found in answers.values()]
    filed = [answer for [answer, *_] in told if "id" in answer["data"]["submitFiling"]]
    codes = [_codes(answer) for [answer, *_] in told if answer not in filed]
    with Rows(engine) as rows:
        mine = select(Filing).join(Beneficiary, col(Beneficiary.key) == col(Filing.beneficiary_key))
        filings = rows.scalars(mine.where(col(Beneficiary.id) == id_).order_by(col(Filing.key))).all()
        steps = rows.scalars(select(FilingEvent).where(col(FilingEvent.filing_key) == filings[-1].key)).all()
    checks = {
        "ONE ANSWER A KEY": [len(found) for found in told] == [1] * KEYS,
        "ONE FILED": [answer["data"]["submitFiling"]["id"] for answer in filed] == [filings[-1].id],
        "THE OTHERS WERE TOLD": codes == [[PENDING]] * (KEYS - 1),
        "ONE FILING": len(filings) == number + 1,
        "ONE STEP": len(steps) == 1,
    }
    return [f"{name} {number}: {answers}" for name, holds in checks.items() if not holds]


def _codes(answer: dict[str, Any]) -> list[str]:
    return [error["code"] for error in answer["data"]["submitFiling"]["errors"]]
