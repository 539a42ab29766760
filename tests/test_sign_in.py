"""Sign-in (guide p.8-9; S10-S14): password, one-time code, session; and that before it nothing else is answered."""

import datetime

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select

from models.row import col
from models.rows import Message, Session, SignInAttempt, Staff
from permissions import credentials
from seed.accounts import DEMO_PASSWORD
from tests.service import Service
from tests.signing_in import (
    OVER,
    SECOND,
    SIGN_OUT,
    WRONG_CODE,
    WRONG_PASSWORD,
    assert_not_signed_in,
    assert_refused,
    change,
    content,
    messages,
    request_code,
    send,
    sign_in,
    start,
    stored,
    who,
)


def test_the_whole_way_in_and_out(service: Service) -> None:
    asked = start(service).data["startSignIn"]
    assert asked["destinations"] == [
        {"channel": "MAIL", "channelLabel": "メール", "sentTo": "h***@kaigo.example"},
        {"channel": "SMS", "channelLabel": "ショートメッセージ（SMS）", "sentTo": "090-****-1001"},
    ]
    assert messages(service) == []  # nothing leaves before somebody has chosen

    attempt, code = request_code(service)
    [mail] = messages(service, "eml")
    assert content(mail).startswith(f"確認コード: {code}\n\n10分以内に入力してください。\n")
    session = sign_in(service, attempt, code).data["signIn"]
    assert (session["expiresAt"], session["passwordChangeRequired"]) == ("2025-12-15T21:00:00+09:00", False)
    assert who(service, session["token"]).data == {"viewer": {"userId": "hachiro"}}

    headers = {"Authorization": f"Bearer {session['token']}"}
    assert service.post({"query": SIGN_OUT}, headers).data == {"signOut": {"signedOut": True}}
    assert_not_signed_in(who(service, session["token"]))
    assert_not_signed_in(service.post({"query": SIGN_OUT}, headers))


def test_a_code_by_sms(service: Service) -> None:
    attempt, code = request_code(service, channel="SMS")
    [message] = messages(service)
    assert (message.suffix, content(message)) == (".sms", f"確認コード: {code} 10分以内に入力してください。\n")
    assert sign_in(service, attempt, code).data["signIn"]["token"]


def test_without_a_telephone_there_is_no_sms(service: Service) -> None:
    change(service, "nurse", phone=None)
    asked = start(service, "nurse").data["startSignIn"]
    assert [found["channel"] for found in asked["destinations"]] == ["MAIL"]
    assert_refused(send(service, asked["attempt"], "SMS"), OVER)
    assert stored(service, Message) == []


@pytest.mark.parametrize(
    ("user", "entry"),
    [("hachiro", "STAFF"), ("nurse", "STAFF"), ("office-user", "OFFICE_USER"), ("board-member", "REVIEW_BOARD")],
)
def test_an_account_gets_in_by_its_own_entry_only(service: Service, user: str, entry: str) -> None:
    for tried in ("OFFICE_USER", "STAFF", "REVIEW_BOARD"):
        answer = start(service, user, entry=tried)
        if tried == entry:
            assert answer.data["startSignIn"]["attempt"]
        else:
            assert_refused(answer, WRONG_PASSWORD)
    assert len(stored(service, SignInAttempt)) == 1


def test_a_code_is_sent_three_times_half_a_minute_apart(service: Service) -> None:
    attempt, first = request_code(service)
    service.clock.instant += 29 * SECOND
    assert_refused(
        send(service, attempt),
        "確認コードは送付したばかりです。30秒待ってからもう一度お試しください。",
        "CODE_TOO_SOON",
    )
    for _ in range(2):
        service.clock.instant += 30 * SECOND
        assert send(service, attempt).data["sendCode"] == {"sentTo": "h***@kaigo.example"}
    service.clock.instant += 30 * SECOND
    assert_refused(send(service, attempt), OVER)
    codes = [content(message)[7:13] for message in messages(service)]
    assert (len(codes), codes[0]) == (3, first)
    # the earlier codes no longer count
    for earlier in set(codes[:2]) - {codes[2]}:
        assert_refused(sign_in(service, attempt, earlier), WRONG_CODE)
    assert sign_in(service, attempt, codes[2]).data["signIn"]["token"]


def test_secrets_are_stored_as_hashes_only(service: Service) -> None:
    attempt, code = request_code(service)
    token = sign_in(service, attempt, code).data["signIn"]["token"]
    assert len(token) == len(attempt) == 43  # 256 bits in base 64
    messages(service)
    texts = [str(value) for row in stored(service, SignInAttempt, Session, Staff, Message) for value in row]
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
    tried = [(user, DEMO_PASSWORD) for user in ("nobody", "hachiro\0", "HACHIRO", "suspended", "office-user")]
    tried += [("hachiro", "wrong"), ("suspended", "wrong")]
    before = stored(service, SignInAttempt, Session)
    answers, work = set(), []
    for user, password in tried:
        hasher = CountingHasher()
        monkeypatch.setattr(credentials, "HASHER", hasher)
        with service.statements() as ran:
            answer = start(service, user, password)
        assert_refused(answer, WRONG_PASSWORD)
        answers.add(answer.content)
        work.append((ran, hasher.verified))
    assert len(answers) == 1
    assert work == [work[0]] * len(tried)
    assert (len(work[0][0]), len(work[0][1])) == (5, 1)  # counted in three, the account read, the refusal recorded
    assert stored(service, SignInAttempt, Session) == before
    assert stored(service, Message) == []


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
    for user, instant, good in (("nurse", end - SECOND, True), ("clerk", end, False), ("hachiro", end + SECOND, False)):
        service.clock.instant = asked
        attempt, code = request_code(service, user)
        service.clock.instant = instant
        answer = sign_in(service, attempt, code)
        assert (answer.body["data"]["signIn"] is not None) is good
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
