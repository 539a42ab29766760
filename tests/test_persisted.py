"""Documents by their hash: our own saved operations, and what a client has sent before (Apollo's persisted queries)."""

from collections.abc import Callable
from typing import Any

import pytest

from graph.http.persisted import PersistedDocuments, own_operations
from loaders.operation import hash_of
from tests.service import Answer, Service
from tests.signing_in import start

WHO = "query Who { viewer { userId } }"
NOT_FOUND = {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
WRONG = {"message": "query の SHA-256 が、送られた値と違います。", "extensions": {"code": "PERSISTED_QUERY_HASH_WRONG"}}


def persisted(text: str, version: object = 1) -> dict[str, Any]:
    """What Apollo's clients send in the place of a document, or beside it."""
    return {"extensions": {"persistedQuery": {"version": version, "sha256Hash": hash_of(text)}}}


def send(service: Service, by: str | None = "hachiro", **body: Any) -> Answer:
    return service.post(body, {"Authorization": f"Bearer {service.token(by)}"} if by else {})


def test_a_client_sends_the_text_once(service: Service) -> None:
    # given a hash that nobody has sent
    unknown = send(service, **persisted(WHO))
    assert (unknown.status, unknown.body) == (400, {"errors": [NOT_FOUND]})
    # when it comes with its text
    assert send(service, query=WHO, **persisted(WHO)).data == {"viewer": {"userId": "hachiro"}}
    # then the hash is enough
    assert send(service, **persisted(WHO)).data == {"viewer": {"userId": "hachiro"}}
    assert send(service, documentId=f"sha256:{hash_of(WHO)}").data == {"viewer": {"userId": "hachiro"}}
    # but for this account alone: what others have asked is nobody's business
    assert send(service, "nurse", **persisted(WHO)).body == {"errors": [NOT_FOUND]}


def test_a_wrong_hash_is_refused(service: Service) -> None:
    wrong = send(service, query=WHO, **persisted(WHO + " "))
    assert (wrong.status, wrong.body) == (400, {"errors": [WRONG]})
    assert send(service, **persisted(WHO + " ")).body == {"errors": [NOT_FOUND]}, "and nothing was kept of it"
    assert send(service, **persisted(WHO)).body == {"errors": [NOT_FOUND]}


@pytest.mark.parametrize(
    "told",
    [
        7,
        [],
        {},
        {"version": 2, "sha256Hash": hash_of(WHO)},
        {"version": 1},
        {"version": 1, "sha256Hash": 7},
        {"version": 1, "sha256Hash": hash_of(WHO).upper()},
        {"version": 1, "sha256Hash": hash_of(WHO)[:-1]},
    ],
)
def test_what_is_no_hash_is_refused(service: Service, told: object) -> None:
    answer = send(service, query=WHO, extensions={"persistedQuery": told})
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


def test_what_cannot_run_is_not_kept(service: Service) -> None:
    text = "{ nothing }"
    assert send(service, query=text, **persisted(text)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert send(service, **persisted(text)).body == {"errors": [NOT_FOUND]}


def test_nobody_names_a_document_before_signing_in(service: Service) -> None:
    for text in own_operations().values():
        answer = send(service, None, **persisted(text))
        assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


def test_our_own_operations_are_known_from_the_start(service: Service) -> None:
    for hash_, text in own_operations().items():
        assert hash_ == hash_of(text)
        assert "PERSISTED_QUERY_NOT_FOUND" not in send(service, documentId=f"sha256:{hash_}").codes


def test_a_service_may_run_its_own_operations_alone(open_service: Callable[..., Service]) -> None:
    # given a service that trusts its own operations only
    service = open_service(documents="trusted")
    own = next(text for text in own_operations().values() if "query WhoAmI" in text)
    # then those run, by text and by hash, and nothing else does
    for asked in ({"query": own}, {"documentId": f"sha256:{hash_of(own)}"}):
        assert send(service, **asked).data["viewer"]["kindLabel"] == "管理者ユーザ"
    for asked in ({"query": WHO}, {"query": own + " "}, {"query": WHO, **persisted(WHO)}):
        refused = send(service, **asked)
        assert (refused.status, refused.codes) == (403, ["OPERATION_NOT_TRUSTED"])
    # and whoever has not signed in can still do that
    assert start(service).data["startSignIn"]["attempt"]


def test_nobody_pushes_out_what_others_have_sent() -> None:
    kept = PersistedDocuments(of_one=3, size=5)
    others = {account: [f"{{ a{account}{number} }}" for number in range(2)] for account in (1, 2)}
    for account, texts in others.items():
        for text in texts:
            kept.keep(account, text)
    many = [f"{{ b{number} }}" for number in range(9)]
    for text in many:
        kept.keep(3, text)
        kept.keep(3, text)
    # of whoever sends most, the least used has gone
    for account, texts in others.items():
        assert [kept.text(account, hash_of(text)) for text in texts] == texts
    assert [kept.text(3, hash_of(text)) for text in many] == [None] * 8 + many[-1:]
    # alone one has as many as one may, and no more
    alone = PersistedDocuments(of_one=3, size=5)
    for text in many:
        alone.keep(3, text)
    assert [alone.text(3, hash_of(text)) for text in many] == [None] * 6 + many[-3:]


def test_what_is_kept_is_bounded() -> None:
    kept = PersistedDocuments(size=2)
    for text in ("{ a }", "{ b }", "{ a }", "{ c }"):
        kept.keep(1, text)
    kept.keep(1, "{ d } " + " " * 20_000)
    assert [kept.text(1, hash_of(text)) for text in ("{ a }", "{ b }", "{ c }")] == ["{ a }", None, "{ c }"]
    assert kept.text(1, hash_of("{ d } " + " " * 20_000)) is None
