"""The least document for every root field of the schema: what stands at its door, whatever lies behind."""

from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, build_schema, is_leaf_type

from models.settings import ROOT

SCHEMA = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
VALUES = {
    "DateTime": '"2025-12-01T09:00:00+09:00"',
    "Boolean": "true",
    "Int": "1",
    "Measure": '"1.0"',
    "Date": '"2025-12-01"',
    "YearMonth": '"2025-12"',
}
TEXT = '"12345678"'


def value(kind: Any) -> str:
    """The least value of an input type."""
    if isinstance(kind, GraphQLNonNull):
        return value(kind.of_type)
    if isinstance(kind, GraphQLList):
        return f"[{value(kind.of_type)}]"
    if isinstance(kind, GraphQLEnumType):
        return str(next(iter(kind.values)))
    if not isinstance(kind, GraphQLInputObjectType):
        return VALUES.get(kind.name, TEXT)
    parts = list(kind.fields.items())
    asked = parts[:1] if kind.is_one_of else [part for part in parts if isinstance(part[1].type, GraphQLNonNull)]
    return f"{{ {' '.join(f'{name}: {value(part.type)}' for name, part in asked)} }}"


def least(kind: str, name: str) -> str:
    """The least document that asks for a root field."""
    field = SCHEMA.type_map[kind].fields[name]  # type: ignore[attr-defined]
    given = [f"{key}: {value(one.type)}" for key, one in field.args.items() if isinstance(one.type, GraphQLNonNull)]
    asked = f"({', '.join(given)})" if given else ""
    inner = "" if is_leaf_type(field.type) else " { __typename }"
    return f"{kind.lower()} {{ {name}{asked}{inner} }}"


ROOTS = {
    f"{kind}.{name}": least(kind, name)
    for kind in ("Query", "Mutation")
    for name in SCHEMA.type_map[kind].fields  # type: ignore[attr-defined]
}
