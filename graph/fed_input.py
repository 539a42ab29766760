"""Inputs made of tables: what a municipality's system sends has the columns that are shown, and their words."""

import re
from collections.abc import Mapping
from typing import Any

import strawberry

from graph.field import shown_as


def fed_input(name: str, columns: Mapping[str, Any], shown: tuple[Any, ...], description: str, **hidden: str) -> Any:
    """An input type with a field a column, in the words of the types that show it, or those given."""
    words = {
        field.python_name: re.sub("（手引き.*?）", "", field.description or "")
        for view in shown
        for field in view.__strawberry_definition__.fields
    }
    words |= hidden
    members = {
        "__annotations__": {column: _type(stored) for column, stored in columns.items()},
        **{column: _field(stored, words[column]) for column, stored in columns.items()},
    }
    return strawberry.input(type(name, (), members), description=description)


def sent(given: Any, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The values of such an input by column."""
    return {column: getattr(given, column) for column in columns}


def _type(column: Any) -> Any:
    shown = shown_as(column.type)
    return shown | None if column.nullable else shown


def _field(column: Any, words: str) -> Any:
    return strawberry.field(description=words, default=None) if column.nullable else strawberry.field(description=words)
