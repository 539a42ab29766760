"""Wrong guesses (security.md A6, A8): free, then seconds, then a quarter of an hour, then an administrator."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from models.row import col
from models.rows import Guess, Session, SignInAttempt
from permissions.credentials import digest
from permissions.lockout import wait_after
from tests.service import Service
from tests.signing_in import (
    QUARTER,
    SECOND,
    WRONG_CODE,
    WRONG_PASSWORD,
    assert_refused,
    request_code,
    sign_in,
    start,
    stored,
)


def times(service: Service, user: str = "hachiro") -> int:
    with service.rows() as rows:
        found = select(col(Guess.times)).where(col(Guess.subject) == digest(f"user:{user}"))
        return int(rows.execute(found).scalar_one_or_none() or 0)


def guessed(service: Service, user: str, many: int) -> None:
    """So many wrong guesses already, the last one now."""
    start(service, user, "wrong")
    with service.rows() as rows:
        rows.execute(update(Guess).values(times=many, last_at=service.clock.instant))
        rows.commit()


@pytest.mark.parametrize("user", ["hachiro", "nobody"])
def test_the_sixth_guess_waits_and_each_later_one_longer(service: Service, user: str) -> None:
    for _ in range(5):
        assert_refused(start(service, user, "wrong"), WRONG_PASSWORD)
    for seconds in (1, 2, 4, 8, 16, 900):
        answer = start(service, user, "wrong")
        [error] = answer.errors
        until = service.clock.instant + seconds * SECOND
        assert error["extensions"] == {"code": "TOO_MANY_GUESSES", "until": until.isoformat()}
        assert error["message"] == f"続けて失敗したため、{until:%H時%M分%S秒}まで使えません。"
        service.clock.instant = until - SECOND
        assert start(service, user, "wrong").codes == ["TOO_MANY_GUESSES"]
        service.clock.instant = until
        assert_refused(start(service, user, "wrong"), WRONG_PASSWORD)
    assert stored(service, SignInAttempt) == []


def test_a_right_password_is_not_looked_at_meanwhile(service: Service) -> None:
    guessed(service, "hachiro", 10)
    assert start(service).codes == ["TOO_MANY_GUESSES"]
    assert (times(service), stored(service, SignInAttempt)) == (10, [])
    service.clock.instant += QUARTER
    assert start(service).data["startSignIn"]["attempt"]


def test_101_wrong_passwords_lock_until_an_administrator_lifts_it(service: Service) -> None:
    looked_at = 0
    for _ in range(101):
        answer = start(service, password="wrong")
        looked_at += answer.codes == ["SIGN_IN_REFUSED"]
        service.clock.instant += QUARTER
    assert (looked_at, times(service)) == (100, 100)
    service.clock.instant += 100 * QUARTER
    answer = start(service)
    [error] = answer.errors
    assert error["extensions"] == {"code": "TOO_MANY_GUESSES", "until": None}
    assert error["message"] == "続けて失敗したため使えなくなっています。管理者に連絡してください。"
    assert stored(service, SignInAttempt) == []


def test_only_getting_in_makes_it_forgotten(service: Service) -> None:
    for _ in range(3):
        start(service, password="wrong")
    attempt, code = request_code(service)
    assert times(service) == 3  # the right password is not counted, and forgives nothing
    wrong = "000000" if code != "000000" else "111111"
    assert_refused(sign_in(service, attempt, wrong), WRONG_CODE)
    assert times(service) == 4
    assert sign_in(service, attempt, code).data["signIn"]["token"]
    assert times(service) == 0


def test_guesses_at_once_are_counted_one_by_one(service: Service) -> None:
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: start(service, password="wrong").codes, range(12)))
    assert (answers.count(["SIGN_IN_REFUSED"]), answers.count(["TOO_MANY_GUESSES"])) == (5, 7)
    assert times(service) == 5


def test_an_alias_storm_of_codes_is_not_run(service: Service) -> None:
    """Neither nobody's nor somebody's: one try an operation. Sent one by one, every guess counts."""
    attempt, code = request_code(service)
    wrong = [f"{number:06}" for number in range(16) if f"{number:06}" != code][:14]
    tries = " ".join(
        f'a{place}: signIn(input: {{attempt: "{attempt}", code: "{one}"}}) {{ token }}'
        for place, one in enumerate(wrong)
    )
    last = f'right: signIn(input: {{attempt: "{attempt}", code: "{code}"}}) {{ token }}'
    storm = f"mutation {{ {tries} {last} }}"
    nurse, before = service.token("nurse"), stored(service, Session)
    assert service.ask(None, storm).codes == ["UNAUTHENTICATED"]
    refused = service.post({"query": storm}, {"Authorization": f"Bearer {nurse}"})
    assert (refused.codes, refused.body.get("data")) == (["LIMIT_EXCEEDED"], None)
    assert tried(service) == (0, False)
    for one in wrong:  # five are looked at, then the attempt is over, even for the right code
        assert_refused(sign_in(service, attempt, one), WRONG_CODE)
    assert tried(service) == (5, False)
    assert_refused(sign_in(service, attempt, code), WRONG_CODE)
    assert stored(service, Session) == before


def tried(service: Service) -> tuple[int, bool]:
    """The tries of the only attempt, and whether it has let somebody in."""
    with service.rows() as rows:
        tries, used = rows.execute(select(col(SignInAttempt.tries), col(SignInAttempt.used))).one()
    return tries, used


@pytest.mark.parametrize(
    ("guesses", "seconds"),
    [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (10, 900), (99, 900), (100, None), (1_000, None)],
)
def test_the_waits(guesses: int, seconds: int | None) -> None:
    assert wait_after(guesses) == (None if seconds is None else seconds * SECOND)
