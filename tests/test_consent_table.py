"""Registration and consent, two by two, for every field that needs consent, whichever the matrix says (S71)."""

from collections.abc import Callable, Iterator

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from graph.schema import build_schema, protected_coordinates
from models.settings import Settings
from permissions.information import Condition
from permissions.matrix import load_matrix
from tests.consenting import register, withdraw
from tests.proving import person, register_by_fields, remove
from tests.service import Answer, Service

pytestmark = pytest.mark.both

ICHIRO = "1200000110"
"""介護 一郎, who has a value in every field one person can have."""
NOBODY = "bnf_aaaaaaaaaaaaaaaa"
MATRIX = load_matrix(Settings().matrix)
BUILT = build_schema(MATRIX).executable
RULES = {name: MATRIX.conditions[field.metadata["information"]] for name, field in protected_coordinates(BUILT).items()}
GATED = sorted(name for name, conditions in RULES.items() if Condition.CONSENT in conditions)


def paths(kind: GraphQLObjectType, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to every field under a type, by coordinates; the schema is a tree."""
    for name, field in kind.fields.items():
        way = (*before, f"{kind.name}.{name}")
        yield way
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLObjectType):
            yield from paths(inner, way)


def ways() -> list[tuple[str, ...]]:
    """Every way from the person to a field that needs consent."""
    person = BUILT.type_map["Beneficiary"]
    assert isinstance(person, GraphQLObjectType)
    return [way for way in paths(person) if way[-1] in GATED]


def question(way: tuple[str, ...]) -> str:
    """What asks for the field at the end of a way, and for nothing else."""
    owner, _, name = way[-1].partition(".")
    kind = BUILT.type_map[owner]
    assert isinstance(kind, GraphQLObjectType)
    inner = "" if is_leaf_type(get_named_type(kind.fields[name].type)) else "{ __typename }"
    for coordinate in reversed(way):
        inner = f"{{ {coordinate.partition('.')[2]} {inner} }}"
    return f"query One($id: ID!) {{ beneficiary(id: $id) {inner} }}"


def value(answer: Answer, way: tuple[str, ...]) -> object:
    """What stands at the end of a way, or where it breaks off."""
    found = answer.data["beneficiary"]
    for coordinate in way:
        row = found[0] if isinstance(found, list) else found
        found = row and row[coordinate.partition(".")[2]]
    return found


def closed_by(way: tuple[str, ...]) -> str:
    """The first field on the way that needs consent."""
    return next(coordinate for coordinate in way if coordinate in GATED)


def test_every_field_is_reached() -> None:
    assert {way[-1] for way in ways()} == set(GATED)
    assert {"Beneficiary.certification", "Beneficiary.life", "Opinion.data", "Survey.document"} <= set(GATED)
    assert "Beneficiary.certificates" not in GATED


@pytest.mark.parametrize("interpret", [False, True], ids=["compiled", "plain"])
def test_two_by_two(open_service: Callable[..., Service], interpret: bool) -> None:
    service = open_service(interpret=interpret)
    id_, asked = person(service, ICHIRO).id, {way: question(way) for way in ways()}

    def answers(id_: str = id_) -> dict[tuple[str, ...], Answer]:
        return {way: service.ask("hachiro", query, id=id_) for way, query in asked.items()}

    def content(id_: str = id_) -> list[bytes]:
        return [answer.content for answer in answers(id_).values()]

    # registered, with consent: everything is there
    both = answers()
    assert [way for way, answer in both.items() if value(answer, way) is None or answer.refusals] == []

    # registered, without: null, and the reason at the first field that needs it
    withdraw(service, id_, "hachiro")
    for way, answer in answers().items():
        refused = [(one["coordinate"], one["reason"], one["people"]) for one in answer.refusals]
        assert (value(answer, way), refused) == (None, [(closed_by(way), "CONSENT_MISSING", 1)]), way

    # neither, and then consent alone: to this office the person does not exist, to the byte
    register_by_fields(service, ICHIRO, "multi-manager")
    remove(service, id_, "hachiro")
    nobody = content(NOBODY)
    assert set(nobody) == {b'{"data":{"beneficiary":null}}'}
    assert content() == nobody
    register(service, id_, "multi-manager")
    assert content() == nobody

    # registered again: as before
    register_by_fields(service, ICHIRO, "hachiro")
    assert content() == [answer.content for answer in both.values()]
    assert not service.app.state.endpoint.answers.declined
