"""kill -9 in the middle of a file: all of it is there once in the end, and the job says so (S83)."""

from pathlib import Path
from random import Random

from tests.databases import Copies
from tests.endurance.feed_kill import Feeding
from tests.endurance.place import Place


def test_a_kill_in_the_middle_of_a_file(copies: Copies, tmp_path: Path) -> None:
    """Once for each way of keeping it; `make endure` kills more often."""
    url = copies.copy()
    try:
        place = Place(url, tmp_path / "place")
        place.furnish()
        found = Feeding(place, 1_500, Random()).rounds(1)
        assert (found.kills, found.wrong) == (2, [])
    finally:
        copies.drop(url)
