"""Who is told of a lock, and who can bring one about (security.md section 7, A8, A9)."""

import asyncio
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.codes.office import AccountKind
from models.database import open_database
from models.rows import Message, SignInAttempt
from resolvers.guesses import lift
from seed.accounts import DEMO_PASSWORD
from tests.secured import OTHER_OFFICE, Secured
from tests.service import Answer, Service
from tests.signing_in import (
    QUARTER,
    START,
    WRONG_PASSWORD,
    assert_refused,
    change,
    messages,
    request_code,
    sign_in,
    signed_in,
    start,
    stored,
)
from tests.test_lockout import guessed

CHANGE = """
mutation Change($current: String!) {
  changePassword(input: {currentPassword: $current, newPassword: "Sumire-2026-haru"}) { ... on PasswordChanged { changed } }
}
"""
WORDS = (
    "サインインに{times}回続けて失敗したため、次のアカウントは{until}まで使えません。\n\nユーザID: {user}\n\n"
    "本人に心当たりのない場合は、パスワードを推測しようとした人がいます。管理者に連絡してください。\n"
)
NURSES = WORDS.format(times=10, until="12月15日09時15分", user="nurse")


def told(service: Service) -> list[tuple[str, str, str]]:
    """To whom, about what, and the words."""
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in messages(service)]
    return sorted((str(mail["To"]), str(mail["Subject"]), str(mail.get_content())) for mail in mails)


def wrong(service: Service, user: str, many: int) -> None:
    """The guess that makes so many."""
    guessed(service, user, many - 1)
    service.clock.instant += QUARTER
    assert_refused(start(service, user, "wrong"), WRONG_PASSWORD)


@pytest.mark.parametrize(("many", "until"), [(10, "12月15日09時30分"), (100, "管理者が解除する")])
def test_the_owner_and_the_administrators_of_the_office_are_told_once(service: Service, many: int, until: str) -> None:
    # given a second administrator of the office, and a suspended one
    change(service, "clerk", kind=AccountKind.ADMINISTRATOR)
    change(service, "care-worker", kind=AccountKind.ADMINISTRATOR, suspended=True)
    # when the guess that locks was wrong
    wrong(service, "nurse", many)
    # then the account's owner and they are told
    words = WORDS.format(times=many, until=until, user="nurse")
    subject = "サインインできなくなったアカウントのお知らせ"
    expected = [(f"{who}@kaigo.example", subject, words) for who in ("clerk", "hachiro", "nurse")]
    assert told(service) == expected
    # and nobody again while it goes on
    for _ in range(3):
        start(service, "nurse", "wrong")
        service.clock.instant += QUARTER
    assert len(told(service)) == 3


def test_nine_guesses_tell_nobody(service: Service) -> None:
    for many in (1, 5, 9, 11, 99):
        wrong(service, "nurse", many)
    assert messages(service) == []


def test_a_right_password_as_the_tenth_tells_nobody(service: Service) -> None:
    guessed(service, "nurse", 9)
    service.clock.instant += QUARTER
    assert start(service, "nurse").data["startSignIn"]["attempt"]
    assert messages(service) == []


@pytest.mark.parametrize("many", [10, 100])
def test_whoever_guesses_does_not_see_whether_anybody_is_told(service: Service, many: int) -> None:
    """The same answer and the same statements, whether there is such an account, or one that may sign in."""
    users = ("nurse", "nobody", "nurse\0", "suspended", "board-member")
    seen = []
    for user in users:
        guessed(service, user, many - 1)
        service.clock.instant += QUARTER
        with service.statements() as ran:
            seen.append((start(service, user, "wrong").content, ran))
    assert seen == [seen[0]] * len(users)
    # three to count, one to read, and when it was wrong the lock's time, the messages and the record
    assert len(seen[0][1]) == 7
    assert {to for to, *_ in told(service)} == {f"{who}@kaigo.example" for who in ("nurse", "hachiro", "board-member")}


def test_wrong_codes_lock_too(service: Service) -> None:
    attempt, code = request_code(service, "nurse")
    guessed(service, "nurse", 9)
    assert sign_in(service, attempt, code[::-1] + "0").codes == ["SIGN_IN_REFUSED"]
    assert [to for to, _, words in told(service) if words == NURSES] == ["hachiro@kaigo.example", "nurse@kaigo.example"]


def test_wrong_current_passwords_lock_too(service: Service) -> None:
    headers = {"Authorization": f"Bearer {signed_in(service, 'nurse')}"}
    guessed(service, "nurse", 9)
    service.clock.instant += QUARTER / 2
    answer = service.post({"query": CHANGE, "variables": {"current": "wrong"}}, headers)
    assert answer.codes == ["SIGN_IN_REFUSED"]
    assert [to for to, _, words in told(service) if "10回" in words] == ["hachiro@kaigo.example", "nurse@kaigo.example"]


def test_an_administrator_lifts_it(service: Service) -> None:
    for user in ("nurse", "clerk"):
        guessed(service, user, 100)
    asyncio.run(lifted(service, "nurse"))
    assert start(service, "nurse").data["startSignIn"]["attempt"]
    assert start(service, "clerk").codes == ["TOO_MANY_GUESSES"]
    asyncio.run(lifted(service, "nobody"))  # nothing happens


WRONG = "wrong"


async def lifted(service: Service, user: str) -> None:
    engine = open_database(service.app.state.endpoint.house.settings.database_url)
    async with AsyncSession(engine) as session, session.begin():
        await lift(session, user)
    await engine.dispose()


def guess(secured: Secured, office: int | None, user: str, password: str = WRONG, entry: str = "STAFF") -> Answer:
    """From a new certificate each time: certificates are counted as well, and that is not looked at here."""
    connection = secured.connect(None if office is None else secured.certificate(office))
    return secured.ask(connection, None, START, id=user, password=password, entry=entry)


@pytest.mark.parametrize("office", [None, OTHER_OFFICE])
def test_nobody_locks_the_accounts_of_another_office(secured: Secured, office: int | None) -> None:
    # when somebody of another office guesses until it is locked to them
    service = secured.service
    for user in ("nobody", "nurse"):
        for _ in range(10):
            assert guess(secured, office, user).codes == ["SIGN_IN_REFUSED"]
            service.clock.instant += QUARTER
        service.clock.instant -= QUARTER
        assert guess(secured, office, user).codes == ["TOO_MANY_GUESSES"]
    # then nobody is told, and the owner gets in at that very time
    assert stored(service, Message, SignInAttempt) == []
    assert guess(secured, 1, "nurse", DEMO_PASSWORD).data["startSignIn"]["attempt"]


def test_the_own_office_can_lock_an_account_and_an_administrator_lifts_it(secured: Secured) -> None:
    service = secured.service
    for _ in range(10):
        assert guess(secured, 1, "nurse").codes == ["SIGN_IN_REFUSED"]
        service.clock.instant += QUARTER
    service.clock.instant -= QUARTER
    assert guess(secured, 1, "nurse", DEMO_PASSWORD).codes == ["TOO_MANY_GUESSES"]
    assert [to for to, _, _ in told(service)] == ["hachiro@kaigo.example", "nurse@kaigo.example"]
    asyncio.run(lifted(service, "nurse"))
    assert guess(secured, 1, "nurse", DEMO_PASSWORD).data["startSignIn"]["attempt"]


def test_board_members_are_guessed_at_together(open_secured: Callable[..., Secured]) -> None:
    """They need no certificate, so guesses from everywhere can be right, and count."""
    secured = open_secured()
    for place in range(10):
        guess(secured, (None, 1, OTHER_OFFICE)[place % 3], "board-member", entry="REVIEW_BOARD")
        secured.service.clock.instant += QUARTER
    secured.service.clock.instant -= QUARTER
    answer = guess(secured, None, "board-member", DEMO_PASSWORD, "REVIEW_BOARD")
    assert answer.codes == ["TOO_MANY_GUESSES"]
    assert [to for to, _, _ in told(secured.service)] == ["board-member@kaigo.example"]
    # while nobody can lock an office's account by that entry
    for _ in range(10):
        guess(secured, None, "nurse", entry="REVIEW_BOARD")
        secured.service.clock.instant += QUARTER
    secured.service.clock.instant -= QUARTER
    assert len(messages(secured.service)) == 1
    assert guess(secured, 1, "nurse", DEMO_PASSWORD).data["startSignIn"]["attempt"]
