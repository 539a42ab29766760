"""Documents for the differential test: hypothesis strategies over the real schema.

A document asks one to three root fields, nested, with aliases, merged fields, fragments, @skip and @include by literal
and by variable, arguments by literal and by variable, and __typename. Some of its fields lead to coordinates that were
drawn before, so that a run reaches every coordinate there is.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type
from hypothesis import strategies as st

DAYS = ("2019-04-01", "2024-07-31", "2025-09-30", "2025-10-01", "2025-12-15", "2027-08-01")
SWITCHES = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    " @include(if: true)",
    " @skip(if: false)",
    " @include(if: $yes)",
    " @skip(if: $yes)",
)
VARIABLES = {
    "$yes": "Boolean! = true",
    "$id": 'ID! = ""',
    "$ids": "[ID!]! = []",
    "$on": "Date",
    "$first": "Int = 3",
}
MOST_ALIASES, MOST_DIRECTIVES = 15, 20
"""More are refused, and a refusal proves nothing here."""
PLAIN = {
    "viewer": "Viewer",
    "accounts": "Account",
    "cardApps": "CardApp",
    "readings": "OfficeReading",
    "consentText": "ConsentText",
}
"""Roots that bring no people, with their types."""
FOCUSES = 6
"""Coordinates that a document is made to reach."""


@dataclass(frozen=True)
class Asked:
    """A document, values for its variables, and the coordinates that stand in it."""

    text: str
    variables: dict[str, object]
    coordinates: frozenset[str]


@cache
def below(kind: GraphQLObjectType) -> frozenset[str]:
    """Every coordinate at or under an object type."""
    found = {f"{kind.name}.{name}" for name in kind.fields}
    for definition in kind.fields.values():
        inner = get_named_type(definition.type)
        if isinstance(inner, GraphQLObjectType):  # the schema is a tree
            found |= below(inner)
    return frozenset(found)


def leads(kind: GraphQLObjectType, name: str, goal: str) -> bool:
    """Whether a field is the goal, or has it below."""
    inner = get_named_type(kind.fields[name].type)
    return goal == f"{kind.name}.{name}" or (isinstance(inner, GraphQLObjectType) and goal in below(inner))


@dataclass
class Writer:
    """Writes one document; every choice is chance's."""

    random: Random
    schema: GraphQLSchema
    ids: tuple[str, ...]
    goals: tuple[str, ...]
    fragments: list[str] = field(default_factory=list)
    aliases: int = 3
    """Three are for the root fields."""
    directives: int = 0
    aimed: bool = True
    """Only the first root leads to the goals: a document may have 2,000 tokens."""
    coordinates: set[str] = field(default_factory=set)

    def document(self) -> str:
        roots = [self.root(place) for place in range(self.random.randint(1, 3))]
        written = f"{{ {' '.join(roots)} }}\n" + "\n".join(self.fragments)
        # A variable that nothing reads is refused.
        read = [f"{name}: {kind}" for name, kind in VARIABLES.items() if re.search(rf"\{name}\b", written)]
        return f"query Q({', '.join(read)}) {written}" if read else f"query Q {written}"

    def root(self, place: int) -> str:
        kinds = ("page", "page", "one", "one", "node", "nodes")
        kind = self.random.choice((*kinds, *PLAIN) if place else kinds)
        key, self.aimed = f"r{place}", place == 0
        if kind in PLAIN:
            self.aimed = True  # there is little of it
            return f"{key}: {kind} {{ {self.selection(PLAIN[kind], 3)} }}"
        person = self.selection("Beneficiary", 0)
        if kind == "page":
            self.coordinates.add("Query.beneficiaries")
            return f"{key}: beneficiaries({self.page()}) {{ {self.connection(person)} }}"
        wanted = f'"{self.random.choice(self.ids)}"'
        if kind == "one":
            self.coordinates.add("Query.beneficiary")
            return f"{key}: beneficiary(id: {self.random.choice((wanted, '$id'))}) {{ {person} }}"
        if kind == "node":
            return f"{key}: node(id: {wanted}) {{ id ... on Beneficiary {{ {person} }} }}"
        return f"{key}: nodes(ids: $ids) {{ __typename ... on Beneficiary {{ {person} }} }}"

    def page(self) -> str:
        size = self.random.choice(("first: 2", "first: $first", "last: 2", "first: 3", "first: 0"))
        filters: tuple[str, ...] = ("", "", "sort: VIEWING_UNTIL", "sort: REGISTERED_ON", "sort: INSURED_NUMBER")
        filters += ('search: "利用"', 'search: "13"', 'initialRow: "ラ"', 'initial: "り"', "expiringWithin: 30")
        direction = "before" if "last" in size else "after"
        cursor = self.random.choice(("", "", f'{direction}: "{self.random.choice(self.ids)}"'))
        return f"{size} {self.random.choice(filters)} {cursor}"

    def connection(self, person: str) -> str:
        page_info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
        extra = self.random.choice(("", "totalCount", page_info, "__typename"))
        edge = self.random.choice(("", "cursor", "__typename c: cursor" if self.alias() else "cursor"))
        return f"{extra} edges {{ {edge} node {{ {person} }} }}"

    def selection(self, kind_name: str, depth: int) -> str:
        kind: Any = self.schema.type_map[kind_name]
        chosen = self.random.choices(sorted(kind.fields), k=self.random.randint(1, 3 if depth < 2 else 2))
        for goal in self.goals if self.aimed else ():
            if ways := [name for name in sorted(kind.fields) if leads(kind, name, goal)]:
                chosen.append(self.random.choice(ways))
        parts = [self.field(kind, name, depth) for name in chosen]
        if self.random.randint(0, 7) == 0:
            parts.append("__typename")
        return " ".join(self.wrapped(kind, part) for part in parts)

    def field(self, kind: Any, name: str, depth: int) -> str:
        definition: GraphQLField = kind.fields[name]
        self.coordinates.add(f"{kind.name}.{name}")
        arguments = self.arguments(name)
        alias = self.alias() if arguments or self.random.randint(0, 5) == 0 else ""
        key, arguments = f"{alias}{name}", arguments if alias else ""
        inner = get_named_type(definition.type)
        if is_leaf_type(inner):
            return f"{key}{self.switch()}"
        return f"{key}{arguments}{self.switch()} {{ {self.selection(inner.name, depth + 1)} }}"

    def arguments(self, name: str) -> str:
        if name != "certificates":
            return ""
        written: str = self.random.choice(("", "(on: $on)", *(f'(on: "{day}")' for day in DAYS)))
        return written

    def switch(self) -> str:
        written: str = self.random.choice(SWITCHES) if self.directives < MOST_DIRECTIVES else ""
        self.directives += bool(written)
        return written

    def wrapped(self, kind: Any, part: str) -> str:
        way = self.random.randint(0, 11)
        if way == 0:
            return f"... on {kind.name} {{ {part} }}"
        if way == 1 and self.directives < MOST_DIRECTIVES:
            self.directives += 1
            return f"... @include(if: $yes) {{ {part} }}"
        if way == 2 and len(self.fragments) < 20:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {kind.name} {{ {part} }}")
            return f"...{name}"
        return part

    def alias(self) -> str:
        """A key of its own, while there are any."""
        if self.aliases >= MOST_ALIASES:
            return ""
        self.aliases += 1
        return f"a{self.aliases}: "


def coordinates(schema: GraphQLSchema) -> tuple[str, ...]:
    """Every coordinate under a person and the roots that bring none."""
    kinds: list[Any] = [schema.type_map[name] for name in ("Beneficiary", *PLAIN.values())]
    return tuple(sorted(frozenset[str]().union(*map(below, kinds))))


@st.composite
def documents(draw: Any, schema: GraphQLSchema, ids: tuple[str, ...], goals: tuple[str, ...]) -> Asked:
    """A document that leads to some of the goals."""
    aimed = draw(st.lists(st.sampled_from(goals), min_size=1, max_size=FOCUSES, unique=True))
    # One draw for the whole document: its five hundred choices, each drawn, took longer than answering it twice.
    writer = Writer(Random(draw(st.integers(0, 2**64))), schema, ids, tuple(aimed))
    text = writer.document()
    variables: dict[str, object] = {
        "yes": draw(st.booleans()),
        "id": draw(st.sampled_from(ids)),
        "ids": draw(st.lists(st.sampled_from(ids), max_size=3)),
        "on": draw(st.sampled_from((None, *DAYS))),
        "first": draw(st.sampled_from((1, 2, 3))),
    }
    return Asked(text, variables, frozenset(writer.coordinates))
