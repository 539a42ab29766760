"""Writes a page of the change feed for the compiled reader: what has happened, and the finished documents of people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from graphql.execution.values import VariableValues

from loaders.changes import ChangePage, Delivered
from loaders.compile import Field, Shape
from loaders.write import FIRST_DOCUMENT, plain

Rows = Mapping[str, Sequence[Any]]
"""By the ids of people: a row with a document for each of `feed_shapes`."""


def feed_shapes(page: Shape) -> tuple[Shape, ...]:
    """The shapes of people: one for each `beneficiary` below each `changes`, which have aliases."""
    return tuple(entry.shape for entry in _people(page) if entry.shape is not None)


def feed_written(page: ChangePage, shape: Shape, people: Rows, variables: VariableValues) -> bytes:
    """The page as JSON."""
    places = {id(entry): place for place, entry in enumerate(_people(shape), start=FIRST_DOCUMENT)}

    def change(told: Delivered, entry: Field) -> Any:
        place = places.get(id(entry))
        if place is None:
            return _value(told, entry, variables)
        row = None if told.tombstone else people.get(told.beneficiary_id)
        return None if row is None else orjson.Fragment(row[place])

    def value(entry: Field) -> Any:
        if entry.python_name != "changes":
            return _value(page, entry, variables)
        assert entry.shape is not None
        return [{below.key: change(told, below) for below in entry.shape.fields} for told in page.changes]

    return orjson.dumps({entry.key: value(entry) for entry in shape.fields})


def _people(page: Shape) -> Iterator[Field]:
    for entry in page.fields:
        if entry.python_name == "changes" and entry.shape is not None:
            yield from (below for below in entry.shape.fields if below.python_name == "beneficiary")


def _value(told: object, entry: Field, variables: VariableValues) -> Any:
    return plain(getattr(told, entry.python_name), entry.shape, variables) if entry.python_name else entry.constant
