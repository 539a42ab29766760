"""Reads CHANGELOG.md and the deprecations of a schema: what is told to those who have built on it."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

LEVELS = {"BREAKING": "Breaking", "DANGEROUS": "Dangerous"}
"""What a change can break, as graphql-inspector says it, and the heading it has to be named under."""
DEPRECATION = re.compile(
    r"[^。]+。代わりに `(?P<replacement>\w+(\.\w+)*)` を使ってください。(?P<day>\d{4}-\d{2}-\d{2}) に廃止します。"
)
"""The reason, what to use in its place, as a coordinate, and the day on which it ends."""


def sections(changelog: str, version: str = "Unreleased") -> dict[str, str]:
    """What is written of a version, by heading, in order."""
    [told] = re.findall(rf"^## {re.escape(version)}$(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"^### (.+?)$(.*?)(?=^### |\Z)", told, re.MULTILINE | re.DOTALL))


def unnamed(changes: Iterable[Mapping[str, str]], changelog: str) -> list[tuple[str, str]]:
    """The level and path of each change since the last release that its section does not name, as `Type.field`."""
    told = sections(changelog)
    heavy = [(change["level"], change["path"]) for change in changes if change["level"] in LEVELS]
    return [(level, path) for level, path in heavy if f"`{path}`" not in told[LEVELS[level]]]


def deprecations(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """What is deprecated, as a coordinate, and the reason that is printed."""
    for name, kind in schema.type_map.items():
        parts: Mapping[str, object] = {}
        if isinstance(kind, GraphQLEnumType):
            parts = kind.values
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            parts = kind.fields
        for place, part in parts.items():
            found = {f"{name}.{place}": part}
            found |= {f"{name}.{place}({argument}:)": of for argument, of in getattr(part, "args", {}).items()}
            for coordinate, one in found.items():
                if (reason := getattr(one, "deprecation_reason", None)) is not None:
                    yield coordinate, reason


def untold(schema: GraphQLSchema) -> list[str]:
    """The deprecations without a reason, a replacement that exists or a day."""
    return [coordinate for coordinate, reason in deprecations(schema) if not _tells(schema, reason)]


def _tells(schema: GraphQLSchema, reason: str) -> bool:
    if not (told := DEPRECATION.fullmatch(reason)):
        return False
    kind, *places = told["replacement"].split(".")
    found: object = schema.type_map.get(kind)
    for place in places:
        found = {**getattr(found, "fields", {}), **getattr(found, "values", {})}.get(place)
    try:
        datetime.date.fromisoformat(told["day"])
    except ValueError:
        return False
    return found is not None
