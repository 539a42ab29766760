"""Documents for the differential test: hypothesis strategies over the real schema.

A document asks one to three root fields, nested, with aliases, merged fields, fragments, @skip and @include by literal
and by variable, arguments by literal and by variable, and __typename.
"""

from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type
from hypothesis import strategies as st

DAYS = ("2019-04-01", "2024-07-31", "2025-09-30", "2025-10-01", "2025-12-15", "2027-08-01")
SWITCHES = ("", "", "", "", " @include(if: true)", " @skip(if: false)", " @include(if: $yes)", " @skip(if: $yes)")
VARIABLES = '$yes: Boolean! = true, $id: ID! = "", $ids: [ID!]! = [], $on: Date, $first: Int = 3'


@dataclass
class Writer:
    """Writes one document; draws every choice."""

    draw: Any
    schema: GraphQLSchema
    ids: tuple[str, ...]
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0

    def document(self) -> str:
        roots = [self.root() for _ in range(self.draw(st.integers(1, 3)))]
        return f"query Q({VARIABLES}) {{ {' '.join(roots)} }}\n" + "\n".join(self.fragments)

    def root(self) -> str:
        person = self.schema.type_map["Beneficiary"]
        kind = self.draw(st.sampled_from(("page", "page", "one", "one", "node", "nodes", "viewer")))
        key = self.alias()
        if kind == "viewer":
            return f"{key}: viewer {{ {self.selection(self.schema.type_map['Viewer'], 3)} }}"
        below = self.selection(person, 0)
        if kind == "page":
            return f"{key}: beneficiaries({self.page()}) {{ {self.connection(below)} }}"
        wanted = f'"{self.draw(st.sampled_from(self.ids))}"'
        if kind == "one":
            return f"{key}: beneficiary(id: {self.draw(st.sampled_from((wanted, '$id')))}) {{ {below} }}"
        if kind == "node":
            return f"{key}: node(id: {wanted}) {{ id ... on Beneficiary {{ {below} }} }}"
        return f"{key}: nodes(ids: $ids) {{ __typename ... on Beneficiary {{ {below} }} }}"

    def page(self) -> str:
        size = self.draw(st.sampled_from(("first: 2", "first: $first", "last: 2", "first: 3", "first: 0")))
        more = self.draw(
            st.sampled_from(
                (
                    "",
                    "",
                    "sort: VIEWING_UNTIL",
                    "sort: INSURED_NUMBER",
                    'search: "利用"',
                    'initialRow: "ラ"',
                    "expiringWithin: 30",
                )
            )
        )
        cursor = self.draw(st.sampled_from(("", "", f'{"before" if "last" in size else "after"}: "{self.ids[0]}"')))
        return f"{size} {more} {cursor}"

    def connection(self, below: str) -> str:
        extra = self.draw(
            st.sampled_from(
                ("", "totalCount", "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }", "__typename")
            )
        )
        edge = self.draw(st.sampled_from(("", "cursor", "__typename c: cursor")))
        return f"{extra} edges {{ {edge} node {{ {below} }} }}"

    def selection(self, kind: Any, depth: int) -> str:
        names = sorted(kind.fields)
        chosen = self.draw(st.lists(st.sampled_from(names), min_size=1, max_size=5 if depth < 2 else 4))
        parts = [self.field(name, kind.fields[name], depth) for name in chosen]
        if self.draw(st.integers(0, 7)) == 0:
            parts.append("__typename")
        return " ".join(self.wrapped(kind, part) for part in parts)

    def field(self, name: str, definition: GraphQLField, depth: int) -> str:
        below = get_named_type(definition.type)
        arguments = self.arguments(name)
        renamed = bool(arguments) or self.draw(st.integers(0, 5)) == 0
        key = f"{self.alias()}: {name}" if renamed else name
        switch = self.draw(st.sampled_from(SWITCHES))
        if is_leaf_type(below):
            return f"{key}{switch}"
        assert isinstance(below, GraphQLObjectType)
        return f"{key}{arguments}{switch} {{ {self.selection(below, depth + 1)} }}"

    def arguments(self, name: str) -> str:
        if name != "certificates":
            return ""
        written: str = self.draw(st.sampled_from(("", "(on: $on)", *(f'(on: "{day}")' for day in DAYS))))
        return written

    def wrapped(self, kind: Any, part: str) -> str:
        way = self.draw(st.integers(0, 11))
        if way == 0:
            return f"... on {kind.name} {{ {part} }}"
        if way == 1:
            return f"... @include(if: $yes) {{ {part} }}"
        if way == 2:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {kind.name} {{ {part} }}")
            return f"...{name}"
        return part

    def alias(self) -> str:
        self.aliases += 1
        return f"a{self.aliases}"


@st.composite
def documents(draw: Any, schema: GraphQLSchema, ids: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    """A document and values for its variables."""
    writer = Writer(draw, schema, ids)
    text = writer.document()
    variables: dict[str, object] = {
        "yes": draw(st.booleans()),
        "id": draw(st.sampled_from(ids)),
        "ids": draw(st.lists(st.sampled_from(ids), max_size=3)),
        "on": draw(st.sampled_from((None, *DAYS))),
        "first": draw(st.sampled_from((1, 2, 3))),
    }
    return text, variables
