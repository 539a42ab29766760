"""Managing accounts (guide p.7, S01-S05): who changes, suspends and resets whom, and what follows at once."""

import re

import pytest

from models.rows import ActionRecord
from seed.accounts import DEMO_PASSWORD
from tests.managing import CHANGED, TOUCHED, account, faults, new_key, on_account
from tests.service import Answer, Service
from tests.signing_in import SECOND, WHO, content, messages, request_code, sign_in, start, stored

UPDATE = f"mutation Update($input: UpdateAccountInput!) {{ updateAccount(input: $input) {{ {CHANGED} }} }}"
KIND = f"mutation Kind($input: ChangeAccountKindInput!) {{ changeAccountKind(input: $input) {{ {CHANGED} }} }}"
ACCOUNTS = """
query Accounts($after: String) {
  accounts(after: $after) {
    userId name kind kindLabel mail phone suspended firstUntil
    posts { service serviceLabel occupation occupationLabel }
  }
}
"""
UNKNOWN = [("ACCOUNT_UNKNOWN", ["input", "userId"])]
OWN_GENERAL = ["care-manager", "care-worker", "clerk", "nurse", "office-manager", "suspended"]


def update(service: Service, by: str | None, user_id: str, **changes: object) -> Answer:
    return service.ask(by, UPDATE, input={"idempotencyKey": new_key(), "userId": user_id, **changes})


def change_kind(service: Service, by: str, user_id: str, kind: str) -> Answer:
    return service.ask(by, KIND, input={"idempotencyKey": new_key(), "userId": user_id, "kind": kind})


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        ("hachiro", OWN_GENERAL),
        ("office-user", sorted([*OWN_GENERAL, "hachiro"])),
        ("municipal", ["board-member"]),
        ("nurse", []),
        ("board-member", []),
        ("partner", []),
        ("billing-system", []),
    ],
)
def test_everybody_sees_the_accounts_they_manage(service: Service, by: str, seen: list[str]) -> None:
    assert [each["userId"] for each in service.ask(by, ACCOUNTS).data["accounts"]] == seen


def test_an_account_as_its_administrator_sees_it(service: Service) -> None:
    nurse = service.ask("hachiro", ACCOUNTS, after="clerk").data["accounts"][0]
    assert nurse == {
        "userId": "nurse",
        "name": "看護 みどり",
        "kind": "GENERAL_USER",
        "kindLabel": "一般ユーザ",
        "mail": "nurse@kaigo.example",
        "phone": "090-0000-1004",
        "suspended": False,
        "firstUntil": None,
        "posts": [
            {
                "service": "HOME_NURSING",
                "serviceLabel": "訪問看護",
                "occupation": "NURSE",
                "occupationLabel": "看護職員",
            }
        ],
    }


def test_a_suspended_account_is_out_at_once_and_comes_back_only_by_signing_in(service: Service) -> None:
    # given a nurse who is signed in, and another sign-in half done
    assert service.ask("nurse", WHO).data
    half = request_code(service, "nurse")
    # when the administrator suspends the account
    answer = on_account(service, "hachiro", "suspendAccount", "nurse")
    assert answer.data == {"suspendAccount": {"userId": "nurse", "kind": "GENERAL_USER", "suspended": True}}
    # then nothing that was open works, now and when it is resumed
    assert service.ask("nurse", WHO).codes == ["UNAUTHENTICATED"]
    assert start(service, "nurse").codes == ["SIGN_IN_REFUSED"]
    assert on_account(service, "hachiro", "resumeAccount", "nurse").data["resumeAccount"]["suspended"] is False
    assert service.ask("nurse", WHO).codes == ["UNAUTHENTICATED"]
    assert sign_in(service, *half).codes == ["SIGN_IN_REFUSED"]
    assert sign_in(service, *request_code(service, "nurse")).data["signIn"]["token"]


def test_a_reset_sends_a_new_first_password_to_the_owner_alone(service: Service) -> None:
    assert service.ask("nurse", WHO).data
    before = account(service, "nurse")["password_hash"]
    answer = on_account(service, "hachiro", "resetPassword", "nurse")
    # the administrator learns nothing of it
    assert answer.data == {"resetPassword": {"userId": "nurse", "kind": "GENERAL_USER", "suspended": False}}
    [mail] = messages(service)
    [password] = re.findall("初回パスワード: (.+)", content(mail))
    assert "To: nurse@kaigo.example" in mail.read_text()
    assert password not in answer.content.decode()
    # the old password and what was open are over; the new one opens its own change
    assert account(service, "nurse")["password_hash"] != before
    assert service.ask("nurse", WHO).codes == ["UNAUTHENTICATED"]
    assert start(service, "nurse", DEMO_PASSWORD).codes == ["SIGN_IN_REFUSED"]
    assert sign_in(service, *request_code(service, "nurse", password)).data["signIn"]["passwordChangeRequired"] is True


def test_a_lock_out_is_lifted(service: Service) -> None:
    # given ten wrong passwords
    for _ in range(10):
        service.clock.instant += 3_600 * SECOND
        start(service, "nurse", "wrong")
    assert start(service, "nurse").codes == ["TOO_MANY_GUESSES"]
    # when the administrator lifts it
    assert on_account(service, "hachiro", "liftLockout", "nurse").data["liftLockout"]["userId"] == "nurse"
    # then the right password works
    assert start(service, "nurse").data["startSignIn"]["attempt"]


def test_name_addresses_and_posts_are_changed(service: Service) -> None:
    posts = [{"service": "DAY_CARE", "occupation": "NURSE"}, {"service": "HOME_HELP", "occupation": "CARE_WORKER"}]
    changes = {"name": "看護 かえで", "mail": "new@kaigo.example", "phone": "", "posts": posts}
    assert update(service, "hachiro", "nurse", **changes).data["updateAccount"]["userId"] == "nurse"
    found = account(service, "nurse")
    assert (found["name"], found["mail"], found["phone"]) == ("看護 かえで", "new@kaigo.example", None)
    assert found["posts"] == [("DAY_CARE", "NURSE"), ("HOME_HELP", "CARE_WORKER")]
    # the old address is told, so that nobody takes an account over unseen
    [mail] = messages(service)
    assert "To: nurse@kaigo.example" in mail.read_text()
    assert content(mail).startswith("nurse のメールアドレスが変更されました。")


def test_what_is_left_out_stays(service: Service) -> None:
    before = account(service, "nurse")
    assert update(service, "hachiro", "nurse").data["updateAccount"]["userId"] == "nurse"
    assert account(service, "nurse") == before
    assert messages(service) == []


def test_new_posts_count_at_the_next_request(service: Service) -> None:
    menu = "{ viewer { menu { actions } } }"
    assert service.ask("clerk", menu).data["viewer"]["menu"]["actions"] != []
    update(service, "hachiro", "clerk", posts=[])
    assert service.ask("clerk", menu).data["viewer"]["menu"]["actions"] == []


def test_everything_wrong_with_changes_is_said_at_once(service: Service) -> None:
    service.token("hachiro")
    before = stored(service, *TOUCHED, ActionRecord)
    wrong = [{"service": "WELFARE_FACILITY", "occupation": "NURSE"}] * 2
    answer = update(service, "hachiro", "nurse", name=" ", mail="nobody", phone="12", posts=wrong)
    assert faults(answer) == [
        ("NAME_WRONG", ["input", "name"]),
        ("MAIL_WRONG", ["input", "mail"]),
        ("PHONE_WRONG", ["input", "phone"]),
        ("POST_TWICE", ["input", "posts"]),
        ("SERVICE_NOT_DESIGNATED", ["input", "posts", "0", "service"]),
        ("SERVICE_NOT_DESIGNATED", ["input", "posts", "1", "service"]),
    ]
    assert stored(service, *TOUCHED, ActionRecord) == before


def test_an_office_user_changes_kinds(service: Service) -> None:
    assert change_kind(service, "office-user", "nurse", "ADMINISTRATOR").data == {
        "changeAccountKind": {"userId": "nurse", "kind": "ADMINISTRATOR", "suspended": False}
    }
    assert [each["userId"] for each in service.ask("nurse", ACCOUNTS).data["accounts"]] == [
        name for name in OWN_GENERAL if name != "nurse"
    ]
    assert (
        change_kind(service, "office-user", "hachiro", "GENERAL_USER").data["changeAccountKind"]["kind"]
        == "GENERAL_USER"
    )
    assert service.ask("hachiro", ACCOUNTS).data == {"accounts": []}


@pytest.mark.parametrize("kind", ["OFFICE_USER", "PARTNER", "MUNICIPAL_STAFF", "BILLING_SYSTEM"])
def test_nobody_becomes_what_an_office_does_not_have(service: Service, kind: str) -> None:
    service.token("office-user")
    before = stored(service, *TOUCHED, ActionRecord)
    assert faults(change_kind(service, "office-user", "nurse", kind)) == [("KIND_WRONG", ["input", "kind"])]
    assert stored(service, *TOUCHED, ActionRecord) == before


@pytest.mark.parametrize(
    ("by", "user_id"),
    [
        ("hachiro", "hachiro"),
        ("hachiro", "office-user"),
        ("hachiro", "day-nurse"),
        ("hachiro", "partner"),
        ("hachiro", "board-member"),
        ("hachiro", "nobody-has-this"),
        ("hachiro", "\0"),
        ("multi-manager", "nurse"),
        ("office-user", "office-user"),
        ("office-user", "partner"),
        ("municipal", "municipal"),
        ("municipal", "nurse"),
    ],
)
@pytest.mark.parametrize("verb", ["suspendAccount", "resumeAccount", "resetPassword", "liftLockout", "updateAccount"])
def test_nobody_acts_on_another_office_nor_on_oneself(service: Service, by: str, user_id: str, verb: str) -> None:
    service.token(by)
    before = stored(service, *TOUCHED, ActionRecord)
    if verb == "updateAccount":
        answer = update(service, by, user_id, name="別の 名前")
    else:
        answer = on_account(service, by, verb, user_id)
    assert faults(answer) == UNKNOWN
    assert stored(service, *TOUCHED, ActionRecord) == before


@pytest.mark.parametrize("by", ["nurse", "partner", "board-member", "billing-system", "portal"])
@pytest.mark.parametrize("verb", ["suspendAccount", "resumeAccount", "resetPassword", "liftLockout"])
def test_who_manages_nobody_is_refused_and_recorded(service: Service, by: str, verb: str) -> None:
    service.token(by)
    before, records = stored(service, *TOUCHED), len(stored(service, ActionRecord))
    assert on_account(service, by, verb, "care-manager").codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
    assert len(stored(service, ActionRecord)) == records + 1


def test_only_the_office_user_changes_kinds(service: Service) -> None:
    for by in ("hachiro", "nurse", "municipal"):
        service.token(by)
        before = stored(service, *TOUCHED)
        assert change_kind(service, by, "care-manager", "ADMINISTRATOR").codes == ["FORBIDDEN"]
        assert stored(service, *TOUCHED) == before
