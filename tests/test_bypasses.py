"""No bypass (features.md section 4, rows 4 and 5): each protected field by every way, written in every way, refused.

`tests/bypasses.py` makes the documents of the schema; here they are sent by who may see all but that one information,
about people for whom one condition does not hold, and by who may, so that it is known that the document would tell.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type
from sqlalchemy import Update, select, update

from loaders import changes as feed
from models.codes.change import ChangeKind
from models.row import Row, col
from models.rows import Beneficiary, CareManagement, Opinion
from tests.bypass_catalogue import OPEN, Catalogue, hangs, opened_catalogue
from tests.bypasses import ENTRIES, ROADS, RULES, SCHEMA, Tried, Way, at, ways, words_of
from tests.changing import enter
from tests.databases import Copies
from tests.permission_expectation import EXPECTATION
from tests.permission_people import DAY, NOW, TODAY
from tests.permission_world import populate, statement
from tests.service import Answer, Service
from tests.socket_talk import hear, opened, subscribe

SHORTEST = 3
"""Shorter texts stand in any answer."""


@pytest.fixture(scope="session")
def copies(copies: Copies) -> Copies:
    """The seeded database with the people and accounts of the permission tests in it."""
    return copies.filled(populate)


@pytest.fixture(scope="module")
def catalogue(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with opened_catalogue(copies, tmp_path_factory.mktemp("catalogue")) as found:
        yield found
        assert set(found.service.app.state.endpoint.answers.declined) <= {"__schema"}


def test_the_catalogue_holds_every_protected_field_and_every_road() -> None:
    """What the schema protects and how it comes to a person: a new road is tried too, or this is red."""
    entered = {
        f"{name}.{place}"
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        for place, field in kind.fields.items()
        if get_named_type(field.type).name in ("Beneficiary", "Node")
    }
    roots = {f"Query.{road}" for road in ("beneficiaries", "beneficiary", "changes")} | {"Subscription.changes"}
    assert entered == ENTRIES
    assert {way.coordinate for way in ways()} | roots == set(RULES) == set(EXPECTATION.coordinates)


def test_who_may_not_see_an_information_meets_it_by_no_way(catalogue: Catalogue) -> None:
    """Row 4 and row 5: root, list, node, feed; aliases, fragments, introspection, operationName."""
    for way in ways():
        for tried in catalogue.tries(way):
            assert_refused(catalogue, way, tried)


def test_nor_where_the_question_is_read_field_by_field(copies: Copies, tmp_path: Path) -> None:
    """By the reader without compiled statements, each way once."""
    with opened_catalogue(copies, tmp_path, interpret=True) as catalogue:
        for way in ways():
            assert_refused(catalogue, way, next(catalogue.tries(way)))


def assert_refused(catalogue: Catalogue, way: Way, tried: Tried) -> None:
    """Who sees all else gets nothing of it, and is told so once; who sees all does get it."""
    would = at(catalogue.send(tried).data, tried.keys)
    assert would, f"{tried.words} would not tell"
    answer = catalogue.send(tried, way.information)
    assert at(answer.body.get("data"), tried.keys) == [], tried.words
    assert set(answer.codes) == {"FORBIDDEN"}, tried.words
    if way.information != "LIST":
        assert [error["extensions"]["coordinate"] for error in answer.errors] == [way.coordinate], tried.words
    assert leaked(answer, words_of(would)) == [], tried.words


def test_a_condition_that_does_not_hold_closes_every_way(catalogue: Catalogue) -> None:
    """The same documents, by who may see everything, about the person for whom one condition does not hold."""
    for condition, person in catalogue.closed.items():
        reason = EXPECTATION.reasons[condition]
        for way in (way for way in ways() if hangs(way, condition)):
            for tried in catalogue.tries(way, person):
                answer = catalogue.send(tried)
                assert at(answer.data, tried.keys) == [], tried.words
                assert reason in {entry["reason"] for entry in answer.refusals}, tried.words
                assert leaked(answer, [f"{person.number:02}番地"]) == [], tried.words


def leaked(answer: Answer, words: Iterable[str]) -> list[str]:
    """Which of the words stand anywhere in the bytes of an answer."""
    told = answer.content.decode()
    return [word for word in words if len(word) >= SHORTEST and word in told]


SUBSCRIBE = "subscription {{ changes {{ changes {{ beneficiary {{ {} }} }} }} }}"


def test_a_subscription_tells_nothing_that_is_refused(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every field of an information, by the one account that may not see it, as things happen."""
    monkeypatch.setattr(feed, "LOOK_AGAIN", 0.25)
    for information, account in catalogue.accounts.items():
        refused = [way for way in ways() if way.information == information]
        with opened(catalogue.service, account.user) as socket:
            subscribe(socket, query=SUBSCRIBE.format(" ".join(way.selected for way in refused or ways())))
            first = hear(socket)
            if information == "LIST":
                assert (first["type"], first["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")
                continue
            enter(catalogue.service, ChangeKind.CORRECTED, OPEN.key)
            told = hear(socket)["payload"]
            assert [str(way) for way in refused if shown(told, way)] == []
            assert {error["extensions"]["coordinate"] for error in told.get("errors", ())} == {
                way.coordinate for way in refused
            }
            assert [str(way) for way in ways() if not refused and not shown(told, way)] == []


def withdrawn() -> Row:
    return statement(OPEN, "WITHDRAWN", NOW)


STALE: Mapping[str, Update | Callable[[], Row]] = {
    "CONSENT": withdrawn,
    "IN_CHARGE": update(CareManagement)
    .where(col(CareManagement.beneficiary_key) == OPEN.key)
    .values(valid_until=TODAY - DAY),
    "DOCTORS_LEAVE": update(Opinion).where(col(Opinion.beneficiary_key) == OPEN.key).values(shared=False),
    "NOT_PROTECTED": update(Beneficiary).where(col(Beneficiary.key) == OPEN.key).values(protected_from=TODAY),
}
"""What ends a right that has been there: each closes a condition of the open person."""


@pytest.mark.parametrize("condition", STALE)
def test_a_subscription_goes_stale_with_the_right(
    copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, condition: str
) -> None:
    """What was told before a condition ended is not told afterwards, on the same connection (row 17)."""
    monkeypatch.setattr(feed, "LOOK_AGAIN", 0.25)
    hanging = [way for way in ways() if hangs(way, condition)]
    with (
        opened_catalogue(copies, tmp_path) as catalogue,
        opened(catalogue.service, catalogue.accounts[""].user) as socket,
    ):
        subscribe(socket, query=SUBSCRIBE.format(" ".join(way.selected for way in hanging)))
        hear(socket)
        enter(catalogue.service, ChangeKind.CORRECTED, OPEN.key)
        told = hear(socket)["payload"]
        assert [str(way) for way in hanging if not shown(told, way)] == []
        # when it ends
        with catalogue.service.rows() as rows:
            end = STALE[condition]
            rows.execute(end) if isinstance(end, Update) else rows.add(end())
            rows.commit()
        enter(catalogue.service, ChangeKind.CORRECTED, OPEN.key)
        # then the next delivery is without it
        after = hear(socket)["payload"]
        assert after["data"]["changes"]["changes"], "it is told that there is something"
        assert [str(way) for way in hanging if shown(after, way)] == []
        before = [word for way in hanging for word in words_of(shown(told, way)) if "番地" in word]
        assert [word for word in before if word in json.dumps(after, ensure_ascii=False)] == []


def shown(told: Mapping[str, Any], way: Way) -> list[Any]:
    return at(told["data"], (*ROADS["changes"].keys, *way.path))


def test_no_other_number_of_documents_gets_through(catalogue: Catalogue) -> None:
    """A batch is no request, nor is a question in the address: neither is looked into."""
    account = catalogue.accounts["ADDRESS"].user
    headers = {"Authorization": f"Bearer {catalogue.service.token(account)}"}
    every = [tried.body for way in ways() for tried in [next(catalogue.tries(way))]]
    batch = catalogue.service.post(every, headers)
    assert (batch.status, set(batch.codes), "data" in batch.body) == (400, {"BAD_REQUEST"}, False)
    for body in every:
        asked = {"query": body["query"], "variables": json.dumps(body["variables"])}
        response = catalogue.service.client.get("/graphql", params=asked, headers=headers)
        assert (response.status_code, "data" in response.json()) == (405, False), body["query"]


def test_an_id_of_anything_else_leads_nowhere(catalogue: Catalogue) -> None:
    """Only people are found by their id: no paper, filing, opinion or card reading is a node."""
    ids = [
        str(value)
        for table in Row.metadata.sorted_tables
        if "id" in table.columns and table.name != "beneficiary"
        for value in _some(catalogue.service, table.columns["id"])
    ]
    assert len({one[:4] for one in ids}) >= 4
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    for start in range(0, len(ids), 100):
        asked = ids[start : start + 100]
        told = catalogue.service.ask(catalogue.accounts[""].user, query, ids=asked).data
        assert told == {"nodes": [None] * len(asked)}


def _some(service: Service, column: Any) -> list[Any]:
    with service.rows() as rows:
        return list(rows.scalars(select(column).limit(100)))
