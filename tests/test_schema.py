"""The schema: printed as it is kept, described throughout in Japanese, and in step with the stored columns."""

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import orjson
from graphql import (
    DirectiveDefinitionNode,
    EnumTypeDefinitionNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    parse,
)
from graphql import build_schema as read_schema

from graph.schema import build_schema
from models.settings import Settings
from permissions.matrix import load_matrix
from tests.built_schema import PROTECTED, fields_of
from tests.service import Service

INTROSPECTION = """query { __schema { types { name } directives { name } } }"""

FILES = """
query {
  beneficiaries(search: "1200000110") { edges { node { id certification { ...Papers } } } }
}
fragment Papers on Certification { survey { document { id } } opinion { document { id } } }
"""

BY_ID = """
query ById($id: ID!, $ids: [ID!]!) {
  node(id: $id) { id }
  nodes(ids: $ids) { __typename id }
  __type(name: "Node") { possibleTypes { name } }
}
"""

ROOT = Path(__file__).parent.parent
SDL = (ROOT / "schema.graphql").read_text(encoding="utf-8")
PRINTED = read_schema(SDL)
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
CAMEL, PASCAL, UPPER = re.compile("[a-z][A-Za-z0-9]*"), re.compile("[A-Z][A-Za-z0-9]*"), re.compile("[A-Z][A-Z0-9_]*")


def test_the_file_is_what_the_service_prints(live_server: str) -> None:
    # when the command and the door are asked for the schema
    command = [sys.executable, "-m", "graph", "schema"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    with urllib.request.urlopen(f"{live_server}/schema.graphql") as answer:
        served = answer.read().decode()
    # then both give the file
    assert printed == SDL
    assert served == SDL


def test_the_schema_is_the_same_however_often_it_is_built() -> None:
    # given that it was built before, when it is built again, then it is what it was
    assert build_schema(load_matrix(Settings().matrix)).sdl == SDL


def test_introspection_tells_of_every_type_and_directive(live_server: str, live_token: str) -> None:
    # when a service is asked that has been started as people start it
    headers = {"Authorization": f"Bearer {live_token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{live_server}/graphql", orjson.dumps({"query": INTROSPECTION}), headers)
    with urllib.request.urlopen(request) as answer:
        told = orjson.loads(answer.read())["data"]["__schema"]
    # then it knows what the file knows
    assert {kind["name"] for kind in told["types"]} == PRINTED.type_map.keys()
    assert {mark["name"] for mark in told["directives"]} == {mark.name for mark in PRINTED.directives}


def test_every_element_is_described_in_japanese() -> None:
    # given every type, field, argument, value, input field, directive and scalar, then it has Japanese words
    elements = dict(_elements())
    assert len(elements) > 1000
    assert [name for name, words in elements.items() if not JAPANESE.search(words)] == []


def test_names_follow_the_conventions() -> None:
    # given every name, then types are PascalCase, enum values UPPER_CASE, everything else camelCase
    assert [name for name, shape in _names() if not shape.fullmatch(name.split(".")[-1])] == []


def test_a_protected_field_can_be_null() -> None:
    # given the fields that print @requires
    protected = {coordinate: field for coordinate, field in fields_of(PRINTED) if _marks(field) == ["requires"]}
    # then they are those that are enforced, and a refusal takes no parent down
    assert protected.keys() == PROTECTED
    assert [coordinate for coordinate, field in protected.items() if isinstance(field.type, GraphQLNonNull)] == []


def test_only_people_are_found_by_id(service: Service) -> None:
    # given a person, and files of theirs that have public ids too
    (edge,) = service.ask("hachiro", FILES).data["beneficiaries"]["edges"]
    person, certification = edge["node"]["id"], edge["node"]["certification"]
    files = [certification[paper]["document"]["id"] for paper in ("survey", "opinion")]
    # when they are asked for by id
    found = service.ask("hachiro", BY_ID, id=files[0], ids=[files[1], person]).data
    # then only the person is found
    assert (found["node"], found["nodes"]) == (None, [None, {"__typename": "Beneficiary", "id": person}])
    assert found["__type"] == {"possibleTypes": [{"name": "Beneficiary"}]}
    assert [name for name, kind in PRINTED.type_map.items() if isinstance(kind, GraphQLInterfaceType)] == ["Node"]


def _elements() -> Iterator[tuple[str, str]]:
    """Every element of the file by coordinate, with its words."""
    for definition in parse(SDL).definitions:
        name, words = definition.name.value, _words(definition)  # type: ignore[attr-defined]
        name = f"@{name}" if isinstance(definition, DirectiveDefinitionNode) else name
        yield name, words
        for argument in getattr(definition, "arguments", None) or ():
            # Strawberry prints no words for a directive's argument: the directive's own name it.
            yield f"{name}.{argument.name.value}", words if argument.name.value in words else ""
        for member in (*(getattr(definition, "fields", None) or ()), *(getattr(definition, "values", None) or ())):
            yield f"{name}.{member.name.value}", _words(member)
            for argument in getattr(member, "arguments", None) or ():
                yield f"{name}.{member.name.value}.{argument.name.value}", _words(argument)


def _words(node: object) -> str:
    described = getattr(node, "description", None)
    return described.value if described else ""


def _names() -> Iterator[tuple[str, re.Pattern[str]]]:
    enums = {node.name.value for node in parse(SDL).definitions if isinstance(node, EnumTypeDefinitionNode)}
    for coordinate, _ in _elements():
        owner, _, member = coordinate.partition(".")
        is_type = not member and not owner.startswith("@")
        yield coordinate.removeprefix("@"), PASCAL if is_type else UPPER if owner in enums else CAMEL


def _marks(field: GraphQLField) -> list[str]:
    return [mark.name.value for mark in (field.ast_node and field.ast_node.directives) or ()]
