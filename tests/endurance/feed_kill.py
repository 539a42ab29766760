"""Kills the server while it reads a file that was fed, again and again: all of the file is there once in the end.

Where it is all or none, a look at any time finds none of it or all of it.
"""

import datetime
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx2
from sqlalchemy import Engine, delete, func, or_, select, update
from sqlmodel import Session as Rows

from models.codes.beneficiary import Sex
from models.codes.fed import FedKind
from models.codes.feed_job import FeedState
from models.feed_job import HELD
from models.installation import Installation
from models.row import col
from models.rows import Beneficiary, BurdenRatio, Fed, FeedJob, FeedRow, Session, Staff
from permissions.credentials import digest
from resolvers.feed_worker import MOST_TRIES
from tests.databases import beside
from tests.endurance.load import LATER
from tests.endurance.place import Place, Server, start
from tests.feeding import FULL, MUNICIPAL
from tests.file_feeding import FEED_CERTIFICATES, JOB, table

TOKEN = "token-of-the-municipality"
PATIENCE = 120.0
ISSUED = datetime.date(2025, 7, 2)
"""When nobody else got one."""
RATIO = {**FULL["burdenRatio"], "issuedOn": ISSUED.isoformat()}

OF_RATIOS = col(Fed.kind) == FedKind.BURDEN_RATIO


@dataclass
class Feeding:
    """A place where a file is read, and what was found at every look."""

    place: Place
    rows: int
    random: Random
    wrong: list[str] = field(default_factory=list)
    kills: int = 0

    def rounds(self, kills: int) -> "Feeding":
        """A file for each way of keeping it, with so many kills in the middle of each."""
        self._furnish()
        for keep in ("GOOD_ROWS", "ALL_OR_NONE"):
            self._round(keep, kills)
        return self

    def _round(self, keep: str, kills: int) -> None:
        server = start(self.place)
        try:
            job = self._feed(server, keep)
            for kill in range(kills):
                if kill % MOST_TRIES == 0:
                    self._wait_for_a_batch()  # a file that nobody gets on with is given up, and rightly
                time.sleep(self.random.uniform(0.05, 1.0))
                server.kill()
                self._look(keep)
                self.kills += 1
                self._let_time_pass()
                server = start(self.place)
            self._ended(server, job, keep)
            self._look(keep)
            again = self._feed(server, keep)
            self._ended(server, again, keep, known=True)
        finally:
            server.kill()
        self._whole(keep)
        with self._database() as rows:
            mine = select(col(BurdenRatio.key)).where(col(BurdenRatio.issued_on) == ISSUED)
            rows.execute(delete(Fed).where(OF_RATIOS, col(Fed.row_key).in_(mine)))
            rows.execute(delete(BurdenRatio).where(col(BurdenRatio.issued_on) == ISSUED))
            rows.commit()

    def _wait_for_a_batch(self) -> None:
        """Until the file is got on with, or read."""
        deadline = time.monotonic() + PATIENCE
        stuck = select(func.count()).select_from(FeedJob)
        stuck = stuck.where(
            col(FeedJob.state) == FeedState.READING, or_(col(FeedJob.tries) > 0, col(FeedJob.rows_read) == 0)
        )
        with self._database() as rows:
            while rows.scalars(stuck).one() and time.monotonic() < deadline:
                rows.rollback()
                time.sleep(0.02)

    def _feed(self, server: Server, keep: str) -> str:
        content = table({"insuredNumber": number, **RATIO} for number in self._numbers()).encode()
        with _client(server) as client:
            handle = client.post("/uploads", content=content, headers={"Content-Type": "text/csv"}).json()["handle"]
            given = {"idempotencyKey": f"file-{time.time_ns()}", "upload": handle, "kind": "BURDEN_RATIO", "keep": keep}
            asked = {"query": FEED_CERTIFICATES, "variables": {"input": given}}
            return str(client.post("/graphql", json=asked).json()["data"]["feedCertificateFile"]["id"])

    def _ended(self, server: Server, job: str, keep: str, *, known: bool = False) -> None:
        deadline = time.monotonic() + PATIENCE
        with _client(server) as client:
            while True:
                asked = {"query": JOB, "variables": {"id": job}}
                found: Any = client.post("/graphql", json=asked).json()["data"]["feedJob"]
                if found["state"] != "READING" or time.monotonic() > deadline:
                    break
                time.sleep(0.05)
        told = [found["state"], *(found[f"rows{name}"] for name in ("Read", "Kept", "Unchanged", "Refused"))]
        kept, unchanged = (0, self.rows) if known else (self.rows, 0)
        if told != ["KEPT", self.rows, kept, unchanged, 0]:
            self.wrong.append(f"{keep}: the job tells {told}")

    def _look(self, keep: str) -> None:
        with self._database() as rows:
            mine = select(func.count()).select_from(BurdenRatio).where(col(BurdenRatio.issued_on) == ISSUED)
            found = rows.scalars(mine).one()
        if keep == "ALL_OR_NONE" and found not in (0, self.rows):
            self.wrong.append(f"{keep}: {found} of {self.rows} are there")

    def _whole(self, keep: str) -> None:
        """Each person has one, with an entry of its own, and nothing waits."""
        with self._database() as rows:
            mine = col(BurdenRatio.issued_on) == ISSUED
            people = rows.scalars(select(col(BurdenRatio.beneficiary_key)).where(mine)).all()
            entered = select(func.count()).select_from(BurdenRatio).join(Fed, col(Fed.row_key) == col(BurdenRatio.key))
            counts = [len(people), len(set(people)), rows.scalars(entered.where(mine, OF_RATIOS)).one()]
            waiting = rows.scalars(select(func.count()).select_from(FeedRow)).one()
        if (counts, waiting) != ([self.rows] * 3, 0):
            self.wrong.append(f"{keep}: {counts} are there, {waiting} wait")

    def _numbers(self) -> Iterator[str]:
        return (f"70{place:08}" for place in range(self.rows))

    def _furnish(self) -> None:
        with self._database() as rows:
            told: dict[str, Any] = {"insurer_key": 1, "name": "試験", "kana": "シケン", "sex": Sex.FEMALE}
            told["birth_date"] = datetime.date(1940, 4, 1)
            rows.add_all(Beneficiary(id=f"bnf_{number}", insured_number=number, **told) for number in self._numbers())
            staff = rows.scalars(select(col(Staff.key)).where(col(Staff.user_id) == MUNICIPAL)).one()
            rows.add(Session(token_hash=digest(TOKEN), staff_key=staff, expires_at=LATER, idle_until=LATER))
            rows.commit()

    def _let_time_pass(self) -> None:
        """The hold of whoever died is over."""
        later = col(Installation.clock_offset) + int(HELD.total_seconds())
        with self._database() as rows:
            rows.execute(update(Installation).values(clock_offset=later))
            rows.commit()

    def _database(self) -> "_Database":
        return _Database(beside(self.place.url))


class _Database(Rows):
    """A session whose engine goes with it: between two looks nobody is connected."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._engine = engine

    def close(self) -> None:
        super().close()
        self._engine.dispose()


def _client(server: Server) -> httpx2.Client:
    return httpx2.Client(base_url=server.address, timeout=PATIENCE, headers={"Authorization": f"Bearer {TOKEN}"})
