"""Printed fields that do not match are counted (S54): ten a day for an account, fifty for its office, day by day in Japan."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.row import JST
from models.rows import Confirmation, Guess, Registration
from resolvers.mismatches import CARD_READINGS, PRINTED_FIELDS
from tests.managing import faults
from tests.proving import NOT_FOUND, SECOND, check, printed, tried
from tests.service import Answer, Service
from tests.signing_in import content, messages, stored, waiting

OFFICE = ("hachiro", "care-manager", "office-manager", "nurse", "care-worker")
"""Accounts of one office that may register."""
MIDNIGHT = datetime.datetime(2025, 12, 16, tzinfo=JST)


def miss(service: Service, by: str = "nurse", times: int = 1) -> list[Answer]:
    """Try so often what does not match."""
    typed = {**printed(service), "birthDate": "1900-01-01"}
    return [check(service, typed, by) for _ in range(times)]


def refused(answer: Answer) -> None:
    """The answer is that there were too many, until midnight in Japan."""
    [error] = answer.errors
    assert error["extensions"] == {"code": "TOO_MANY_MISMATCHES", "until": "2025-12-16T00:00:00+09:00"}
    assert error["message"] == "本人確認の失敗が一日の上限に達しました。12月16日00時00分から使えます。"


def test_the_eleventh_of_an_account_is_not_looked_at(service: Service) -> None:
    # given nine mismatches, and tries that match, which are not counted
    assert [faults(answer) for answer in miss(service, times=9)] == 9 * [NOT_FOUND]
    for _ in range(3):
        assert "confirmation" in check(service, printed(service)).data["checkPrintedFields"]
    # when the tenth does not match
    assert faults(*miss(service)) == NOT_FOUND
    messages(service)
    before = stored(service, Registration, Confirmation, Guess)
    # then not even what is right is looked at, and that is recorded; colleagues go on
    refused(check(service, printed(service)))
    assert stored(service, Registration, Confirmation, Guess) == before
    assert tried(service)[-1] == ("checkPrintedFields", "TOO_MANY_MISMATCHES", "[]")
    assert "confirmation" in check(service, printed(service), "clerk").data["checkPrintedFields"]


@pytest.mark.parametrize("moment", [-SECOND, 0 * SECOND, SECOND])
def test_the_next_day_begins_at_midnight_in_japan(service: Service, moment: datetime.timedelta) -> None:
    miss(service, times=10)
    service.clock.instant = MIDNIGHT + moment
    answer = check(service, printed(service))
    if moment < 0 * SECOND:
        refused(answer)
    else:
        assert "confirmation" in answer.data["checkPrintedFields"]


def test_an_office_has_fifty(service: Service) -> None:
    # given fifty mismatches of five accounts
    for by in OFFICE:
        assert [faults(answer) for answer in miss(service, by, 10)] == 10 * [NOT_FOUND]
    # then a sixth account is refused, and another office is not
    refused(check(service, printed(service), "clerk"))
    assert "confirmation" in check(service, printed(service), "multi-manager").data["checkPrintedFields"]
    service.clock.instant = MIDNIGHT
    assert "confirmation" in check(service, printed(service), "clerk").data["checkPrintedFields"]


def test_many_at_once_are_as_many(service: Service) -> None:
    service.token("nurse")
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: miss(service)[0], range(16)))
    codes = [answer.codes or [code for code, _ in faults(answer)] for answer in answers]
    assert sorted(codes) == 10 * [["PERSON_NOT_FOUND"]] + 6 * [["TOO_MANY_MISMATCHES"]]


def test_the_same_key_is_counted_once(service: Service) -> None:
    typed = {**printed(service), "sex": "MALE", "kana": "チガウ", "idempotencyKey": "check-0001"}
    assert [faults(check(service, typed)) for _ in range(20)] == 20 * [NOT_FOUND]
    assert {times for _, times, *_ in stored(service, Guess)} == {1}


def test_administrators_are_told_once(service: Service) -> None:
    miss(service, times=9)
    assert (messages(service), waiting(service)) == ([], 0)
    miss(service, times=4)
    [mail] = messages(service)
    assert "hachiro@kaigo.example" in mail.read_text()
    told = content(mail)
    assert "nurse による券面情報の照合は本日10回、事業所全体では10回失敗しました。" in told
    typed = printed(service)
    assert not any(typed[name] in told for name in ("insuredNumber", "kana"))


def test_the_limits_are_those_of_the_papers() -> None:
    assert PRINTED_FIELDS.most == {"account": 10, "office": 50}
    assert CARD_READINGS.most == {"account": 50, "office": 200}
