"""What staff enter with a reading: it is the form the challenge was asked for, and a check by eye is marked as one (S80)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.rows import CardReading
from tests.card_desk import PIN, VISUAL, Desk, answer, begin, complete, happened, listed, read, stranger
from tests.cards import Card, Issuer, anchors
from tests.managing import faults
from tests.proving import SECOND, readings
from tests.service import Service

FORM_CHANGED = [("FORM_CHANGED", ["input", "form"])]
UNTIL = "2026-03-10T00:00:00+09:00"
REASON_WRONG = [("REASON_WRONG", ["input", "form", "reason"])]


@pytest.mark.parametrize(
    ("begun", "sent", "expected"),
    [
        (PIN, VISUAL, FORM_CHANGED),
        (VISUAL, PIN, FORM_CHANGED),
        (VISUAL, {**VISUAL, "reason": "別の理由"}, FORM_CHANGED),
        ({**VISUAL, "reason": None}, {**VISUAL, "reason": None}, REASON_WRONG),
        ({**VISUAL, "reason": " "}, {**VISUAL, "reason": " "}, REASON_WRONG),
        ({**VISUAL, "reason": "理" * 201}, {**VISUAL, "reason": "理" * 201}, REASON_WRONG),
        ({**VISUAL, "reason": "\u200b"}, {**VISUAL, "reason": "\u200b"}, REASON_WRONG),
        ({**VISUAL, "reason": "理\0由"}, {**VISUAL, "reason": "理\0由"}, REASON_WRONG),
        ({**VISUAL, "reason": "理" + " " * 200}, {**VISUAL, "reason": "理" + " " * 200}, REASON_WRONG),
        ({**PIN, "reason": "理由"}, {**PIN, "reason": "理由"}, REASON_WRONG),
    ],
)
def test_the_form_is_the_one_the_challenge_was_asked_for(
    reading: Service, card: Card, begun: dict[str, Any], sent: dict[str, Any], expected: list[tuple[str, list[str]]]
) -> None:
    asked = answer(begin(reading, form=begun), card, sent)
    before = happened(reading)
    assert faults(complete(reading, asked)) == expected
    assert happened(reading) == before


def test_a_reason_is_written_as_people_write(reading: Service, card: Card) -> None:
    """An input method writes a wide space between two words and names."""
    form = {**VISUAL, "reason": "顔認証カードのため　介護　花子"}
    assert "id" in read(reading, card, form=form).data["completeCardReading"]


def test_a_check_by_eye_is_marked_as_one(reading: Service, card: Card) -> None:
    person = stranger(reading)
    assert "id" in read(reading, card, form=VISUAL).data["completeCardReading"]
    assert listed(reading, person)[0]["registration"] == {"method": "CARD_VISUAL"}
    with reading.rows() as rows:
        kept = rows.execute(select(CardReading)).scalar_one()
        assert (kept.confirmation.name, kept.reason) == ("VISUAL", "顔認証カードのため")


def test_its_reason_is_in_the_offices_own_record(reading: Service, card: Card) -> None:
    read(reading, card, form=VISUAL)
    shown = readings(reading, "hachiro")[0]
    assert (shown["method"], shown["reason"], shown["state"]) == ("CARD_VISUAL", "顔認証カードのため", "WAITING")
    reading.clock.instant += SECOND
    read(reading, card)
    later, before = readings(reading, "hachiro")[:2]
    assert (later["reason"], before["reason"], before["state"]) == (None, "顔認証カードのため", "REPLACED")
    listed(reading, stranger(reading))
    assert readings(reading, "hachiro")[:2] == [
        {**later, "state": "VALID", "stateLabel": "有効", "until": UNTIL},
        before,
    ]


def test_a_check_by_eye_can_be_forbidden(open_service: Callable[..., Service], tmp_path: Path) -> None:
    issuer = Issuer.new()
    service = open_service(card_anchors=anchors(tmp_path / "anchors", issuer), visual_confirmation=False)
    card = Desk(service, issuer, tmp_path).link(issuer.card())
    asked = answer(begin(service, form=VISUAL), card, VISUAL)
    before = happened(service)
    assert faults(complete(service, asked)) == [("VISUAL_NOT_ALLOWED", ["input", "form", "confirmation"])]
    assert happened(service) == before
    assert "id" in read(service, card).data["completeCardReading"]


def test_a_check_by_eye_has_no_signature(reading: Service, card: Card) -> None:
    challenge = begin(reading, form=VISUAL)
    before = happened(reading)
    signed = answer(challenge, card, VISUAL, signature=answer(challenge, card)["signature"])
    assert faults(complete(reading, signed)) == [("SIGNATURE_WRONG", ["input", "signature"])]
    assert happened(reading) == before
