"""App accounts of card readers (S15, S86): the portal issues one to an office, whose administrator registers it."""

import pytest

from models.rows import ActionRecord, CardApp, Performed
from tests.managing import faults, new_key
from tests.service import Answer, Service
from tests.signing_in import stored

DONE = "... on CardAppChanged { appId } ... on Refused { errors { code message path } }"
ISSUE = f"mutation Issue($input: IssueCardAppInput!) {{ issueCardApp(input: $input) {{ {DONE} }} }}"
REGISTER = f"mutation Register($input: CardAppInput!) {{ registerCardApp(input: $input) {{ {DONE} }} }}"
END = f"mutation End($input: CardAppInput!) {{ endCardApp(input: $input) {{ {DONE} }} }}"
APPS = "{ cardApps { appId issuedAt registeredAt endedAt } }"
TEST = "4400000011"
UNKNOWN = [("CARD_APP_UNKNOWN", ["input", "appId"])]
NOW = "2025-12-15T09:00:00+09:00"


def issue(service: Service, app_id: str = "reader-1", number: str = TEST, by: str = "portal") -> Answer:
    asked = {"idempotencyKey": new_key(), "appId": app_id, "officeNumber": number}
    return service.ask(by, ISSUE, input=asked)


def act(service: Service, query: str, app_id: str = "reader-1", by: str = "hachiro") -> Answer:
    return service.ask(by, query, input={"idempotencyKey": new_key(), "appId": app_id})


def test_an_app_account_is_issued_registered_and_ended(service: Service) -> None:
    assert issue(service).data == {"issueCardApp": {"appId": "reader-1"}}
    shown = {"appId": "reader-1", "issuedAt": NOW, "registeredAt": None, "endedAt": None}
    assert service.ask("hachiro", APPS).data == {"cardApps": [shown]}
    assert act(service, REGISTER).data == {"registerCardApp": {"appId": "reader-1"}}
    assert service.ask("hachiro", APPS).data == {"cardApps": [{**shown, "registeredAt": NOW}]}
    assert act(service, END).data == {"endCardApp": {"appId": "reader-1"}}
    assert service.ask("hachiro", APPS).data == {"cardApps": [{**shown, "registeredAt": NOW, "endedAt": NOW}]}
    # it never comes back
    before = stored(service, CardApp, Performed, ActionRecord)
    assert faults(act(service, REGISTER)) == UNKNOWN
    assert faults(issue(service)) == [("APP_ID_TAKEN", ["input", "appId"])]
    assert stored(service, CardApp, Performed, ActionRecord) == before


def test_it_is_registered_once(service: Service) -> None:
    issue(service)
    act(service, REGISTER)
    before = stored(service, CardApp, Performed, ActionRecord)
    assert faults(act(service, REGISTER)) == [("CARD_APP_REGISTERED", ["input", "appId"])]
    assert stored(service, CardApp, Performed, ActionRecord) == before


@pytest.mark.parametrize("query", [REGISTER, END])
@pytest.mark.parametrize("app_id", ["reader-1", "reader-2", "\0"])
def test_another_offices_app_account_is_not_there(service: Service, query: str, app_id: str) -> None:
    issue(service)
    service.token("multi-manager")
    before = stored(service, CardApp, Performed, ActionRecord)
    assert faults(act(service, query, app_id, "multi-manager")) == UNKNOWN
    assert stored(service, CardApp, Performed, ActionRecord) == before
    assert service.ask("multi-manager", APPS).data == {"cardApps": []}


@pytest.mark.parametrize(
    ("app_id", "number", "expected"),
    [
        ("abc", TEST, [("APP_ID_WRONG", ["input", "appId"])]),
        ("リーダー", TEST, [("APP_ID_WRONG", ["input", "appId"])]),
        ("x" * 65, "0", [("APP_ID_WRONG", ["input", "appId"]), ("OFFICE_UNKNOWN", ["input", "officeNumber"])]),
    ],
)
def test_what_cannot_be_issued(
    service: Service, app_id: str, number: str, expected: list[tuple[str, list[str]]]
) -> None:
    service.token("portal")
    before = stored(service, CardApp, Performed, ActionRecord)
    assert faults(issue(service, app_id, number)) == expected
    assert stored(service, CardApp, Performed, ActionRecord) == before


@pytest.mark.parametrize("by", ["office-user", "nurse", "municipal", "portal", "billing-system"])
def test_only_administrators_register_and_see_them(service: Service, by: str) -> None:
    issue(service)
    service.token(by)
    before = stored(service, CardApp, Performed)
    assert act(service, REGISTER, by=by).codes == ["FORBIDDEN"]
    assert act(service, END, by=by).codes == ["FORBIDDEN"]
    assert service.ask(by, APPS).data == {"cardApps": []}
    assert stored(service, CardApp, Performed) == before


@pytest.mark.parametrize("by", ["hachiro", "office-user", "billing-system"])
def test_only_the_portal_issues(service: Service, by: str) -> None:
    service.token(by)
    before = stored(service, CardApp, Performed)
    assert issue(service, by=by).codes == ["FORBIDDEN"]
    assert stored(service, CardApp, Performed) == before
