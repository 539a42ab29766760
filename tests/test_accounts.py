"""Accounts (guide p.7, S01-S03) - and with them how every action is done: guard, once, all or nothing, recorded."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import ActionRecord, Message, Performed, Staff, StaffOccupation
from permissions.passwords import KINDS
from tests.service import Answer, Service
from tests.signing_in import content, messages, request_code, sign_in, stored, waiting

CREATE = """
mutation Create($input: CreateAccountInput!) {
  createGeneralUser(input: $input) {
    ... on AccountCreated { userId kind }
    ... on Refused { errors { code message path } }
  }
}
"""
ADMINISTRATOR = CREATE.replace("createGeneralUser", "created: createAdministrator")
BOARD_MEMBER = CREATE.replace("createGeneralUser", "created: createBoardMember")
MUNICIPAL = CREATE.replace("createGeneralUser", "created: createMunicipalStaff")
GOOD = {
    "idempotencyKey": "create-0001",
    "userId": "new.nurse-1",
    "name": "新任 さくら",
    "mail": "new-nurse@kaigo.example",
    "phone": "090-0000-2001",
    "posts": [{"service": "HOME_NURSING", "occupation": "NURSE"}],
}
CREATED = {"createGeneralUser": {"userId": "new.nurse-1", "kind": "GENERAL_USER"}}
TOUCHED = (Staff, StaffOccupation, Performed, Message)


def create(service: Service, user: str | None = "hachiro", query: str = CREATE, **changed: object) -> Answer:
    return service.ask(user, query, input={**GOOD, **changed})


def codes(answer: Answer) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in answer.data["createGeneralUser"]["errors"]]


def actions(service: Service) -> list[tuple[object, ...]]:
    """Who has done what to whom, and how it ended."""
    with service.rows() as rows:
        record = (ActionRecord.staff_key, ActionRecord.action, ActionRecord.outcome, ActionRecord.subjects)
        found = select(*map(col, record)).order_by(col(ActionRecord.key))
        return [tuple(row) for row in rows.execute(found)]


def test_an_administrator_creates_a_general_user_who_gets_in(service: Service) -> None:
    # given an account that was created
    assert create(service).data == CREATED
    [mail] = messages(service)
    [password] = re.findall("初回パスワード: (.+)", content(mail))
    assert len(password) == 18
    assert all(set(password) & set(kind) for kind in KINDS[:3])
    # when its owner signs in with the password that only the mail knows
    token = sign_in(service, *request_code(service, "new.nurse-1", password)).data["signIn"]
    # then it must be changed first
    assert token["passwordChangeRequired"] is True
    with service.rows() as rows:
        staff = rows.execute(select(Staff).where(col(Staff.user_id) == "new.nurse-1")).scalar_one()
        assert (staff.office_key, staff.suspended, staff.bulk) == (1, False, False)
        assert password not in staff.password_hash
    key = staff.key
    assert actions(service) == [(1, "createGeneralUser", "DONE", f'["staff:{key}"]'), (key, "signIn", "DONE", "[]")]


@pytest.mark.parametrize(
    ("user", "query", "allowed"),
    [
        ("hachiro", CREATE, True),
        ("hachiro", ADMINISTRATOR, False),
        ("office-user", ADMINISTRATOR, True),
        ("office-user", CREATE, False),
        ("nurse", CREATE, False),
        ("nurse", ADMINISTRATOR, False),
        ("partner", CREATE, False),
        ("board-member", ADMINISTRATOR, False),
        ("municipal", CREATE, False),
        ("municipal", BOARD_MEMBER, True),
        ("municipal", MUNICIPAL, True),
        ("board-member", BOARD_MEMBER, False),
        ("hachiro", BOARD_MEMBER, False),
        ("office-user", MUNICIPAL, False),
    ],
)
def test_who_creates_whom(service: Service, user: str, query: str, allowed: bool) -> None:
    service.token(user)
    before = stored(service, *TOUCHED)
    posts: dict[str, object] = {} if user != "municipal" else {"posts": []}  # an insurer is designated for no service
    answer = create(service, user, query, **posts)
    if allowed:
        assert "errors" not in answer.body
        assert len(actions(service)) == 1
        return
    assert answer.codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
    [(_, _, outcome, subjects)] = actions(service)
    assert (outcome, subjects) == ("FORBIDDEN", "[]")


def test_nobody_creates_anything_without_a_session(service: Service) -> None:
    before = stored(service, *TOUCHED, ActionRecord)
    assert create(service, None).codes == ["UNAUTHENTICATED"]
    assert stored(service, *TOUCHED, ActionRecord) == before


def test_everything_that_is_wrong_is_said_at_once(service: Service) -> None:
    service.token("hachiro")
    before = stored(service, *TOUCHED, ActionRecord)
    wrong = [
        {"service": "DAY_CARE", "occupation": "NURSE"},
        {"service": "WELFARE_FACILITY", "occupation": "NURSE"},
        {"service": "DAY_CARE", "occupation": "NURSE"},
    ]
    answer = create(service, userId="Ab", name=" ", mail="nobody", phone="12", posts=wrong)
    assert codes(answer) == [
        ("USER_ID_WRONG", ["input", "userId"]),
        ("NAME_WRONG", ["input", "name"]),
        ("MAIL_WRONG", ["input", "mail"]),
        ("PHONE_WRONG", ["input", "phone"]),
        ("POST_TWICE", ["input", "posts"]),
        ("SERVICE_NOT_DESIGNATED", ["input", "posts", "1", "service"]),
    ]
    assert all(error["message"].endswith("。") for error in answer.data["createGeneralUser"]["errors"])
    assert stored(service, *TOUCHED, ActionRecord) == before


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space", "日本語のキーです"])
def test_a_key_that_is_none(service: Service, key: str) -> None:
    service.token("hachiro")
    before = stored(service, *TOUCHED)
    assert codes(create(service, idempotencyKey=key)) == [("IDEMPOTENCY_KEY_WRONG", ["input", "idempotencyKey"])]
    assert stored(service, *TOUCHED) == before


def test_the_same_key_gives_the_same_answer_and_does_nothing_again(service: Service) -> None:
    first = create(service)
    messages(service)
    before = stored(service, *TOUCHED, ActionRecord)
    for _ in range(3):
        assert create(service).content == first.content
    assert stored(service, *TOUCHED, ActionRecord) == before


def test_the_same_key_for_something_else_is_refused(service: Service) -> None:
    create(service)
    messages(service)
    before = stored(service, *TOUCHED, ActionRecord)
    answer = create(service, name="別の 名前")
    assert codes(answer) == [("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])]
    assert stored(service, *TOUCHED, ActionRecord) == before


def test_a_key_is_its_accounts_own(service: Service) -> None:
    create(service)
    other = create(service, "multi-manager", userId="other-1", posts=[])
    assert other.data["createGeneralUser"]["userId"] == "other-1"


def test_a_key_whose_input_was_wrong_can_be_used_again(service: Service) -> None:
    assert codes(create(service, mail="nobody")) == [("MAIL_WRONG", ["input", "mail"])]
    assert create(service).data == CREATED


def test_a_user_id_is_taken_once(service: Service) -> None:
    create(service)
    assert codes(create(service, idempotencyKey="create-0002")) == [("USER_ID_TAKEN", ["input", "userId"])]
    assert codes(create(service, idempotencyKey="create-0003", userId="nurse")) == [
        ("USER_ID_TAKEN", ["input", "userId"])
    ]


def test_a_storm_of_one_request_does_it_once(service: Service) -> None:
    service.token("hachiro")
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: create(service).content, range(16)))
    assert len(set(answers)) == 1
    assert json.loads(answers[0])["data"] == CREATED
    assert len(actions(service)) == 1
    assert (len(messages(service)), waiting(service)) == (1, 0)


def test_what_fails_half_way_leaves_nothing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.token("hachiro")
    before = stored(service, *TOUCHED, ActionRecord)

    def broken(*_: object) -> None:
        raise RuntimeError("the last step fails")

    monkeypatch.setattr("resolvers.performing._record", broken)
    assert create(service).codes == ["INTERNAL_SERVER_ERROR"]
    assert stored(service, *TOUCHED, ActionRecord) == before
    monkeypatch.undo()
    assert create(service).data == CREATED
