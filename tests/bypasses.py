"""The catalogue of bypasses (features.md section 4, rows 4 and 5): every way to a protected field, written in every way.

All of it is derived from the schema's @requires: a field that is protected tomorrow is in it by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import GraphQLObjectType, build_schema, get_named_type, is_leaf_type

from models.settings import ROOT
from tests.permission_expectation import printed_rules
from tests.permission_people import Person

SDL = (ROOT / "schema.graphql").read_text(encoding="utf-8")
SCHEMA = build_schema(SDL)
RULES = printed_rules(SDL)
"""What each protected coordinate requires: information, conditions, services."""
PERSON: Any = SCHEMA.type_map["Beneficiary"]
DEEP = 1
"""Levels that are asked for below a protected field."""
ID, NUMBER, SINCE = "$id: ID!", "$number: String", "$since: String"


@dataclass(frozen=True)
class Way:
    """A protected coordinate and the fields that lead to it from the person, itself the last."""

    coordinate: str
    path: tuple[str, ...]

    @property
    def information(self) -> str:
        return str(RULES[self.coordinate]["information"])

    @property
    def conditions(self) -> list[str]:
        return list(RULES[self.coordinate]["conditions"])

    @property
    def selected(self) -> str:
        """The selection of a person that asks for it."""
        return f"{' { '.join(self.path)}{self.below}{' }' * (len(self.path) - 1)}"

    @property
    def below(self) -> str:
        """What is asked for below it: nothing, where it is a value."""
        kind: Any = PERSON
        for name in self.path:
            kind = get_named_type(kind.fields[name].type)
        return below(kind, DEEP)

    def __str__(self) -> str:
        return ".".join(self.path)


def below(kind: Any, levels: int) -> str:
    """What is asked for of a type, so many levels down; nothing of a value."""
    if is_leaf_type(kind):
        return ""
    if not levels:
        return " { __typename }"
    return f" {{ {' '.join(name + below(get_named_type(field.type), levels - 1) for name, field in kind.fields.items())} }}"


@cache
def ways() -> tuple[Way, ...]:
    """Every way from a person to a protected field; the schema is a tree."""
    return tuple(_ways(PERSON, ()))


def _ways(kind: GraphQLObjectType, path: tuple[str, ...]) -> Iterator[Way]:
    for name, field in kind.fields.items():
        if (coordinate := f"{kind.name}.{name}") in RULES:
            yield Way(coordinate, (*path, name))
        below = get_named_type(field.type)
        if isinstance(below, GraphQLObjectType):
            yield from _ways(below, (*path, name))


@dataclass(frozen=True)
class Road:
    """What leads to a person: the variable it takes, where the selection goes, and the keys to the person."""

    variable: str
    root: str
    keys: tuple[str, ...]


ROADS = {
    "beneficiary": Road(ID, "beneficiary(id: $id) {{ {} }}", ("beneficiary",)),
    "node": Road(ID, "node(id: $id) {{ ... on Beneficiary {{ {} }} }}", ("node",)),
    "nodes": Road(ID, "nodes(ids: [$id, $id]) {{ ... on Beneficiary {{ {} }} }}", ("nodes",)),
    "beneficiaries": Road(
        NUMBER, "beneficiaries(search: $number) {{ edges {{ node {{ {} }} }} }}", ("beneficiaries", "edges", "node")
    ),
    "changes": Road(
        SINCE,
        "changes(since: $since, first: 1) {{ changes {{ beneficiary {{ {} }} }} }}",
        ("changes", "changes", "beneficiary"),
    ),
}
ENTRIES = {"Query.beneficiary", "Query.node", "Query.nodes", "BeneficiaryEdge.node", "Change.beneficiary"}
"""The fields by which the schema comes to a person, by the roads and the subscription."""


@dataclass(frozen=True)
class Tried:
    """One document, and the keys by which the protected value would come."""

    words: str
    body: Mapping[str, Any]
    keys: tuple[str, ...]


Written = tuple[str, str, tuple[str, ...]]
"""The selection of a person, the fragments it takes, and the keys from the person on."""


def _aliased(way: Way) -> Written:
    """Under the name of a field that is open, on every level."""
    written = " { ".join(f"id: {name}" for name in way.path)
    return f"{written}{way.below}{' }' * (len(way.path) - 1)}", "", ("id",) * len(way.path)


def _fragments(way: Way) -> Written:
    return "...F ...G", f"fragment F on Beneficiary {{ {way.selected} }} fragment G on Node {{ ...F }}", way.path


def _interface(way: Way) -> Written:
    return f"... on Node {{ __typename ... on Beneficiary {{ {way.selected} }} }}", "", way.path


def _switched(way: Way) -> Written:
    return f"... @include(if: true) {{ {way.selected} }} id @skip(if: true)", "", way.path


def _then(way: Way) -> Written:
    """As of a day on which an earlier certificate held."""
    return way.selected.replace("certificates", 'certificates(on: "2024-12-01")', 1), "", way.path


WRITINGS: Mapping[str, Callable[[Way], Written]] = {
    "under other names": _aliased,
    "by fragments": _fragments,
    "by the interface": _interface,
    "switched on": _switched,
    "as of then": _then,
}


def tries(way: Way, person: Person, since: str) -> Iterator[Tried]:
    """Every document of the catalogue for one way to a protected field of one person."""
    values = {ID: {"id": person.id}, NUMBER: {"number": person.insured_number}, SINCE: {"since": since}}

    def tried(words: str, query: str, road: Road, keys: tuple[str, ...], **more: str) -> Tried:
        body = {"query": query, "variables": values[road.variable], **more}
        return Tried(f"{words}: {way}", body, (*road.keys, *keys))

    text, keys = way.selected, way.path
    for words, road in ROADS.items():
        yield tried(words, f"query ({road.variable}) {{ {road.root.format(text)} }}", road, keys)
    one = ROADS["beneficiary"]
    for words, write in WRITINGS.items():
        written, fragments, under = write(way)
        if words != "as of then" or written != text:
            yield tried(words, f"query ({ID}) {{ {one.root.format(written)} }} {fragments}", one, under)
    asked = one.root.format(text)
    beside = f'query ({ID}) {{ __schema {{ queryType {{ name }} }} {asked} __type(name: "Beneficiary") {{ name }} }}'
    yield tried("beside introspection", beside, one, keys)
    two = f"query Innocent {{ viewer {{ kind }} }} query Other({ID}) {{ {asked} }}"
    yield tried("as the other operation", two, one, keys, operationName="Other")


def at(value: Any, keys: tuple[str, ...]) -> list[Any]:
    """What stands at these keys of an answer, through lists, and is not null."""
    if value is None or not keys:
        return [] if value is None else [value]
    if isinstance(value, list):
        return [one for below in value for one in at(below, keys)]
    return at(value[keys[0]], keys[1:])


def words_of(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from words_of(one)
