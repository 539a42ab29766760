"""Writes the answer of a root field from finished rows: joins bytes, looks at no value.

A row begins with the person's key and id, then one JSON document for each shape under the root.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from graphql.execution.values import VariableValues

from loaders.compile import Field, Shape
from loaders.page import PageRequest
from models.codes import Coded

Row = Sequence[Any]
FIRST_DOCUMENT = 2


@dataclass(frozen=True)
class PageRows:
    """The rows of a page in list order, without the one too many."""

    rows: Sequence[Row]
    more: bool
    request: PageRequest
    total: int | None


Write = Callable[[PageRows], bytes]


def shapes_below(connection: Shape) -> tuple[Shape, ...]:
    """The shapes of the rows of a connection: one for each `edges`, which have aliases."""
    return tuple(entry.shape for entry in connection.fields if entry.python_name == "edges" and entry.shape)


def page_writer(connection: Shape) -> Write:
    """Writes a connection; the documents stand in the rows in the order of `shapes_below`."""
    documents = iter(range(FIRST_DOCUMENT, FIRST_DOCUMENT + len(shapes_below(connection))))
    parts = [(_key(entry), _part(entry, documents)) for entry in connection.fields]
    return lambda page: b"{" + b",".join(key + write(page) for key, write in parts) + b"}"


def _key(entry: Field) -> bytes:
    return orjson.dumps(entry.key) + b":"


def _part(entry: Field, documents: Any) -> Write:
    match entry.python_name:
        case "edges":
            column = next(documents)
            return lambda page: b"[" + b",".join([row[column] for row in page.rows]) + b"]"
        case "page_info":
            assert entry.shape is not None
            return _page_info(entry.shape)
        case "total_count":
            return lambda page: str(page.total).encode()
    return _constant(entry)


def _constant(entry: Field) -> Callable[[object], bytes]:
    written = orjson.dumps(entry.constant)
    return lambda _: written


def _page_info(shape: Shape) -> Write:
    def write(page: PageRows) -> bytes:
        behind = page.request.cursor is not None
        values = {
            "has_next_page": page.more if page.request.forward else behind,
            "has_previous_page": behind if page.request.forward else page.more,
            "start_cursor": page.rows[0][1] if page.rows else None,
            "end_cursor": page.rows[-1][1] if page.rows else None,
        }
        return orjson.dumps({entry.key: values.get(entry.python_name, entry.constant) for entry in shape.fields})

    return write


def plain(value: Any, shape: Shape | None, variables: VariableValues) -> Any:
    """A plain object of ours (the viewer) under a shape, as JSON values; what takes arguments is a method of it."""
    if isinstance(value, list):
        return [plain(item, shape, variables) for item in value]
    if value is None or shape is None:
        return value.name if isinstance(value, Coded) else value
    return {
        entry.key: plain(_member(value, entry, variables), entry.shape, variables)
        if entry.python_name
        else entry.constant
        for entry in shape.fields
    }


def _member(value: Any, entry: Field, variables: VariableValues) -> Any:
    found = getattr(value, entry.python_name)
    return found(**entry.arguments(variables)) if entry.arguments else found
