"""A database with a small crowd in it."""

import datetime
from pathlib import Path

import pytest

from models.clock import DEMO_START
from seed import make, world

DISTRICT = 60
LEFT, DISTRICTS = 7, 3
CROWD = 300 + LEFT + DISTRICTS * DISTRICT
"""The least that has a district of those left over, a whole one, and copies of it."""


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a small crowd in it."""
    return _crowd(tmp_path_factory.mktemp("crowd") / "kaigo.db", DEMO_START)


def _crowd(path: Path, now: datetime.datetime) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "DISTRICT", DISTRICT)
        make(f"sqlite:///{path}", CROWD, now)
    return path
