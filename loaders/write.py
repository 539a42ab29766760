"""Writes the answer of a root field from finished rows: joins bytes, looks at no value.

A row begins with the person's key and id, then one JSON document for each shape under the root.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

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
    """The shapes of the people under a connection: one a `node` of each `edges`."""
    edges = [entry.shape for entry in connection.fields if entry.python_name == "edges" and entry.shape]
    return tuple(node.shape for edge in edges for node in edge.fields if node.python_name == "node" and node.shape)


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
            assert entry.shape is not None
            edge = _edge(entry.shape, documents)
            return lambda page: b"[" + b",".join([edge(row) for row in page.rows]) + b"]"
        case "page_info":
            assert entry.shape is not None
            return _page_info(entry.shape)
        case "total_count":
            return lambda page: str(page.total).encode()
    return _constant(entry)


def _constant(entry: Field) -> Callable[[object], bytes]:
    written = orjson.dumps(entry.constant)
    return lambda _: written


def _edge(edge: Shape, documents: Any) -> Callable[[Row], bytes]:
    """One edge: the constant bytes between its values are put together once."""
    pieces: list[tuple[bytes, Callable[[Row], bytes]]] = []
    for place, entry in enumerate(edge.fields):
        before = (b"," if place else b"{") + _key(entry)
        pieces.append((before, _edge_value(entry, documents)))
    if len(pieces) == 1:
        ((before, value),) = pieces
        return lambda row: before + value(row) + b"}"
    return lambda row: b"".join([before + value(row) for before, value in pieces]) + b"}"


def _edge_value(entry: Field, documents: Any) -> Callable[[Row], bytes]:
    if entry.python_name == "node":
        column = next(documents)
        return lambda row: bytes(row[column])
    if entry.python_name == "cursor":
        return lambda row: b'"' + row[1].encode() + b'"'
    return _constant(entry)


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


def plain(value: Any, shape: Shape | None) -> Any:
    """A plain object of ours (the viewer) under a shape, as JSON values."""
    if isinstance(value, list):
        return [plain(item, shape) for item in value]
    if value is None or shape is None:
        return value.name if isinstance(value, Coded) else value
    return {
        entry.key: plain(getattr(value, entry.python_name), entry.shape) if entry.python_name else entry.constant
        for entry in shape.fields
    }
