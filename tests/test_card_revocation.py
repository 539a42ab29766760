"""Revoked cards (失効): refused by any list of their own issuer; and what is not known is said (S56)."""

import datetime
from typing import Any

import pytest
from cryptography import x509

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


PART = x509.IssuingDistributionPoint(
    full_name=[x509.UniformResourceIdentifier("http://other.example")],
    relative_name=None,
    only_contains_user_certs=False,
    only_contains_ca_certs=False,
    only_some_reasons=None,
    indirect_crl=False,
    only_contains_attribute_certs=False,
)
"""Of the certificates that name this place, and no others."""


@pytest.mark.parametrize(
    "other",
    [{"extension": PART}, {"extension": x509.DeltaCRLIndicator(1)}, {"since": DEMO_START + SECOND}],
    ids=["a part", "an addition", "of a time to come"],
)
def test_a_list_that_does_not_cover_the_card_is_no_check(desk: Desk, other: dict[str, Any]) -> None:
    card, revoked = desk.link(desk.issuer.card()), desk.link(desk.issuer.card(serial=SERIAL))
    desk.list_.write_bytes(desk.issuer.revocations([SERIAL], DEMO_START + DAY, **other))
    assert desk.revocation(card) == "UNCHECKED"
    assert desk.refused(revoked) == refusing("CARD_REVOKED")


@pytest.mark.parametrize("content", [b"", b"junk", None], ids=["emptied", "half written", "gone"])
def test_what_a_list_has_said_holds_while_it_cannot_be_read(desk: Desk, content: bytes | None) -> None:
    revoked = desk.link(desk.issuer.card(serial=SERIAL))
    desk.list_.write_bytes(desk.issuer.revocations([SERIAL], DEMO_START + DAY))
    assert desk.refused(revoked) == refusing("CARD_REVOKED")
    desk.list_.unlink() if content is None else desk.list_.write_bytes(content)
    assert desk.refused(revoked) == refusing("CARD_REVOKED")
