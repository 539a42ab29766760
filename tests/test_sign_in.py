"""Sign-in (guide p.8-9; S10-S14): password, one-time code, session; and that before it nothing else is answered."""

import datetime
import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select, update

from models.row import col
from models.rows import Session, SignInAttempt, Staff
from permissions import credentials
from seed.accounts import DEMO_PASSWORD
from tests.service import Answer, Service

REQUEST_CODE = """
mutation RequestCode($id: String!, $password: String!) {
  requestCode(input: {userId: $id, password: $password}) { attempt sentTo }
}
"""
SIGN_IN = """
mutation SignIn($attempt: String!, $code: String!) {
  signIn(input: {attempt: $attempt, code: $code}) { token expiresAt }
}
"""
SIGN_OUT = "mutation SignOut { signOut { signedOut } }"
WHO = "query Who { viewer { userId } }"

WRONG_PASSWORD = "ユーザIDまたはパスワードが正しくありません。"
WRONG_CODE = "確認コードが正しくないか、期限が切れています。"
NOT_SIGNED_IN = {"errors": [{"message": "サインインしてください。", "extensions": {"code": "UNAUTHENTICATED"}}]}
SECOND = datetime.timedelta(seconds=1)


def mails(service: Service) -> list[Path]:
    return sorted(service.app.state.endpoint.house.settings.outbox.glob("*.eml"))


def request_code(service: Service, user: str = "hachiro", password: str = DEMO_PASSWORD) -> tuple[str, str]:
    """The attempt of a right password, and the code that was mailed for it."""
    before = set(mails(service))
    attempt = service.ask(None, REQUEST_CODE, id=user, password=password).data["requestCode"]["attempt"]
    [mail] = set(mails(service)) - before
    body = message_from_bytes(mail.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    [code] = re.findall(r"(?<!\d)\d{6}(?!\d)", body.get_content())
    return attempt, code


def sign_in(service: Service, attempt: str, code: str) -> Answer:
    return service.ask(None, SIGN_IN, attempt=attempt, code=code)


def who(service: Service, token: str) -> Answer:
    return service.post({"query": WHO}, {"Authorization": f"Bearer {token}"})


def stored(service: Service, *kinds: type[Any]) -> list[tuple[Any, ...]]:
    with service.rows() as rows:
        return [tuple(row) for kind in kinds for row in rows.execute(select(kind.__table__)).all()]


def suspend(service: Service, user: str) -> None:
    with service.rows() as rows:
        rows.execute(update(Staff).where(col(Staff.user_id) == user).values(suspended=True))
        rows.commit()


def assert_refused(answer: Answer, message: str) -> None:
    assert answer.body["data"] is None
    [error] = answer.errors
    assert (error["message"], error["extensions"]) == (message, {"code": "SIGN_IN_REFUSED"})


def assert_not_signed_in(answer: Answer) -> None:
    assert (answer.status, answer.body) == (401, NOT_SIGNED_IN)


def test_the_whole_way_in_and_out(service: Service) -> None:
    asked = service.ask(None, REQUEST_CODE, id="hachiro", password=DEMO_PASSWORD).data["requestCode"]
    assert asked["sentTo"] == "h***@kaigo.example"
    [mail] = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in mails(service)]
    assert (mail["To"], mail["Subject"]) == ("hachiro@kaigo.example", "確認コードのお知らせ")

    attempt, code = request_code(service)
    session = sign_in(service, attempt, code).data["signIn"]
    assert session["expiresAt"] == "2025-12-15T21:00:00+09:00"
    assert who(service, session["token"]).data == {"viewer": {"userId": "hachiro"}}

    headers = {"Authorization": f"Bearer {session['token']}"}
    assert service.post({"query": SIGN_OUT}, headers).data == {"signOut": {"signedOut": True}}
    assert_not_signed_in(who(service, session["token"]))
    assert_not_signed_in(service.post({"query": SIGN_OUT}, headers))


def test_secrets_are_stored_as_hashes_only(service: Service) -> None:
    attempt, code = request_code(service)
    token = sign_in(service, attempt, code).data["signIn"]["token"]
    assert len(token) == len(attempt) == 43  # 256 bits in base 64
    texts = [str(value) for row in stored(service, SignInAttempt, Session, Staff) for value in row]
    for secret in (attempt, code, token, DEMO_PASSWORD):
        assert not [text for text in texts if secret in text]
    with service.rows() as rows:
        hashes = rows.execute(select(col(Staff.password_hash))).scalars().all()
    assert {password_hash[:10] for password_hash in hashes} == {"$argon2id$"}


class CountingHasher:
    """argon2 that counts its verifications and the parameters they were made with."""

    def __init__(self) -> None:
        self.verified: list[object] = []

    def verify(self, stored: str, password: str) -> bool:
        self.verified.append(extract_parameters(stored))
        return PasswordHasher().verify(stored, password)


def test_nothing_tells_a_wrong_user_from_a_wrong_password(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = [(user, DEMO_PASSWORD) for user in ("nobody", "hachiro\0", "HACHIRO", "suspended")]
    tried += [("hachiro", "wrong"), ("suspended", "wrong")]
    before = stored(service, SignInAttempt, Session)
    answers, work = set(), []
    for user, password in tried:
        hasher = CountingHasher()
        monkeypatch.setattr(credentials, "HASHER", hasher)
        with service.statements() as ran:
            answer = service.ask(None, REQUEST_CODE, id=user, password=password)
        assert_refused(answer, WRONG_PASSWORD)
        answers.add(answer.content)
        work.append((ran, hasher.verified))
    assert len(answers) == 1
    assert work == [work[0]] * len(tried)
    assert (len(work[0][0]), len(work[0][1])) == (1, 1)
    assert stored(service, SignInAttempt, Session) == before
    assert mails(service) == []


def test_a_code_works_once(service: Service) -> None:
    attempt, code = request_code(service)
    assert sign_in(service, attempt, code).data["signIn"]["token"]
    sessions = stored(service, Session)
    assert_refused(sign_in(service, attempt, code), WRONG_CODE)
    assert stored(service, Session) == sessions


def test_a_code_has_five_tries(service: Service) -> None:
    attempt, code = request_code(service)
    for _ in range(4):
        assert_refused(sign_in(service, attempt, code[::-1] + "0"), WRONG_CODE)
    assert sign_in(service, attempt, code).data["signIn"]["token"]

    attempt, code = request_code(service)
    sessions = stored(service, Session)
    for _ in range(5):
        assert_refused(sign_in(service, attempt, code[::-1] + "0"), WRONG_CODE)
    assert_refused(sign_in(service, attempt, code), WRONG_CODE)
    assert stored(service, Session) == sessions


def test_a_code_is_good_for_ten_minutes(service: Service) -> None:
    asked = service.clock.instant
    end = asked + datetime.timedelta(minutes=10)
    for instant, good in ((end - SECOND, True), (end, False), (end + SECOND, False)):
        service.clock.instant = asked
        attempt, code = request_code(service)
        service.clock.instant = instant
        answer = sign_in(service, attempt, code)
        assert (answer.body["data"] is not None) is good
        if not good:
            assert_refused(answer, WRONG_CODE)


def test_a_code_belongs_to_its_attempt(service: Service) -> None:
    first, first_code = request_code(service)
    second, second_code = request_code(service, "nurse")
    assert first_code != second_code  # by all odds; the same code would open the other attempt, rightly
    for attempt, code in ((first, second_code), (second, first_code), ("unknown", first_code), ("", "")):
        assert_refused(sign_in(service, attempt, code), WRONG_CODE)
    token = sign_in(service, second, second_code).data["signIn"]["token"]
    assert who(service, token).data == {"viewer": {"userId": "nurse"}}


def test_a_session_ends_after_twelve_hours(service: Service) -> None:
    token = sign_in(service, *request_code(service)).data["signIn"]["token"]
    end = service.clock.instant + datetime.timedelta(hours=12)
    service.clock.instant = end - SECOND
    assert who(service, token).data == {"viewer": {"userId": "hachiro"}}
    for instant in (end, end + SECOND):
        service.clock.instant = instant
        assert_not_signed_in(who(service, token))


def test_suspension_ends_a_session_at_once(service: Service) -> None:
    token = sign_in(service, *request_code(service, "nurse")).data["signIn"]["token"]
    attempt, code = request_code(service, "nurse")
    suspend(service, "nurse")
    assert_not_signed_in(who(service, token))
    assert_refused(service.ask(None, REQUEST_CODE, id="nurse", password=DEMO_PASSWORD), WRONG_PASSWORD)
    sessions = stored(service, Session)
    assert_refused(sign_in(service, attempt, code), WRONG_CODE)
    assert stored(service, Session) == sessions


def test_a_token_that_is_none(service: Service, subtests: pytest.Subtests) -> None:
    token = service.token("hachiro")
    for told in (None, "", "Bearer", "Bearer ", f"Basic {token}", token, f"Bearer {token}x", "Bearer ' OR 1=1 --"):
        with subtests.test(authorization=told):
            assert_not_signed_in(service.post({"query": WHO}, {} if told is None else {"Authorization": told}))
    assert service.post({"query": WHO}, {"Authorization": f"bearer  {token} "}).data["viewer"]


ASK = 'requestCode(input: {userId: "hachiro", password: "Kaigo-Demo-2026"}) { attempt }'
TRY = 'signIn(input: {attempt: "a", code: "000000"}) { token }'
NOT_OPEN = (
    "{ viewer { userId } }",
    "{ __typename }",
    "{ __schema { queryType { name } } }",
    '{ beneficiary(id: "bnf_aaaaaaaaaaaaaaaa") { name } }',
    SIGN_OUT,
    "mutation { requestCode: signOut { signedOut } }",
    "{ signIn: beneficiaries { totalCount } }",
    f"mutation {{ {ASK} signOut {{ signedOut }} }}",
    f"mutation {{ {ASK} __typename }}",
    f"mutation {{ {ASK} {TRY} }}",
    f"mutation {{ a: {TRY} b: {TRY} }}",
    f"mutation {{ ...F }} fragment F on Mutation {{ {ASK} }}",
    f"mutation {{ ... on Mutation {{ {ASK} }} }}",
    f"mutation {{ ... @include(if: true) {{ {ASK} }} }}",
    f"mutation A {{ {ASK} }} query B {{ viewer {{ userId }} }}",
    "{ nothing }",
    "{",
    "",
)


def test_before_sign_in_nothing_else_is_answered(service: Service, subtests: pytest.Subtests) -> None:
    for query in NOT_OPEN:
        for name in (None, "B", "unknown"):
            with subtests.test(query=query, name=name), service.statements() as ran:
                assert_not_signed_in(service.post({"query": query, "operationName": name}))
                assert ran == []
    assert mails(service) == []
    both = f"mutation A {{ {ASK} }} query B {{ viewer {{ userId }} }}"
    assert service.post({"query": both, "operationName": "A"}).data["requestCode"]["attempt"]
