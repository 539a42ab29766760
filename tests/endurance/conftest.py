"""Fixtures: a place to serve from, and a way to tell what came of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.endurance.place import Place


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """Here passwords cost what they cost."""


@pytest.fixture
def place(seeded: Path, tmp_path: Path) -> Place:
    """A place with a SQLite database of its own."""
    found = Place(f"sqlite:///{tmp_path / 'place' / 'kaigo.db'}", tmp_path / "place")
    found.folder.mkdir()
    shutil.copy(seeded, found.folder / "kaigo.db")
    found.furnish()
    return found


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Callable[[object], None]:
    """Print a report, whether the test passes or not."""

    def say(report: object) -> None:
        with capsys.disabled():
            print(f"\n{request.node.name}: {report}", flush=True)

    return say
