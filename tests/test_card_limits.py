"""Card readings that are refused are counted: fifty a day of an app, two hundred of its office (S54, S80)."""

import datetime

from models.row import JST
from models.rows import CardReading, Guess, Registration
from tests.card_desk import APP, CERTIFICATE, OTHER_APP, VISUAL, Desk, answer, begin, complete, read
from tests.cards import Card
from tests.managing import faults
from tests.proving import tried
from tests.service import Answer, Service
from tests.signing_in import content, messages, stored
from tests.test_card_apps import issue_and_register

NOT_LINKED = [("CARD_NOT_LINKED", CERTIFICATE)]
MIDNIGHT = datetime.datetime(2025, 12, 16, tzinfo=JST)


def miss(desk: Desk, times: int, app: str = APP) -> list[list[tuple[str, list[str]]]]:
    """Read so often the card of nobody."""
    nobodys = desk.issuer.card(serial=99)
    return [faults(read(desk.service, nobodys, app)) for _ in range(times)]


def refused(answer: Answer) -> None:
    [error] = answer.errors
    assert error["extensions"] == {"code": "TOO_MANY_MISMATCHES", "until": "2025-12-16T00:00:00+09:00"}
    assert error["message"] == "本人確認の失敗が一日の上限に達しました。12月16日00時00分から使えます。"


def test_the_fifty_first_of_an_app_is_not_looked_at(desk: Desk, reading: Service, card: Card) -> None:
    # given forty-nine refused, one that is right, which is not counted, and the fiftieth
    assert miss(desk, 49) == 49 * [NOT_LINKED]
    assert "id" in read(reading, card).data["completeCardReading"]
    assert messages(reading) == []
    assert miss(desk, 1) == [NOT_LINKED]
    [mail] = messages(reading)
    assert "demo-reader によるマイナンバーカードの読み取りは本日50回、事業所全体では50回失敗しました。" in content(mail)
    # then not even a card that is right is looked at, and that is recorded
    asked = answer(begin(reading), card)
    before = stored(reading, Registration, CardReading, Guess)
    refused(complete(reading, asked))
    assert stored(reading, Registration, CardReading, Guess) == before
    assert tried(reading)[-1] == ("completeCardReading", "TOO_MANY_MISMATCHES", "[]")
    # until the next day
    reading.clock.instant = MIDNIGHT
    assert "id" in read(reading, card).data["completeCardReading"]


def test_a_slip_in_the_form_is_no_try(desk: Desk, reading: Service, card: Card) -> None:
    blank = {**VISUAL, "reason": " "}
    for _ in range(60):
        assert faults(read(reading, card, form=blank)) == [("REASON_WRONG", ["input", "form", "reason"])]
    assert "id" in read(reading, card).data["completeCardReading"]


def test_another_offices_app_goes_on(desk: Desk, reading: Service, card: Card) -> None:
    issue_and_register(reading, OTHER_APP, "multi-manager")
    miss(desk, 50)
    refused(read(reading, card))
    assert "id" in read(reading, card, OTHER_APP).data["completeCardReading"]
