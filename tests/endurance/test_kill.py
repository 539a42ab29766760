"""Nothing that was acknowledged is lost when the server is killed, on either database (security.md A18)."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import psycopg
import pytest

from tests.databases import postgresql
from tests.endurance.kill import Endurance
from tests.endurance.place import Place, planted

SQLITE, POSTGRESQL = int(os.environ.get("KILLS_SQLITE", "50")), int(os.environ.get("KILLS_POSTGRESQL", "20"))
PEOPLE = 300
ROUNDS_TO_FIND = 8
"""A planted fault is found within so many; most within one."""
OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1"

Say = Callable[[object], None]


def test_nothing_is_lost_on_sqlite(place: Place, say: Say) -> None:
    report = asyncio.run(Endurance(place, Random()).rounds(SQLITE))
    say(report)
    assert report.wrong == []


def test_nothing_is_lost_on_postgresql(tmp_path: Path, say: Say) -> None:
    with postgresql(PEOPLE, settings=()) as copies:  # as it comes: what is committed is on the disk
        place = Place(copies.copy(), tmp_path / "place")
        place.furnish()
        report = asyncio.run(Endurance(place, Random(), crash=lambda: crash(place.url)).rounds(POSTGRESQL))
    say(report)
    assert report.wrong == []


def crash(url: str) -> None:
    """Kill a process of PostgreSQL that serves this database: all of it starts anew from what is on the disk."""
    with psycopg.connect(url) as connection:
        row = connection.execute(OTHERS).fetchone()
    assert row is not None
    os.kill(row[0], signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        time.sleep(0.2)
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            continue
        return
    raise TimeoutError("PostgreSQL did not come back")


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        ("two_transactions", "HALF DONE account"),
        ("acknowledged_early", "LOST account"),
        ("mail_given_up", "HALF DONE account"),
    ],
)
def test_a_planted_fault_is_found(place: Place, fault: str, finding: str) -> None:
    report = asyncio.run(Endurance(place, Random(), planted(fault)).rounds(ROUNDS_TO_FIND, finding))
    assert any(line.startswith(finding) for line in report.wrong), report
