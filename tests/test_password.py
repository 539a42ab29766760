"""One's own password (guide p.9 ⑥, S13): the rule with every violation named, and the first password."""

import datetime

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import Guess, Session, Staff
from permissions.credentials import hash_password
from seed.accounts import DEMO_PASSWORD
from tests.service import Answer, Service
from tests.signing_in import (
    SECOND,
    SIGN_OUT,
    WHO,
    WRONG_PASSWORD,
    assert_not_signed_in,
    assert_refused,
    change,
    request_code,
    sign_in,
    signed_in,
    start,
    stored,
    who,
)

CHANGE = """
mutation Change($current: String!, $new: String!) {
  changePassword(input: {currentPassword: $current, newPassword: $new}) {
    ... on PasswordChanged { changed }
    ... on Refused { errors { code message path } }
  }
}
"""
NEW = "Sumire-2026-haru"
LIST = "{ beneficiaries(first: 1) { edges { node { name } } } }"

FAULTS = {
    "Ab1-Ab1": ["TOO_SHORT"],
    "abcdefg1": ["TOO_FEW_KINDS"],
    "ABCDEFG-": ["TOO_FEW_KINDS"],
    "Sumire 2026": ["SIGN_NOT_ALLOWED"],
    'Sumire"2026': ["SIGN_NOT_ALLOWED"],
    "Sumire'2026": ["SIGN_NOT_ALLOWED"],
    "Sumire<2026": ["SIGN_NOT_ALLOWED"],
    "Sumire>2026": ["SIGN_NOT_ALLOWED"],
    "Sumire\\2026": ["SIGN_NOT_ALLOWED"],
    "Sumire]2026": ["SIGN_NOT_ALLOWED"],
    "Sumire２026": ["SIGN_NOT_ALLOWED"],
    "すみれSumire2026": ["SIGN_NOT_ALLOWED"],
    "Aa1" * 43: ["TOO_LONG"],
    "P@ssw0rd!": ["COMMON"],
    "p@SSW0RD!": ["COMMON"],
    DEMO_PASSWORD: ["COMMON", "UNCHANGED"],
    "": ["TOO_SHORT", "TOO_FEW_KINDS"],
    "あ": ["TOO_SHORT", "TOO_FEW_KINDS", "SIGN_NOT_ALLOWED"],
}
ALLOWED = (
    "Abcdefg1",
    "abcdef1-",
    "ABCDEF1-",
    "Abcdefg-",
    "Aa1" * 42 + "bc",
    *(f"Sumire{sign}x" for sign in "!#$%&()*+,-./:;=?@[^_`{|}~"),
)


def change_password(service: Service, token: str, new: str, current: str = DEMO_PASSWORD) -> Answer:
    body = {"query": CHANGE, "variables": {"current": current, "new": new}}
    return service.post(body, {"Authorization": f"Bearer {token}"})


def hashes(service: Service) -> list[object]:
    with service.rows() as rows:
        return list(rows.execute(select(col(Staff.password_hash)).order_by(col(Staff.key))).scalars())


def test_every_violation_is_named(service: Service, subtests: pytest.Subtests) -> None:
    token, before = service.token("hachiro"), hashes(service)
    for new, codes in FAULTS.items():
        with subtests.test(new=new[:20]):
            errors = change_password(service, token, new).data["changePassword"]["errors"]
            assert [error["code"] for error in errors] == codes
            assert {tuple(error["path"]) for error in errors} == {("input", "newPassword")}
            assert all(error["message"].endswith("。") for error in errors)
    assert hashes(service) == before


def test_what_the_rule_allows(service: Service, subtests: pytest.Subtests) -> None:
    token, current = service.token("hachiro"), DEMO_PASSWORD
    for new in ALLOWED[:4] + ALLOWED[4:6]:
        with subtests.test(new=new[:20]):
            assert change_password(service, token, new, current).data["changePassword"] == {"changed": True}
            current = new


def test_a_changed_password_is_the_only_one_and_ends_the_other_sessions(service: Service) -> None:
    here, elsewhere = signed_in(service), signed_in(service)
    assert change_password(service, here, NEW).data["changePassword"] == {"changed": True}
    assert who(service, here).data == {"viewer": {"userId": "hachiro"}}
    assert_not_signed_in(who(service, elsewhere))
    assert_refused(start(service), WRONG_PASSWORD)
    assert signed_in(service, password=NEW)


def test_the_current_password_is_asked_for_and_guesses_are_counted(service: Service) -> None:
    token, before = service.token("hachiro"), hashes(service)
    for _ in range(5):
        assert_refused(change_password(service, token, NEW, "wrong"), "今のパスワードが正しくありません。")
    answer = change_password(service, token, NEW)
    assert answer.codes == ["TOO_MANY_GUESSES"]
    assert hashes(service) == before
    service.clock.instant += SECOND
    assert change_password(service, token, NEW).data["changePassword"] == {"changed": True}


def test_a_first_password_opens_nothing_but_its_change(service: Service) -> None:
    change(service, "nurse", first_password=True, first_until=service.clock.instant + datetime.timedelta(hours=72))
    found = sign_in(service, *request_code(service, "nurse")).data["signIn"]
    assert found["passwordChangeRequired"] is True
    token = {"Authorization": f"Bearer {found['token']}"}
    for query in (
        WHO,
        LIST,
        "{ __typename }",
        "{ nothing }",
        "mutation { a: signOut { signedOut } b: signOut { signedOut } }",
    ):
        answer = service.post({"query": query}, token)
        assert (answer.status, answer.codes) == (403, ["PASSWORD_CHANGE_REQUIRED"])
        assert "data" not in answer.body
    assert change_password(service, found["token"], NEW).data["changePassword"] == {"changed": True}
    assert service.post({"query": WHO}, token).data == {"viewer": {"userId": "nurse"}}
    assert service.post({"query": SIGN_OUT}, token).data == {"signOut": {"signedOut": True}}


def test_a_first_password_is_good_for_three_days(service: Service) -> None:
    end = service.clock.instant + datetime.timedelta(hours=72)
    change(service, "nurse", first_password=True, first_until=end, password_hash=hash_password("Hajimete-1"))
    service.clock.instant = end - SECOND
    assert start(service, "nurse", "Hajimete-1").data["startSignIn"]["attempt"]
    for instant in (end, end + SECOND):
        service.clock.instant = instant
        assert_refused(start(service, "nurse", "Hajimete-1"), WRONG_PASSWORD)


def test_nobody_changes_a_password_without_a_session(service: Service) -> None:
    before = hashes(service)
    assert_not_signed_in(service.ask(None, CHANGE, current=DEMO_PASSWORD, new=NEW))
    assert hashes(service) == before
    assert stored(service, Guess, Session) == []
