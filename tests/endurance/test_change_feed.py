"""The change feed for long: hundreds of rounds of what happens at once and of deaths, on either database (features.md B08).

The short form is tests/test_following_changes.py.
"""

import os
from random import Random

import pytest

from seed.stories import STORIES
from tests.follower import replayed, truth
from tests.service import Service

ROUNDS = int(os.environ.get("FEED_ROUNDS", "200"))
NAMES = (
    "two-offices",
    "viewing-until-today",
    "viewing-until-tomorrow",
    "no-office",
    "consent-none",
    "elsewhere",
    "removed",
)
NUMBERS = [*(STORIES[name] for name in NAMES), "1200000110"]


def test_a_copy_is_the_list_however_often_it_died(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    seed = Random().randrange(1_000_000)
    follower = replayed(service, Random(seed), ROUNDS, NUMBERS)
    with capsys.disabled():
        engine, people = service.database.dialect.name, len(follower.copy)
        print(f"\nchange feed, {engine}: {ROUNDS} rounds, {follower.deaths} deaths, {people} people, seed {seed}")
    assert follower.deaths > ROUNDS // 10
    assert follower.copy == truth(service, "nurse"), f"seed {seed}"
