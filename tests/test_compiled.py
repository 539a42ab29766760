"""The compiled reader is indistinguishable from plain Strawberry: same values, key order, errors and refusals."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models.rows import Beneficiary
from models.settings import ROOT
from tests.documents import documents
from tests.service import Answer, Service

VIEWERS: tuple[str, ...] = ("hachiro", "care-manager", "office-manager", "nurse", "clerk", "partner", "office-user")
VIEWERS += ("multi-manager", "houkatsu", "dealer", "hospital-doctor", "board-member")
EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "20"))
"""Documents a viewer; more of them in `make endure`."""
SCHEMA: GraphQLSchema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
NOBODY = "bnf_aaaaaaaaaaaaaaaa"


@pytest.fixture
def both(open_service: Callable[..., Service]) -> tuple[Service, Service]:
    """The same database answered by the compiled reader and by the plain one."""
    return open_service(), open_service(interpret=True)


def everything(kind: Any) -> str:
    """A selection of every field of a type, all the way down."""
    parts = []
    for name, field in kind.fields.items():
        below = SCHEMA.get_type(str(field.type).strip("[]!"))
        parts.append(f"{name} {{ {everything(below)} }}" if hasattr(below, "fields") else name)
    return " ".join(parts)


def parsed(answer: Answer) -> Any:
    """The answer with the order of keys in it."""
    return json.loads(answer.content, object_pairs_hook=list)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_field_of_everybody_is_the_same(both: tuple[Service, Service], viewer: str) -> None:
    query = f"{{ beneficiaries(first: 12) {{ edges {{ node {{ {everything(SCHEMA.type_map['Beneficiary'])} }} }} }} }}"
    # given two readers over the same people
    compiled, plain = both
    # when both are asked for every field
    answers = [service.ask(viewer, query) for service in (compiled, plain)]
    # then they answer alike, and the compiled one declined nothing
    assert parsed(answers[0]) == parsed(answers[1])
    assert not compiled.app.state.endpoint.answers.declined


@pytest.mark.parametrize("viewer", VIEWERS)
def test_any_document_is_answered_alike(both: tuple[Service, Service], viewer: str) -> None:
    compiled, plain = both
    with compiled.rows() as rows:
        people = rows.exec(select(Beneficiary.id).order_by(Beneficiary.id).limit(12)).all()
    ids = (*people, NOBODY, "junk")

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.shared(documents(SCHEMA, ids)))
    def alike(asked: tuple[str, dict[str, object]]) -> None:
        text, variables = asked
        answers = [service.ask(viewer, text, **variables) for service in (compiled, plain)]
        assert parsed(answers[0]) == parsed(answers[1]), text

    alike()
    assert set(compiled.app.state.endpoint.answers.declined) <= {"more arguments than are planned for"}


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (
            "query ($s: Sort = KANA) { beneficiaries(first: 1, sort: $s) { edges { cursor } } viewer { name } }",
            {"s": None},
        ),
        ('query ($i: ID = "x") { beneficiary(id: $i) { name } viewer { name } }', {"i": None}),
        ('query ($i: ID = "x") { nodes(ids: [$i]) { id } viewer { name } }', {"i": None}),
        ("query ($b: Boolean = true) { viewer { name @include(if: $b) } }", {"b": None}),
        ("query ($b: Boolean = true) { viewer { name @skip(if: $b) userId } }", {"b": None}),
    ],
)
def test_null_where_a_default_allows_a_variable(
    both: tuple[Service, Service], query: str, variables: dict[str, object]
) -> None:
    compiled, plain = both
    answers = [service.ask("hachiro", query, **variables) for service in (compiled, plain)]
    assert parsed(answers[0]) == parsed(answers[1])
    [error] = answers[0].errors
    assert (error["message"], error["extensions"]["code"]) == ("引数の値が正しくありません。", "BAD_USER_INPUT")
    assert not compiled.app.state.endpoint.answers.declined
