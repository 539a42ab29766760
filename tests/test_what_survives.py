"""What does not survive a change of password or of address, and what is on record of signing in (A4, A10, L2)."""

import datetime
import json

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import ActionRecord
from seed.accounts import DEMO_PASSWORD
from tests.managing import CHANGED, account, faults, new_key, on_account
from tests.service import Answer, Service
from tests.signing_in import (
    SIGN_OUT,
    change,
    request_code,
    send,
    sign_in,
    signed_in,
    start,
    who,
)

pytestmark = pytest.mark.both

CHANGE = """
mutation Change($current: String!, $new: String!) {
  changePassword(input: {currentPassword: $current, newPassword: $new}) {
    ... on PasswordChanged { changed }
    ... on Refused { errors { code path } }
  }
}
"""
UPDATE = f"mutation Update($input: UpdateAccountInput!) {{ updateAccount(input: $input) {{ {CHANGED} }} }}"
SUSPEND_TWO = f"""
mutation Two($ours: AccountInput!, $kind: ChangeAccountKindInput!) {{
  ours: suspendAccount(input: $ours) {{ {CHANGED} }}
  theirs: changeAccountKind(input: $kind) {{ {CHANGED} }}
}}
"""
NEW, NEWER = "Harbour-Kite-71", "Lantern-Reed-38"
MINUTE = datetime.timedelta(minutes=1)


def change_password(service: Service, user: str, current: str, new: str) -> Answer:
    return service.ask(user, CHANGE, current=current, new=new)


def record(service: Service) -> list[tuple[str, str]]:
    """What was done, and how it ended."""
    with service.rows() as rows:
        found = select(col(ActionRecord.action), col(ActionRecord.outcome)).order_by(col(ActionRecord.key))
        return [(action, outcome) for action, outcome in rows.execute(found)]


def test_a_half_done_sign_in_ends_with_the_password(service: Service) -> None:
    # given two half-done sign-ins, one with its code and one without
    half = request_code(service, "nurse")
    without = start(service, "nurse").data["startSignIn"]["attempt"]
    # when the password is changed
    assert change_password(service, "nurse", DEMO_PASSWORD, NEW).data["changePassword"] == {"changed": True}
    # then neither opens a session any more
    assert sign_in(service, *half).codes == ["SIGN_IN_REFUSED"]
    assert send(service, without).codes == ["SIGN_IN_REFUSED"]
    assert account(service, "nurse")["former_hash"] is not None


def test_a_code_on_its_way_to_an_old_address_opens_nothing(service: Service) -> None:
    half = request_code(service, "nurse")
    asked = {"idempotencyKey": new_key(), "userId": "nurse", "mail": "new@kaigo.example"}
    assert service.ask("hachiro", UPDATE, input=asked).data["updateAccount"]["userId"] == "nurse"
    assert sign_in(service, *half).codes == ["SIGN_IN_REFUSED"]


def test_the_password_before_does_not_come_back(service: Service) -> None:
    assert change_password(service, "nurse", DEMO_PASSWORD, NEW).data["changePassword"] == {"changed": True}
    refused = change_password(service, "nurse", NEW, DEMO_PASSWORD).data["changePassword"]
    assert refused == {
        "errors": [
            {"code": "COMMON", "path": ["input", "newPassword"]},
            {"code": "UNCHANGED", "path": ["input", "newPassword"]},
        ]
    }
    assert change_password(service, "nurse", NEW, NEWER).data["changePassword"] == {"changed": True}


def test_a_first_password_that_is_over_opens_nothing_even_half_way(service: Service) -> None:
    now = service.clock.instant
    change(service, "nurse", first_password=True, first_until=now + MINUTE)
    half = request_code(service, "nurse")
    service.clock.instant = now + MINUTE
    assert sign_in(service, *half).codes == ["SIGN_IN_REFUSED"]


def test_no_code_is_sent_to_an_attempt_that_is_dead(service: Service) -> None:
    attempt, code = request_code(service, "nurse")
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert sign_in(service, attempt, wrong).codes == ["SIGN_IN_REFUSED"]
    service.clock.instant += MINUTE
    assert send(service, attempt).codes == ["SIGN_IN_REFUSED"]


def test_signing_in_and_out_is_on_record(service: Service) -> None:
    start(service, "nurse", "wrong")
    start(service, "nobody-has-this", "wrong")
    attempt, code = request_code(service, "nurse")
    sign_in(service, attempt, "000000" if code != "000000" else "111111")
    token = sign_in(service, attempt, code).data["signIn"]["token"]
    service.post({"query": SIGN_OUT}, {"Authorization": f"Bearer {token}"})
    assert record(service) == [
        ("startSignIn", "SIGN_IN_REFUSED"),
        ("startSignIn", "SIGN_IN_REFUSED"),
        ("signIn", "SIGN_IN_REFUSED"),
        ("signIn", "DONE"),
        ("signOut", "DONE"),
    ]
    with service.rows() as rows:
        staff = rows.scalars(select(col(ActionRecord.staff_key)).order_by(col(ActionRecord.key))).all()
    nurse = account(service, "nurse")["key"]
    assert staff == [nurse, None, nurse, nurse, nurse]


def test_a_refusal_does_not_take_back_what_was_done_beside_it(service: Service) -> None:
    token = signed_in(service, "nurse")
    ours = {"idempotencyKey": new_key(), "userId": "nurse"}
    theirs = {"idempotencyKey": new_key(), "userId": "clerk", "kind": "ADMINISTRATOR"}
    answer = service.ask("hachiro", SUSPEND_TWO, ours=ours, kind=theirs)
    assert answer.codes == ["FORBIDDEN"]
    assert answer.body["data"] == {
        "ours": {"userId": "nurse", "kind": "GENERAL_USER", "suspended": True},
        "theirs": None,
    }
    assert who(service, token).codes == ["UNAUTHENTICATED"]


def test_a_program_has_no_password_to_change(service: Service) -> None:
    before = account(service, "billing-system")
    assert change_password(service, "billing-system", DEMO_PASSWORD, NEW).codes == ["FORBIDDEN"]
    assert account(service, "billing-system") == before


def test_an_address_names_one_reader_alone(service: Service) -> None:
    before = account(service, "nurse")
    for mail in ("a,b@x.jp", "=?utf-8?q?evil=40x.com=2C_b?=@x.jp", "a;b@x.jp", "a:b,c;d@x.jp", "a b@x.jp", '"a"@x.jp'):
        asked = {"idempotencyKey": new_key(), "userId": "nurse", "mail": mail}
        assert faults(service.ask("hachiro", UPDATE, input=asked)) == [("MAIL_WRONG", ["input", "mail"])]
    assert account(service, "nurse") == before


def test_the_record_knows_an_account_by_its_key(service: Service) -> None:
    on_account(service, "hachiro", "suspendAccount", "nurse")
    with service.rows() as rows:
        subjects = rows.scalars(select(col(ActionRecord.subjects))).one()
    assert json.loads(subjects) == [f"staff:{account(service, 'nurse')['key']}"]
