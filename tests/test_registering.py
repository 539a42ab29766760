"""Operations of partner systems are registered, and what each needs and changes is told (features.md B09)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from loaders.operation import LONGEST_KEPT
from resolvers.partner import MOST_PENDING
from tests.partners import (
    LISTED,
    NAMES,
    REGISTER,
    WITHDRAW,
    approved,
    by_id,
    decide,
    faults,
    kept,
    listed,
    register,
    shown,
    subjects,
)
from tests.service import Service

WIDER = "query Names { beneficiaries(first: 2) { edges { node { kana address } } } }"
NOW = "2025-12-15T09:00:00+09:00"
PENDING = {
    "name": "Names",
    "status": "PENDING",
    "statusLabel": "承認待ち",
    "documentId": by_id(NAMES),
    "partner": "記録システム（連携）",
    "partnerUserId": "partner",
    "registeredAt": NOW,
    "approvedAt": None,
    "approvedBy": None,
    "withdrawnAt": None,
    "withdrawnBy": None,
    "needs": {
        "information": ["LIST"],
        "informationLabels": ["利用者一覧"],
        "coordinates": ["Beneficiary.name", "Query.beneficiaries"],
        "mutations": [],
    },
    "change": None,
}
NOTHING: dict[str, list[str]] = {"information": [], "coordinates": [], "mutations": []}
WRONG = {
    "": ["GRAPHQL_PARSE_FAILED"],
    "{": ["GRAPHQL_PARSE_FAILED"],
    "query Q { nothing more }": ["GRAPHQL_VALIDATION_FAILED", "GRAPHQL_VALIDATION_FAILED"],
    "subscription S { changed }": ["GRAPHQL_VALIDATION_FAILED"],
    "{ viewer { userId } }": ["ONE_NAMED_OPERATION"],
    "query A { viewer { userId } } query B { viewer { name } }": ["ONE_NAMED_OPERATION"],
    "query Q { viewer { userId } } # \0": ["DOCUMENT_WRONG"],
    "query Q { viewer { userId } } #" + "x" * LONGEST_KEPT: ["DOCUMENT_WRONG"],
    "query Q { " + " ".join(f"a{place}: viewer {{ userId }}" for place in range(16)) + " }": ["LIMIT_EXCEEDED"],
}


@pytest.fixture
def service(open_service: Callable[..., Service]) -> Service:
    """The service as it is for real use: partners run what was approved."""
    return open_service(partner_operations="registered")


def test_from_registration_to_withdrawal(service: Service) -> None:
    # when a partner registers a document, it waits
    registered = shown(register(service))
    id_ = registered["id"]
    assert registered == {"id": id_, **PENDING}
    assert listed(service) == [("Names", "PENDING"), ("CareSoftware", "APPROVED")]
    # when an administrator approves it an hour later
    service.clock.instant = service.clock.instant.replace(hour=10)
    approval = {
        "status": "APPROVED",
        "statusLabel": "承認済み",
        "approvedAt": "2025-12-15T10:00:00+09:00",
        "approvedBy": "受け入れ八郎",
    }
    assert shown(decide(service, id_)) == {"id": id_, **PENDING, **approval}
    # and withdraws it after another, then each is said with its time, and recorded
    service.clock.instant = service.clock.instant.replace(hour=11)
    withdrawal = {
        "status": "WITHDRAWN",
        "statusLabel": "取り消し",
        "withdrawnAt": "2025-12-15T11:00:00+09:00",
        "withdrawnBy": "受け入れ八郎",
    }
    assert shown(decide(service, id_, WITHDRAW)) == {"id": id_, **PENDING, **approval, **withdrawal}
    assert subjects(service) == [
        ("registerOperation", "DONE", f'["{id_}"]'),
        ("approveOperation", "DONE", f'["{id_}"]'),
        ("withdrawOperation", "DONE", f'["{id_}"]'),
    ]


def test_what_a_new_version_widens_and_drops_is_told(service: Service) -> None:
    # given a version that was approved, and one that only waits
    first = approved(service)
    register(service, NAMES.replace("name", "birthDate"), key="register-2")
    # when another is registered that asks for more, and no longer for the name
    change = shown(register(service, WIDER, key="register-3"))["change"]
    # then it is held against the approved one
    assert change == {
        "previousId": first,
        "widens": {
            "information": ["ADDRESS"],
            "coordinates": ["Beneficiary.address", "Beneficiary.kana"],
            "mutations": [],
        },
        "drops": {**NOTHING, "coordinates": ["Beneficiary.name"]},
        "difference": change["difference"],
    }
    [head, to, _, less, more] = change["difference"].splitlines()
    assert (head, less, more) == (f"--- {first}", f"-{NAMES}", f"+{WIDER}")
    assert to.startswith("+++ opn_")
    # and the approved one has changed in nothing
    assert [
        one["document"] for one in service.ask("hachiro", LISTED).data["partnerOperations"] if one["id"] == first
    ] == [NAMES]


def test_another_partners_operation_of_the_name_is_not_the_one_before(service: Service) -> None:
    approved(service)
    assert shown(register(service, user="chart"))["change"] is None


def test_actions_are_among_what_it_needs(service: Service) -> None:
    document = 'mutation Open { openDocument(input: {id: "doc_x", mode: VIEW}) { url } }'
    assert shown(register(service, document))["needs"] == {
        "information": ["CERTIFICATION_PDF"],
        "informationLabels": ["認定調査票・主治医意見書の原本(PDF)"],
        "coordinates": ["Opinion.document", "Survey.document"],
        "mutations": ["openDocument"],
    }


@pytest.mark.parametrize("document", WRONG, ids=lambda document: document[:30])
def test_a_document_that_is_wrong_is_refused_and_not_kept(service: Service, document: str) -> None:
    before = kept(service)
    answer = register(service, document)
    assert faults(answer) == [(code, ["input", "document"]) for code in WRONG[document]]
    assert kept(service) == before


def test_what_is_wrong_is_said_with_its_line(service: Service) -> None:
    [error] = register(service, "query Q {\n  nothing\n}").data["registerOperation"]["errors"]
    assert error["message"] == "2行目: Cannot query field 'nothing' on type 'Query'."


def test_a_name_that_is_not_the_documents_is_refused(service: Service) -> None:
    before = kept(service)
    given = {"idempotencyKey": "register-1", "document": NAMES}
    answer = service.ask("partner", REGISTER, input={**given, "operationName": "Others"})
    assert faults(answer) == [("OPERATION_NAME_WRONG", ["input", "operationName"])]
    assert kept(service) == before
    assert shown(service.ask("partner", REGISTER, input={**given, "operationName": "Names"}))["name"] == "Names"


def test_the_same_document_is_registered_once(service: Service) -> None:
    id_ = shown(register(service))["id"]
    before = kept(service)
    for state in ("PENDING", "APPROVED"):
        assert faults(register(service, key="register-2")) == [("OPERATION_KNOWN", ["input", "document"])]
        assert listed(service, "partner")[0] == ("Names", state)
        assert kept(service) == before
        decide(service, id_)
        before = kept(service)


def test_the_same_key_registers_once(service: Service) -> None:
    first = register(service)
    before = kept(service)
    assert register(service).content == first.content
    assert kept(service) == before


def test_a_storm_registers_once(service: Service) -> None:
    """One partner with many keys at once: a unique index decides."""
    service.token("partner")
    with ThreadPoolExecutor(4) as many:
        answers = list(many.map(lambda place: register(service, key=f"register-{place}"), range(8)))
    known = [("OPERATION_KNOWN", ["input", "document"])]
    assert sorted("operation" in answer.data["registerOperation"] for answer in answers) == [False] * 7 + [True]
    assert [faults(one) for one in answers if "errors" in one.data["registerOperation"]] == [known] * 7
    assert listed(service, "partner") == [("Names", "PENDING"), ("CareSoftware", "APPROVED")]


def test_so_many_may_wait(service: Service) -> None:
    documents = [NAMES.replace("first: 2", f"first: {place + 1}") for place in range(MOST_PENDING + 1)]
    answers = [register(service, document, f"register-{place}") for place, document in enumerate(documents)]
    assert faults(answers.pop()) == [("TOO_MANY_PENDING", ["input", "document"])]
    decide(service, shown(answers[0])["id"])
    assert shown(register(service, documents[-1], "register-x"))["status"] == "PENDING"


def test_people_register_nothing(service: Service) -> None:
    before = kept(service)
    assert register(service, user="hachiro").codes == ["FORBIDDEN"]
    assert len(kept(service)) == len(before) + 1, "the refusal is recorded"
    assert listed(service) == [("CareSoftware", "APPROVED")]


def test_both_readers_list_the_same(open_service: Callable[..., Service]) -> None:
    query = LISTED.replace(
        "id name", "id needs { information informationLabels } registeredAt approvedAt statusLabel name"
    )
    compiled, plain = (open_service(interpret=interpret) for interpret in (False, True))
    found = [service.ask("hachiro", query).content for service in (compiled, plain)]
    assert found[0] == found[1]
    refused = [service.ask("nurse", query).content for service in (compiled, plain)]
    assert refused[0] == refused[1]
    assert not compiled.app.state.endpoint.answers.declined
