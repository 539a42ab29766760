"""Partner systems run what somebody of their office approved, and nothing else (features.md B09, S92)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from models.database import DatabaseError
from models.row import col
from models.rows import Installation
from tests.partners import (
    LISTED,
    NAMES,
    WITHDRAW,
    approved,
    assert_not_approved,
    by_id,
    decide,
    reads,
    register,
    send,
    subjects,
)
from tests.service import Service

FIRST_NAMES = {"beneficiaries": {"edges": [{"node": {"name": "青木 菊江"}}, {"node": {"name": "青木 道子"}}]}}
OTHER = "query Other { beneficiaries(first: 2) { edges { node { name address } } } }"
WITH_SWITCH = (
    "query Names($no: Boolean = false) { beneficiaries(first: 2) { edges { node { name kana @include(if: $no) } } } }"
)

CHANGED = {
    "an extra field": NAMES.replace("name", "name kana"),
    "a field less": "query Names { beneficiaries(first: 2) { pageInfo { hasNextPage } } }",
    "an alias": NAMES.replace("name", "n: name"),
    "a fragment": NAMES.replace("{ name }", "{ ...F }") + " fragment F on Beneficiary { name }",
    "an argument": NAMES.replace("first: 2", "first: 3"),
    "another name": NAMES.replace("Names", "Others"),
    "no name": NAMES.removeprefix("query Names "),
    "a second operation": NAMES + " query More { viewer { userId } }",
    "a space": NAMES + " ",
    "introspection": "{ __schema { queryType { name } } }",
    "who am I": "{ viewer { userId } }",
    "registering and more": NAMES.replace("{ ben", "{ partnerOperations { id } ben", 1),
    "an alias of what is open": NAMES.replace("beneficiaries", "partnerOperations: beneficiaries"),
    "no GraphQL": "{",
    "nothing": "",
}


@pytest.fixture
def service(open_service: Callable[..., Service]) -> Service:
    """The service as it is for real use: partners run what was approved."""
    return open_service(partner_operations="registered")


def test_what_was_approved_runs_as_text_and_by_its_hash(service: Service) -> None:
    # given a document that was approved
    approved(service)
    before = reads(service)
    # when it is sent as text, with and without its name, or is only named
    answers = [
        send(service, query=NAMES),
        send(service, query=NAMES, operationName="Names"),
        send(service, documentId=by_id(NAMES)),
        send(service, documentId=by_id(NAMES), operationName="Names", variables={}),
    ]
    # then it is answered, and each reading is recorded
    assert [answer.data for answer in answers] == [FIRST_NAMES] * 4
    assert reads(service) == before + 4


@pytest.mark.parametrize("how", CHANGED)
def test_whatever_else_is_refused_and_nothing_is_read(service: Service, how: str) -> None:
    approved(service)
    with service.statements() as ran:
        assert_not_approved(send(service, query=CHANGED[how]))
    assert len(ran) == 2, "who asks, and what is approved"
    assert not any("beneficiary" in statement for statement in ran)
    assert reads(service) == 0


def test_another_operation_name_is_refused(service: Service) -> None:
    approved(service)
    for asked in ({"query": NAMES}, {"documentId": by_id(NAMES)}):
        for name in ("names", "Others", " Names"):
            assert_not_approved(send(service, operationName=name, **asked))
    assert reads(service) == 0


def test_a_hash_of_nothing_approved_is_refused(service: Service) -> None:
    approved(service)
    assert_not_approved(send(service, documentId=by_id(OTHER)))
    assert reads(service) == 0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"documentId": "md5:0"}, "documentId は sha256: と64桁の16進数で送ってください。"),
        ({"documentId": f"sha256:{'A' * 64}"}, "documentId は sha256: と64桁の16進数で送ってください。"),
        ({"documentId": 7}, "documentId は sha256: と64桁の16進数で送ってください。"),
        ({"documentId": by_id(NAMES), "query": NAMES}, "query と documentId はどちらか一つを送ってください。"),
        ({"documentId": by_id(NAMES), "query": 7}, "query と documentId はどちらか一つを送ってください。"),
        ({}, "query は文字列で送ってください。"),
    ],
)
def test_a_document_is_named_in_one_way(service: Service, body: dict[str, Any], message: str) -> None:
    approved(service)
    answer = send(service, **body)
    error = {"message": message, "extensions": {"code": "BAD_REQUEST"}}
    assert (answer.status, answer.body) == (400, {"errors": [error]})
    assert reads(service) == 0


def test_a_batch_and_a_document_by_get_are_refused(service: Service) -> None:
    approved(service)
    headers = {"Authorization": f"Bearer {service.token('partner')}"}
    batch = service.post([{"query": NAMES}, {"query": NAMES}], headers)
    assert (batch.status, batch.codes) == (400, ["BAD_REQUEST"])
    got = service.client.get("/graphql", params={"query": NAMES}, headers=headers)
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert reads(service) == 0
    # its hash alone tells of nobody
    got = service.client.get("/graphql", params={"documentId": by_id(NAMES)}, headers=headers)
    assert (got.status_code, got.json()["data"], reads(service)) == (200, FIRST_NAMES, 1)


def test_variables_are_free_and_switches_do_not_widen(service: Service) -> None:
    """What a switch may let in was part of what was approved."""
    approved(service, WITH_SWITCH)
    for given, keys in ((None, {"name"}), (True, {"name", "kana"})):
        answer = send(service, query=WITH_SWITCH, variables={} if given is None else {"no": given})
        assert {frozenset(edge["node"]) for edge in answer.data["beneficiaries"]["edges"]} == {frozenset(keys)}


def test_waiting_it_does_not_run(service: Service) -> None:
    register(service)
    assert_not_approved(send(service, query=NAMES))
    assert_not_approved(send(service, documentId=by_id(NAMES)))
    assert reads(service) == 0


def test_a_withdrawal_counts_at_the_next_request(service: Service) -> None:
    # given an operation that has just run
    id_ = approved(service)
    assert send(service, query=NAMES).data == FIRST_NAMES
    # when it is withdrawn
    assert decide(service, id_, WITHDRAW).data["decided"]["operation"]["status"] == "WITHDRAWN"
    # then it does not run any more, however it is sent
    assert_not_approved(send(service, query=NAMES))
    assert_not_approved(send(service, documentId=by_id(NAMES)))
    assert reads(service) == 1
    # until it is registered and approved anew
    approved(service, key="register-2")
    assert send(service, query=NAMES).data == FIRST_NAMES


def test_it_is_one_partners_own(service: Service) -> None:
    """Another office's partner may not run it, nor may a person name it."""
    approved(service)
    for asked in ({"query": NAMES}, {"documentId": by_id(NAMES)}):
        assert_not_approved(send(service, "big-partner", **asked))
        assert_not_approved(send(service, "chart", **asked))
    person = send(service, "hachiro", documentId=by_id(NAMES))
    assert (person.status, person.codes) == (400, ["PERSISTED_QUERY_NOT_FOUND"])
    nobody = service.post({"documentId": by_id(NAMES)})
    assert (nobody.status, nobody.codes) == (401, ["UNAUTHENTICATED"])
    assert reads(service) == 0


def test_what_is_shown_is_still_the_matrix_word(service: Service) -> None:
    """An approval opens nothing: the chart's occupation may not see the certification."""
    document = "query Tabs { beneficiaries(first: 1) { edges { node { name certification { survey { document { id } } } } } } }"
    id_ = register(service, document, user="chart").data["registerOperation"]["operation"]["id"]
    assert decide(service, id_, user="hospital-administrator").data["decided"]["operation"]["status"] == "APPROVED"
    answer = send(service, "chart", query=document)
    [edge] = answer.body["data"]["beneficiaries"]["edges"]
    assert edge["node"]["certification"] is None
    assert [(error["extensions"]["code"], error["extensions"]["coordinate"]) for error in answer.errors] == [
        ("FORBIDDEN", "Beneficiary.certification")
    ]


def test_a_partner_needs_one_more_statement_and_nobody_else_any(service: Service) -> None:
    approved(service)
    ran: dict[str, list[str]] = {}
    for user in ("partner", "care-manager"):
        send(service, user, query=NAMES)  # opens the list
        with service.statements() as ran[user]:
            assert send(service, user, query=NAMES).data == FIRST_NAMES
    assert {user: len(each) for user, each in ran.items()} == {"partner": 4, "care-manager": 3}
    assert [user for user, each in ran.items() if any("partner_operation" in text for text in each)] == ["partner"]


def test_a_partner_registers_looks_and_signs_out_without_approval(service: Service) -> None:
    id_ = register(service).data["registerOperation"]["operation"]["id"]
    mine = send(service, query=LISTED).data["partnerOperations"]
    assert [(one["id"], one["status"]) for one in mine[:1]] == [(id_, "PENDING")]
    assert {one["partnerUserId"] for one in mine} == {"partner"}
    assert send(service, query="mutation { signOut { signedOut } }").data == {"signOut": {"signedOut": True}}
    assert send(service, query=LISTED).status == 401


def test_a_partner_approves_nothing_itself(service: Service) -> None:
    id_ = str(register(service).data["registerOperation"]["operation"]["id"])
    assert_not_approved(decide(service, id_, user="partner"))
    assert_not_approved(decide(service, id_, WITHDRAW, user="partner"))
    assert subjects(service) == [("registerOperation", "DONE", f'["{id_}"]')]


def test_on_a_demo_partners_may_be_let_run_anything(open_service: Callable[..., Service]) -> None:
    service = open_service(partner_operations="any")
    assert send(service, query=OTHER).data["beneficiaries"]
    assert_not_approved(send(service, documentId=by_id(OTHER)))


def test_on_a_real_database_they_may_not(open_service: Callable[..., Service]) -> None:
    service = open_service(partner_operations="registered")
    with service.rows() as rows:
        rows.execute(update(Installation).where(col(Installation.demo)).values(demo=False))
        rows.commit()
    url = service.app.state.endpoint.house.settings.database_url
    with pytest.raises(DatabaseError, match=r"^KAIGO_PARTNER_OPERATIONS=any is for a demo database; leave it out\.$"):
        open_service(partner_operations="any", database_url=url)
