"""python -m tests.benchmarks.certificate_file [DATABASE ...]: how long a large municipality's certificates take to be read.

A server as people start it, for each database: 100,000 people get a certificate each, once by good rows, once all or
none, and once again what is known. Meanwhile somebody asks for a list, ten times a second: how long they wait is told
beside how long they wait when nothing is read.
"""

import csv
import io
import json
import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import insert, select

import seed
from models.clock import DEMO_START
from models.codes.beneficiary import Sex
from models.row import col
from models.rows import Beneficiary, Session, Staff
from permissions.credentials import digest
from tests.benchmarks.data import FOLDER
from tests.benchmarks.server import free_port, serve
from tests.databases import beside, postgresql, record_of
from tests.feeding import FULL
from tests.file_feeding import FEED_CERTIFICATES, JOB
from tests.proving import LIST

ROWS = 100_000
AIM = 60.0
"""Seconds."""
DURABLE = ("fsync = on",)
"""A server of the benchmark loses nothing that it has acknowledged."""
END = DEMO_START.replace(year=2100)
WAIT = 0.1


@dataclass
class Client:
    """Somebody who asks the server, and notes how long the answer takes."""

    address: str
    user: str
    waits: list[float] = field(default_factory=list)

    def post(self, path: str, content: bytes, media_type: str = "application/json") -> Any:
        headers = {"Content-Type": media_type, "Authorization": f"Bearer token-of-{self.user}"}
        asked = urllib.request.Request(f"{self.address}{path}", content, headers)
        with urllib.request.urlopen(asked, timeout=120) as answer:
            return json.load(answer)

    def ask(self, query: str, **variables: Any) -> Any:
        begun = time.perf_counter()
        answer = self.post("/graphql", json.dumps({"query": query, "variables": variables}).encode())
        self.waits.append(time.perf_counter() - begun)
        assert "errors" not in answer, answer
        return answer["data"]

    def told(self) -> str:
        """The usual wait, a bad one and the longest, in ms."""
        cuts, longest = quantiles(self.waits, n=100), max(self.waits)
        return f"{cuts[49] * 1000:.0f} ms (p50), {cuts[98] * 1000:.0f} (p99), {longest * 1000:.0f} (longest)"


def furnish(url: str) -> list[str]:
    """Enter the people and two sessions; the numbers of the people."""
    numbers = [f"70{place:08}" for place in range(ROWS)]
    engine = beside(url)
    with engine.begin() as connection:
        people = [_person(number) for number in numbers]
        for start in range(0, ROWS, 10_000):
            connection.execute(insert(Beneficiary), people[start : start + 10_000])
        for user in ("municipal-system", "hachiro"):
            key = connection.execute(select(col(Staff.key)).where(col(Staff.user_id) == user)).scalar_one()
            token = digest(f"token-of-{user}")
            row = {"token_hash": token, "staff_key": key, "expires_at": END, "idle_until": END}
            connection.execute(insert(Session), [row])
    engine.dispose()
    return numbers


def _person(number: str) -> dict[str, Any]:
    told = {"insurer_key": 1, "id": f"bnf_{number}bench", "insured_number": number, "name": "試験", "kana": "シケン"}
    return {**told, "birth_date": DEMO_START.date().replace(year=1940), "sex": Sex.FEMALE}


def content(numbers: list[str], ratio: int) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["insuredNumber", *FULL["burdenRatio"]])
    writer.writeheader()
    writer.writerows({"insuredNumber": number, **FULL["burdenRatio"], "firstRatio": ratio} for number in numbers)
    return text.getvalue().encode("cp932")


def read(address: str, file: bytes, keep: str) -> tuple[float, Any, Client]:
    """Seconds from the hand-over to the end, the job, and who asked meanwhile."""
    municipal, other = Client(address, "municipal-system"), Client(address, "hachiro")
    handle = municipal.post("/uploads", file, "text/csv")["handle"]
    begun = time.perf_counter()
    given = {"idempotencyKey": f"bench-{time.time_ns()}", "upload": handle, "kind": "BURDEN_RATIO", "keep": keep}
    taken = municipal.ask(FEED_CERTIFICATES, input=given)["feedCertificateFile"]["id"]
    while (job := municipal.ask(JOB, id=taken)["feedJob"])["state"] == "READING":
        other.ask(LIST)
        time.sleep(WAIT)
    return time.perf_counter() - begun, job, other


def measure(name: str, url: str, folder: Path) -> bool:
    """Whether all was read in time."""
    numbers, port = furnish(url), free_port()
    named = {"database_url": url, "outbox": folder / "outbox", "files": folder / "files", "port": port}
    environment = {f"KAIGO_{key.upper()}": str(value) for key, value in {**named, **record_of(url, folder)}.items()}
    slowest = 0.0
    with serve(f"feed-{name}", [sys.executable, "-m", "graph", "serve"], port, environment):
        address = f"http://127.0.0.1:{port}"
        idle = Client(address, "hachiro")
        for _ in range(50):
            idle.ask(LIST)
        print(f"{name}: a list while nothing is read: {idle.told()}")
        for keep, ratio, words in (
            ("GOOD_ROWS", 10, "good rows"),
            ("ALL_OR_NONE", 20, "all or none"),
            ("GOOD_ROWS", 20, "known, good rows"),
        ):
            seconds, job, other = read(address, content(numbers, ratio), keep)
            assert job["rowsRead"] == ROWS == job["rowsKept"] + job["rowsUnchanged"], job
            load = os.getloadavg()[0]
            print(f"{name}: {ROWS:,} certificates, {words}: {seconds:.1f} s; load {load:.1f}; a list: {other.told()}")
            slowest = max(slowest, seconds)
    return slowest <= AIM


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """A small demo."""
    if name == "PostgreSQL":
        with postgresql(300, DURABLE) as copies:
            yield copies.copy()
    else:
        url = f"sqlite:///{folder / 'kaigo.db'}"
        seed.make(url, 300, DEMO_START)
        yield url


def main() -> int:
    """0 when all was read in time."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    reached = []
    for name in sys.argv[1:] or ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory(prefix="feed") as folder, database(name, Path(folder)) as url:
            reached.append(measure(name, url, Path(folder)))
    print(f"aim: {AIM:.0f} s - {'reached' if all(reached) else 'not reached'}")
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
