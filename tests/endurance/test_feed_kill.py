"""A file that is fed outlives kill -9 of the server that reads it, on either database."""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.databases import postgresql
from tests.endurance.feed_kill import Feeding
from tests.endurance.place import Place

KILLS, ROWS = int(os.environ.get("KILLS_FEEDING", "10")), 5_000

Say = Callable[[object], None]


def test_a_file_is_read_once_on_sqlite(place: Place, say: Say) -> None:
    found = Feeding(place, ROWS, Random()).rounds(KILLS)
    say(f"{found.kills} kills")
    assert found.wrong == []


def test_a_file_is_read_once_on_postgresql(tmp_path: Path, say: Say) -> None:
    with postgresql(300, settings=()) as copies:
        place = Place(copies.copy(), tmp_path / "place")
        place.furnish()
        found = Feeding(place, ROWS, Random()).rounds(KILLS)
    say(f"{found.kills} kills")
    assert found.wrong == []
