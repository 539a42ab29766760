"""The log: a line a request, under an id that the answer has too, and nothing in it that is about a person."""

import json
import logging
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from graph.http.log import Lines
from loaders.operation import VALUES, hash_of
from seed.accounts import STAFF
from tests.service import Service
from tests.test_accounts import create

QUERY = (
    'query Look { beneficiaries(first: 1, search: "リヨウ") { edges { node { name equipment { insuredNumber } } } } }'
)
GIVEN = "3f2b8c1e-0d4a-4b6e-9c57-1a2b3c4d5e6f"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The lines of the log, without what differs each time."""
    told = [json.loads(Lines().format(entry)) for entry in caplog.records]
    for line in told:
        assert line.pop("at").endswith("+00:00")
        if line["log"] == "kaigo.request":
            assert 0 < line.pop("ms") < 60_000
            assert (line.pop("level"), line.pop("log"), line.pop("message")) == ("INFO", "kaigo.request", "answered")
    caplog.clear()
    return told


@pytest.fixture
def logged(service: Service, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service, whose requests are logged."""
    monkeypatch.setattr("graph.http.health.PATIENCE", 60.0)  # a busy machine is ready too
    caplog.set_level(logging.INFO, "kaigo.request")
    return service


def test_a_request_is_a_line(logged: Service, caplog: pytest.LogCaptureFixture) -> None:
    headers = {
        "Authorization": f"Bearer {logged.token('nurse')}",
        "X-Request-Id": GIVEN,
        "apollographql-client-name": "care-office",
        "apollographql-client-version": "2.1.0",
    }
    answer = logged.client.post("/graphql", json={"query": QUERY, "extensions": {"cost": True}}, headers=headers)
    assert answer.headers["X-Request-Id"] == GIVEN
    [line] = lines(caplog)
    assert line == {
        "request": GIVEN,
        "door": "graphql",
        "method": "POST",
        "client": "care-office",
        "version": "2.1.0",
        "status": 200,
        "kind": "query",
        "operation": "Look",
        "hash": hash_of(VALUES.sub("0", QUERY)),
        "cost": answer.json()["extensions"]["cost"]["cost"],
        "account": STAFF["nurse"],
        "office": 1,
        "codes": ["FORBIDDEN"],
    }


@pytest.mark.parametrize("given", ["", "1200000110", "x" * 32, GIVEN.upper(), f"{GIVEN}\tand more"])
def test_an_id_that_is_none_is_replaced(logged: Service, given: str) -> None:
    told = [logged.client.get("/livez", headers={"X-Request-Id": given}).headers["X-Request-Id"] for _ in "ab"]
    assert given not in told
    assert len(set(told)) == 2
    assert all(len(id_) == 16 for id_ in told)


def test_names_that_clients_choose_are_kept_where_they_cannot_be_numbers(
    logged: Service, caplog: pytest.LogCaptureFixture
) -> None:
    headers = [(b"apollographql-client-name", "介護".encode()), (b"apollographql-client-version", b"120000")]
    query = "query Of{number} {{ viewer {{ userId }} }}"
    logged.client.post("/graphql", json={"query": query.format(number="1200000110")}, headers=headers)
    [line] = lines(caplog)
    told = hash_of(query.format(number="0"))
    assert (line["kind"], line["hash"], line["codes"]) == ("query", told, ["UNAUTHENTICATED"])
    assert not {"operation", "client", "version"} & line.keys()


def test_whoever_tries_all_numbers_finds_no_document_of_a_hash(
    logged: Service, caplog: pytest.LogCaptureFixture
) -> None:
    asked = "{{ beneficiaries(search: {search}, first: {first}) {{ totalCount }} }} # 見本 {first}"
    for search, first in (('"1200000110"', 5), ('"見本 太郎"', 50), ('"""\n1\n"""', 7), (r'"\""', 12)):
        logged.client.post("/graphql", json={"query": asked.format(search=search, first=first)})
    assert {line["hash"] for line in lines(caplog)} == {
        hash_of("{ beneficiaries(search: 0, first: 0) { totalCount } } 0")
    }


def test_a_failure_is_reported_under_the_id_of_its_request(
    logged: Service, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise KeyError("介護 一郎")

    monkeypatch.setattr("loaders.sessions.Sessions.viewer", failing)
    headers = {"Authorization": f"Bearer {logged.token('hachiro')}"}
    answer = logged.client.post("/graphql", json={"query": QUERY}, headers=headers)
    id_ = answer.headers["X-Request-Id"]
    assert answer.json()["errors"][0]["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "request": id_}
    failure, line = lines(caplog)
    assert (line["request"], line["status"], line["codes"]) == (id_, 500, ["INTERNAL_SERVER_ERROR"])
    assert (failure["level"], failure["log"], failure["message"]) == ("ERROR", "kaigo.graph", f"request {id_} failed")
    assert failure["error"]["type"] == "builtins.KeyError"
    assert any(place.startswith("graph/http/endpoint.py:") for place in failure["error"]["at"])
    assert "介護" not in json.dumps(failure, ensure_ascii=False)


def test_what_is_wrong_with_an_input_is_told_by_its_codes(logged: Service, caplog: pytest.LogCaptureFixture) -> None:
    assert create(logged, userId="?", mail="介護").data["createGeneralUser"]["errors"]
    [line] = lines(caplog)
    assert (line["kind"], line["status"], line["codes"]) == ("mutation", 200, ["USER_ID_WRONG", "MAIL_WRONG"])


def test_the_address_of_a_paper_is_no_part_of_its_line(logged: Service, caplog: pytest.LogCaptureFixture) -> None:
    logged.client.get("/documents/a-ticket-that-is-secret?of=1200000110")
    logged.client.get("/1200000110/x")
    first, second = lines(caplog)
    assert (first["door"], first["method"], second["door"], second["status"]) == ("documents", "GET", "other", 404)
    assert "1200000110" not in json.dumps([first, second])


def test_those_who_look_every_second_are_told_of_where_they_find_something(
    logged: Service, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/livez", "/readyz", "/metrics"):
        assert logged.client.get(path).status_code == 200
    assert lines(caplog) == []
    logged.app.state.health.outbox.cancel()
    assert logged.client.get("/readyz").status_code == 503
    [line] = lines(caplog)
    assert (line["door"], line["status"], line["codes"]) == ("readyz", 503, ["BACKGROUND_TASK_ENDED"])


def test_an_exception_is_told_without_its_words() -> None:
    secret = "介護 一郎 1200000110"
    entry: logging.LogRecord
    try:
        try:
            raise ValueError(secret)
        except ValueError as cause:
            raise IntegrityError(secret, None, cause) from cause
    except IntegrityError as error:
        entry = logging.LogRecord(
            "asyncio",
            logging.ERROR,
            __file__,
            1,
            f"Task failed\nof {secret}",
            None,
            (type(error), error, error.__traceback__),
        )
    line = Lines().format(entry)
    assert secret not in line
    told = json.loads(line)
    assert told["message"] == "Task failed"
    assert (told["error"]["type"], told["error"]["cause"]["type"]) == (
        "sqlalchemy.exc.IntegrityError",
        "builtins.ValueError",
    )
