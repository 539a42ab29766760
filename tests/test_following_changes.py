"""Whoever follows the change feed has, in the end, what the list shows, wherever they died on the way (features.md B08)."""

from random import Random

import pytest

from seed.stories import STORIES
from tests.follower import replayed, truth
from tests.service import Service

pytestmark = pytest.mark.both

NUMBERS = [STORIES[name] for name in ("two-offices", "viewing-until-today", "no-office", "consent-none")]
ROUNDS = 8


def test_a_copy_that_died_in_the_middle_again_and_again_is_the_list(service: Service) -> None:
    seed = Random().randrange(1_000_000)
    follower = replayed(service, Random(seed), ROUNDS, NUMBERS)
    assert follower.copy == truth(service, "nurse"), f"seed {seed}"
