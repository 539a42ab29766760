"""GraphQL by GET (design: what tells of no person): an address is kept by browsers, proxies and their logs."""

import json
from typing import Any

import httpx2
import pytest

from graph.http.persisted import own_operations
from models.rows import ReadRecord
from tests.service import Service
from tests.signing_in import START, stored

TEXT = "query Text($no: Boolean = false) { consentText { version @skip(if: $no) } }"
MODERN = "application/graphql-response+json"
REFUSED = [
    "{ viewer { userId } }",
    "{ beneficiaries { totalCount } }",
    "{ consentText { version } viewer { userId } }",
    "{ ...Everything } fragment Everything on Query { consentText { version } }",
    "mutation { signOut { signedOut } }",
]
"""What tells of an account or a person, or changes something, or hides what it asks."""


def get(service: Service, by: str | None = "hachiro", **asked: str) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {service.token(by)}"} if by else {}
    return service.client.get("/graphql", params=asked, headers={**headers, "Accept": MODERN})


def told(response: httpx2.Response) -> tuple[int, Any]:
    answer = response.json()
    return response.status_code, [error["extensions"]["code"] for error in answer.get("errors", ())] or answer["data"]


def test_what_tells_of_nobody_is_answered(service: Service) -> None:
    assert told(get(service, query="{ __typename }")) == (200, {"__typename": "Query"})
    assert told(get(service, query=TEXT)) == (200, {"consentText": {"version": "2026-05"}})
    asked = {"query": TEXT, "operationName": "Text", "variables": json.dumps({"no": True})}
    assert told(get(service, **asked)) == (200, {"consentText": {}})
    answer = get(service, query="{ __typename }", extensions=json.dumps({"cost": True}))
    assert answer.json()["extensions"]["cost"]["statements"] == 1
    assert (answer.headers["cache-control"], answer.headers["vary"]) == ("no-store", "Accept")


@pytest.mark.parametrize("query", REFUSED)
def test_the_rest_goes_by_post(service: Service, query: str) -> None:
    before = stored(service, ReadRecord)
    answer = get(service, query=query)
    assert told(answer) == (405, ["METHOD_NOT_ALLOWED"])
    assert answer.headers["allow"] == "POST"
    assert "data" not in answer.json()
    assert stored(service, ReadRecord) == before
    assert service.ask("hachiro", "{ __typename }").data == {"__typename": "Query"}, "and the session goes on"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"query": "{ __typename }", "variables": "["},
        {"query": "{ __typename }", "variables": "[]"},
        {"query": "{ __typename }", "extensions": "1"},
    ],
)
def test_parameters_are_read_strictly(service: Service, asked: dict[str, str]) -> None:
    assert told(get(service, **asked)) == (400, ["BAD_REQUEST"])


def test_a_parameter_is_told_once(service: Service) -> None:
    headers = {"Authorization": f"Bearer {service.token('hachiro')}"}
    answer = service.client.get("/graphql?query=%7B__typename%7D&query=%7B__typename%7D", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (400, {"code": "BAD_REQUEST"})


def test_whoever_is_not_signed_in_learns_nothing(service: Service) -> None:
    for query in ("{ __typename }", "{ nothing }", "mutation { signOut { signedOut } }"):
        assert told(get(service, None, query=query)) == (401, ["UNAUTHENTICATED"])
    variables = json.dumps({"id": "hachiro", "password": "x", "entry": "STAFF"})
    assert told(get(service, None, query=START, variables=variables)) == (405, ["METHOD_NOT_ALLOWED"])


def test_what_cannot_run_says_why(service: Service) -> None:
    assert told(get(service, query="{ nothing }")) == (400, ["GRAPHQL_VALIDATION_FAILED"])


def test_a_saved_operation_by_its_hash(service: Service) -> None:
    """Without variables its address holds nothing but a hash."""
    # given our own operations: one that takes variables, one that takes none
    named = {text.split("query ")[-1].split("(")[0].split(" ")[0]: hash_ for hash_, text in own_operations().items()}
    # then only the one without is answered by GET
    status, data = told(get(service, documentId=f"sha256:{named['WhoAmI']}"))
    assert (status, data["viewer"]["kindLabel"]) == (200, "管理者ユーザ")
    assert told(get(service, documentId=f"sha256:{named['Readings']}")) == (405, ["METHOD_NOT_ALLOWED"])
