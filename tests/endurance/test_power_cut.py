"""A power cut loses nothing that was acknowledged (security.md A18, section 4); SQLite, as PostgreSQL is not ours."""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.endurance.place import Place, planted
from tests.endurance.power_cut import cut, record

IMAGES = int(os.environ.get("IMAGES", "500"))
SECONDS, A_MOMENT = 20.0, 8.0
"""How long the server is under load; slow, because it is watched."""
ENOUGH = 60
"""Images in which a planted fault is seen."""

Say = Callable[[object], None]


def test_a_power_cut_loses_nothing(place: Place, tmp_path: Path, say: Say) -> None:
    report = cut(record(place, SECONDS, Random()), IMAGES, Random(), tmp_path)
    say(report)
    assert report.wrong == {}


def test_less_than_full_syncs_are_found(place: Place, tmp_path: Path) -> None:
    report = cut(record(place, A_MOMENT, Random(), planted("relaxed")), ENOUGH, Random(), tmp_path)
    assert any(finding.startswith("LOST") for finding in report.wrong), report


def test_without_strace_it_says_what_to_install(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="apt-get install -y strace"):
        record(place, 0, Random())
