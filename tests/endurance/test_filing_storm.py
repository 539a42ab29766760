"""However often a filing is sent, and whenever the server dies: one filing at the municipality, one receipt (S64)."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.databases import postgresql
from tests.endurance.place import Place
from tests.endurance.storm import ROUNDS, Storm

PEOPLE = 300
Say = Callable[[object], None]


def test_one_filing_and_one_receipt_on_sqlite(place: Place, say: Say) -> None:
    _weather(place, say)


def test_one_filing_and_one_receipt_on_postgresql(tmp_path: Path, say: Say) -> None:
    with postgresql(PEOPLE, settings=()) as copies:
        place = Place(copies.copy(), tmp_path / "place")
        place.furnish()
        _weather(place, say)


def _weather(place: Place, say: Say) -> None:
    storm = Storm(place, Random())
    asyncio.run(storm.rounds(ROUNDS))
    say(f"{ROUNDS} storms: {storm.sent} sent, {storm.lost} without an answer, {len(storm.wrong)} findings")
    assert storm.wrong == []
