"""The compiled reader is indistinguishable from plain Strawberry: same values, key order, errors and refusals."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models.row import col
from models.rows import Beneficiary
from models.settings import ROOT
from seed import STORIES
from tests.documents import Asked, coordinates, documents
from tests.service import Answer, Service

VIEWERS: tuple[str, ...] = ("hachiro", "care-manager", "office-manager", "nurse", "clerk", "partner", "office-user")
VIEWERS += ("multi-manager", "houkatsu", "dealer", "hospital-doctor", "board-member")
EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "400"))
"""Documents on each database: the same ones each time, and many more, always new, in `make endure`."""
LONG = EXAMPLES > 400
REASONS = {"FORBIDDEN", "CONSENT_MISSING", "NOT_IN_CHARGE", "OPINION_WITHHELD", "ADDRESS_PROTECTED", "BAD_USER_INPUT"}
TOLD: tuple[str, ...] = (
    "opinion-withheld",
    "opinion-withheld-then-shared",
    "protected",
    "consent-withdrawn",
    "papers-both",
)
TOLD += ("housing-reset-used", "equipment-all-items", "ratio-two", "life-thirteen-months", "progress-judged")
TOLD += ("charge-of-colleague", "elsewhere", "removed", "two-offices")
SCHEMA: GraphQLSchema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
NOBODY = "bnf_aaaaaaaaaaaaaaaa"


@pytest.fixture
def both(open_service: Callable[..., Service]) -> tuple[Service, Service]:
    """The same database answered by the compiled reader and by the plain one, from documents that both read once."""
    # Without records: what was read a moment ago would be no news any more (progress.moves.unseen).
    compiled, plain = open_service(read_records=False), open_service(interpret=True, read_records=False)
    plain.app.state.endpoint.admission.documents = compiled.app.state.endpoint.admission.documents
    return compiled, plain


def everything(kind: Any) -> str:
    """A selection of every field of a type, all the way down."""
    parts = []
    for name, definition in kind.fields.items():
        below = SCHEMA.get_type(str(definition.type).strip("[]!"))
        parts.append(f"{name} {{ {everything(below)} }}" if hasattr(below, "fields") else name)
    return " ".join(parts)


def parsed(answer: Answer) -> Any:
    """The answer with the order of keys in it."""
    return json.loads(answer.content, object_pairs_hook=list)


@pytest.mark.both
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


def alone(kind: Any, way: tuple[str, ...] = ()) -> Iterator[str]:
    """Each field of each list under a type, with nothing beside it: what is made of a row may not speak of the row."""
    for name, definition in kind.fields.items():
        below: Any = SCHEMA.get_type(str(definition.type).strip("[]!"))
        if hasattr(below, "fields"):
            inner = (*way, name)
            for field, of in below.fields.items() if "[" in str(definition.type) else ():
                deeper = hasattr(SCHEMA.get_type(str(of.type).strip("[]!")), "fields")
                yield " { ".join((*inner, field, *(["__typename"] if deeper else []))) + " }" * (len(inner) + deeper)
            yield from alone(below, inner)


@pytest.mark.parametrize("viewer", ["hachiro", "nurse"])
def test_each_field_of_each_list_alone_is_the_same(both: tuple[Service, Service], viewer: str) -> None:
    compiled, plain = both
    queries = list(alone(SCHEMA.type_map["Beneficiary"]))
    assert len(queries) > 100
    for selection in queries:
        query = f"{{ beneficiaries(first: 12) {{ edges {{ node {{ {selection} }} }} }} }}"
        answers = [service.ask(viewer, query) for service in (compiled, plain)]
        assert parsed(answers[0]) == parsed(answers[1]), query
        assert not compiled.app.state.endpoint.answers.declined, query


@dataclass
class Seen:
    """What a run of the differential test has reached."""

    coordinates: set[str] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)
    answers: int = 0
    empty: int = 0

    def note(self, asked: Asked, answer: Answer) -> None:
        self.answers += 1
        if "LIMIT_EXCEEDED" not in answer.codes:  # a refusal proves nothing
            self.coordinates |= asked.coordinates
        self.reasons |= {error["extensions"]["code"] for error in answer.errors}
        self.reasons |= {refusal["reason"] for refusal in answer.refusals}
        self.empty += not any((answer.body.get("data") or {}).values())


def people_of(service: Service) -> tuple[str, ...]:
    """People at every edge, most of them on the list of `hachiro`, and two ids of nobody."""
    numbers = [STORIES[name] for name in TOLD]
    with service.rows() as rows:
        found = rows.exec(select(Beneficiary.id).where(col(Beneficiary.insured_number).in_(numbers))).all()
        others = rows.exec(select(Beneficiary.id).order_by(Beneficiary.id).limit(6)).all()
    return (*sorted(found), *others, NOBODY, "junk")


@pytest.mark.both
def test_any_document_is_answered_alike(both: tuple[Service, Service]) -> None:
    compiled, plain = both
    seen, goals = Seen(), coordinates(SCHEMA)
    people = people_of(compiled)

    def compare(examples: int, goals: tuple[str, ...]) -> None:
        @settings(
            max_examples=examples,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not LONG,
            phases=[Phase.reuse, Phase.generate],  # a smaller number is no smaller document
        )
        @given(documents(SCHEMA, people, goals), st.sampled_from(VIEWERS))
        def alike(asked: Asked, viewer: str) -> None:
            answers = [service.ask(viewer, asked.text, **asked.variables) for service in (compiled, plain)]
            assert parsed(answers[0]) == parsed(answers[1]), (viewer, asked.text, asked.variables)
            seen.note(asked, answers[0])

        alike()

    compare(EXAMPLES, goals)
    for examples in (100, 1_000):
        if missed := tuple(sorted(set(goals) - seen.coordinates)):
            compare(examples, missed)  # what chance has left out

    # then nothing was left out, and the answers were worth comparing
    assert not compiled.app.state.endpoint.answers.declined
    assert set(goals) - seen.coordinates == set()
    assert seen.reasons >= REASONS
    assert seen.empty < seen.answers / 3, seen


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
