"""What staff enter with a reading: it is the form the challenge was asked for, and a check by eye is marked as one (S80)."""

from typing import Any

import pytest
from sqlalchemy import select

from models.rows import CardReading
from tests.card_desk import PIN, VISUAL, answer, begin, complete, happened, listed, read, stranger
from tests.cards import Card
from tests.managing import faults
from tests.service import Service

FORM_CHANGED = [("FORM_CHANGED", ["input", "form"])]
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


def test_a_check_by_eye_is_marked_as_one(reading: Service, card: Card) -> None:
    person = stranger(reading)
    assert "id" in read(reading, card, form=VISUAL).data["completeCardReading"]
    assert listed(reading, person)[0]["registration"] == {"method": "CARD_VISUAL"}
    with reading.rows() as rows:
        kept = rows.execute(select(CardReading)).scalar_one()
        assert (kept.confirmation.name, kept.reason) == ("VISUAL", "顔認証カードのため")


def test_a_check_by_eye_has_no_signature(reading: Service, card: Card) -> None:
    challenge = begin(reading, form=VISUAL)
    before = happened(reading)
    signed = answer(challenge, card, VISUAL, signature=answer(challenge, card)["signature"])
    assert faults(complete(reading, signed)) == [("SIGNATURE_WRONG", ["input", "signature"])]
    assert happened(reading) == before
