"""App accounts of card readers (S15, S86): the portal issues one to an office, whose administrator registers it."""

import pytest

from models.rows import ActionRecord, CardApp, Performed, Staff
from permissions.credentials import digest
from tests.managing import faults, new_key
from tests.service import Answer, Service
from tests.signing_in import stored
from tests.test_accounts import create

DONE = "... on CardAppChanged { appId } ... on Refused { errors { code message path } }"
ISSUE = f"mutation Issue($input: IssueCardAppInput!) {{ issueCardApp(input: $input) {{ {DONE} }} }}"
REGISTER = f"mutation Register($input: CardAppInput!) {{ registerCardApp(input: $input) {{ {DONE} }} }}"
END = f"mutation End($input: CardAppInput!) {{ endCardApp(input: $input) {{ {DONE} }} }}"
APPS = "{ cardApps { appId issuedAt registeredAt endedAt } }"
TEST = "4400000011"
UNKNOWN = [("CARD_APP_UNKNOWN", ["input", "appId"])]
NOW = "2025-12-15T09:00:00+09:00"
SECRET = "a-secret-between-portal-and-office"
DEMO = {
    "appId": "demo-reader",
    "issuedAt": "2025-11-03T10:00:00+09:00",
    "registeredAt": "2025-11-04T10:00:00+09:00",
    "endedAt": None,
}
NUMBERS = {"hachiro": TEST, "multi-manager": "4490100015"}
"""The offices of two administrators."""
TOUCHED = (CardApp, Staff, Performed)


def issue(service: Service, app_id: str = "reader-1", number: str = TEST, by: str = "portal", **changed: str) -> Answer:
    asked = {"idempotencyKey": new_key(), "appId": app_id, "officeNumber": number}
    return service.ask(by, ISSUE, input={**asked, "secretSha256": digest(SECRET), **changed})


def issue_and_register(service: Service, app_id: str = "reader-1", by: str = "hachiro") -> None:
    """An app that can get in, of this administrator's office."""
    issue(service, app_id, NUMBERS[by])
    assert act(service, REGISTER, app_id, by).data == {"registerCardApp": {"appId": app_id}}


def act(service: Service, query: str, app_id: str = "reader-1", by: str = "hachiro") -> Answer:
    return service.ask(by, query, input={"idempotencyKey": new_key(), "appId": app_id})


def test_an_app_account_is_issued_registered_and_ended(service: Service) -> None:
    assert issue(service).data == {"issueCardApp": {"appId": "reader-1"}}
    shown = {"appId": "reader-1", "issuedAt": NOW, "registeredAt": None, "endedAt": None}
    assert service.ask("hachiro", APPS).data == {"cardApps": [DEMO, shown]}
    assert act(service, REGISTER).data == {"registerCardApp": {"appId": "reader-1"}}
    assert service.ask("hachiro", APPS).data == {"cardApps": [DEMO, {**shown, "registeredAt": NOW}]}
    assert act(service, END).data == {"endCardApp": {"appId": "reader-1"}}
    assert service.ask("hachiro", APPS).data == {"cardApps": [DEMO, {**shown, "registeredAt": NOW, "endedAt": NOW}]}
    # it never comes back
    before = stored(service, *TOUCHED, ActionRecord)
    assert faults(act(service, REGISTER)) == UNKNOWN
    assert faults(issue(service)) == [("APP_ID_TAKEN", ["input", "appId"])]
    assert stored(service, *TOUCHED, ActionRecord) == before


def test_it_is_registered_once(service: Service) -> None:
    issue(service)
    act(service, REGISTER)
    before = stored(service, *TOUCHED, ActionRecord)
    assert faults(act(service, REGISTER)) == [("CARD_APP_REGISTERED", ["input", "appId"])]
    assert stored(service, *TOUCHED, ActionRecord) == before


@pytest.mark.parametrize("query", [REGISTER, END])
@pytest.mark.parametrize("app_id", ["reader-1", "reader-2", "\0"])
def test_another_offices_app_account_is_not_there(service: Service, query: str, app_id: str) -> None:
    issue(service)
    service.token("multi-manager")
    before = stored(service, *TOUCHED, ActionRecord)
    assert faults(act(service, query, app_id, "multi-manager")) == UNKNOWN
    assert stored(service, *TOUCHED, ActionRecord) == before
    assert service.ask("multi-manager", APPS).data == {"cardApps": []}


@pytest.mark.parametrize(
    ("app_id", "number", "expected"),
    [
        ("abc", TEST, [("APP_ID_WRONG", ["input", "appId"])]),
        ("リーダー", TEST, [("APP_ID_WRONG", ["input", "appId"])]),
        ("x" * 65, "0", [("APP_ID_WRONG", ["input", "appId"]), ("OFFICE_UNKNOWN", ["input", "officeNumber"])]),
        ("demo-reader", TEST, [("APP_ID_TAKEN", ["input", "appId"])]),
        ("hachiro", TEST, [("APP_ID_TAKEN", ["input", "appId"])]),
    ],
)
def test_what_cannot_be_issued(
    service: Service, app_id: str, number: str, expected: list[tuple[str, list[str]]]
) -> None:
    service.token("portal")
    before = stored(service, *TOUCHED, ActionRecord)
    assert faults(issue(service, app_id, number)) == expected
    assert stored(service, *TOUCHED, ActionRecord) == before


@pytest.mark.parametrize("by", ["office-user", "nurse", "municipal", "portal", "billing-system"])
def test_only_administrators_register_and_see_them(service: Service, by: str) -> None:
    issue(service)
    service.token(by)
    before = stored(service, *TOUCHED)
    assert act(service, REGISTER, by=by).codes == ["FORBIDDEN"]
    assert act(service, END, by=by).codes == ["FORBIDDEN"]
    assert service.ask(by, APPS).data == {"cardApps": []}
    assert stored(service, *TOUCHED) == before


@pytest.mark.parametrize("by", ["hachiro", "office-user", "billing-system"])
def test_only_the_portal_issues(service: Service, by: str) -> None:
    service.token(by)
    before = stored(service, *TOUCHED)
    assert issue(service, by=by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before


@pytest.mark.parametrize("told", ["", SECRET, "a" * 63, "A" * 64])
def test_a_hash_that_is_none_is_not_issued(service: Service, told: str) -> None:
    service.token("portal")
    before = stored(service, *TOUCHED, ActionRecord)
    assert faults(issue(service, secretSha256=told)) == [("SECRET_HASH_WRONG", ["input", "secretSha256"])]
    assert stored(service, *TOUCHED, ActionRecord) == before


def test_an_app_whose_name_an_account_has_taken_meanwhile_is_not_registered(service: Service) -> None:
    issue(service, "new.nurse-1")
    assert create(service).data["createGeneralUser"]["userId"] == "new.nurse-1"
    before = stored(service, *TOUCHED, ActionRecord)
    assert faults(act(service, REGISTER, "new.nurse-1")) == [("APP_ID_TAKEN", ["input", "appId"])]
    assert stored(service, *TOUCHED, ActionRecord) == before
