"""Documents that ask for a root field of the schema with arguments that are well-formed and about nobody."""

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
)

VALUES: dict[str, Any] = {
    "ID": "xxx_aaaaaaaaaaaaaaaa",
    "String": "xxxxxxxx",
    "Int": 1,
    "Boolean": True,
    "Date": "2025-12-15",
    "DateTime": "2025-12-15T09:00:00+09:00",
    "YearMonth": "2025-12",
    "Measure": "1.5",
}


def given(kind: Any) -> Any:
    """A value of an input type: what may be left out is left out."""
    if isinstance(kind, GraphQLNonNull):
        return given(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [given(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        fields = list(kind.fields.items())
        needed = fields[:1] if kind.is_one_of else [one for one in fields if isinstance(one[1].type, GraphQLNonNull)]
        return {name: given(field.type) for name, field in needed}
    return VALUES[kind.name]


def asked(word: str, root: GraphQLObjectType, names: Iterable[str]) -> tuple[str, dict[str, Any]]:
    """A query or a mutation of these fields, and its variables."""
    variables: dict[str, Any] = {}
    types: list[str] = []
    called = []
    for name in names:
        passed = []
        for argument, of in root.fields[name].args.items():
            if isinstance(of.type, GraphQLNonNull):
                variables[f"{name}_{argument}"] = given(of.type)
                types.append(f"${name}_{argument}: {of.type}")
                passed.append(f"{argument}: ${name}_{argument}")
        called.append(name + (f"({', '.join(passed)})" if passed else "") + _below(root.fields[name].type))
    taken = f"({', '.join(types)})" if types else ""
    return f"{word} {taken} {{ {' '.join(called)} }}", variables


def _below(kind: Any) -> str:
    return " { __typename }" if is_composite_type(get_named_type(kind)) else ""


def portions(names: Iterable[str], size: int = 15) -> Iterator[list[str]]:
    """As many as one document may ask for."""
    left = list(names)
    while left:
        yield left[:size]
        del left[:size]
