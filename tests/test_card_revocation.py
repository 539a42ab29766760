"""Revoked cards (失効): refused by any list of their own issuer; and what is not known is said (S56)."""

import datetime

import pytest

from models.clock import DEMO_START
from tests.card_desk import Desk, refusing
from tests.cards import DAY, key_number

SECOND = datetime.timedelta(seconds=1)
SERIAL = 77


def test_a_revoked_card_is_refused_by_a_stale_list_too(desk: Desk) -> None:
    card, other = desk.link(desk.issuer.card(serial=SERIAL)), desk.link(desk.issuer.card(serial=78))
    for until, told in ((DEMO_START + DAY, "GOOD"), (DEMO_START - DAY, "STALE")):
        desk.list_.write_bytes(desk.issuer.revocations([1, SERIAL], until))
        assert desk.refused(card) == refusing("CARD_REVOKED")
        assert desk.revocation(other) == told


@pytest.mark.parametrize(("seconds", "told"), [(-1, "STALE"), (0, "STALE"), (1, "GOOD")])
def test_a_list_is_stale_from_its_next_update_on(desk: Desk, seconds: int, told: str) -> None:
    card = desk.link(desk.issuer.card())
    desk.list_.write_bytes(desk.issuer.revocations([], DEMO_START + seconds * SECOND))
    assert desk.revocation(card) == told


def test_a_list_that_tells_nothing_of_the_card_is_no_check(desk: Desk) -> None:
    """None, junk, and one that another key of the same name has signed, whatever it says."""
    card = desk.link(desk.issuer.card(serial=SERIAL))
    assert desk.revocation(card) == "UNCHECKED"
    desk.list_.write_bytes(b"junk")
    assert desk.revocation(card) == "UNCHECKED"
    desk.list_.write_bytes(desk.issuer.revocations([SERIAL], DEMO_START + DAY, key_number(2)))
    assert desk.revocation(card) == "UNCHECKED"
