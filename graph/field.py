"""One declaration per field: its words, where its value comes from, and which information it belongs to.

A tab reads like the printed form. Type and nullability follow the column; a protected field is nullable.
Each date gets its era beside it (`birthDate`, `birthDateEra`), each code its Japanese term (`sex`, `sexLabel`).
"""

import datetime
import inspect
from collections.abc import Callable
from typing import Any

import strawberry
from sqlalchemy import Boolean, Date, Enum, Integer, String
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import AutoString
from strawberry.extensions import FieldExtension
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField

from graph.enums import published
from graph.scalars import Measure, YearMonth
from loaders.reading import Reading
from loaders.source import Column, Derived, Group, Listing, Relation, Source
from models.row import Instant, Month, Percent, Tenths, Yen
from permissions.information import Information

Info = strawberry.Info[Reading, None]

TYPES: tuple[tuple[type[TypeEngine[Any]], Any], ...] = (
    (Instant, datetime.datetime),
    (Month, YearMonth),
    (Tenths, Measure),
    (Yen, int),
    (Percent, int),
    (Boolean, bool),
    (Date, datetime.date),
    (Integer, int),
    (String, str),
    (AutoString, str),
)
"""Stored types and the schema's types for them; the first that fits counts."""


class Guard(FieldExtension):
    """Hides a protected value: reader 2's end of the one decision (permissions/decide.py)."""

    def __init__(self, information: Information) -> None:
        self.information = information

    def apply(self, field: StrawberryField) -> None:
        if not isinstance(field.type, StrawberryOptional):
            raise TypeError(f"{field.name} is protected and must be nullable: a refusal would take its parent down.")

    def resolve(self, next_: Callable[..., Any], source: Any, info: Info, **arguments: Any) -> Any:
        coordinate = f"{info.path.typename}.{info.field_name}"
        if info.context.refuse(self.information, coordinate, source):
            return None
        return next_(source, info, **arguments)

    async def resolve_async(self, next_: Callable[..., Any], source: Any, info: Info, **arguments: Any) -> Any:
        value = self.resolve(next_, source, info, **arguments)
        return await value if inspect.isawaitable(value) else value


def column(of: Any, description: str, *, information: Information | None = None, beyond: bool = False) -> Any:
    """A stored column; the field has the column's name, its type and its nullability."""
    stored = of.expression
    return _field(Column(of), shown_as(stored.type), stored.nullable, description, information, beyond)


def derived(source: Derived, description: str, *, information: Information | None = None, beyond: bool = False) -> Any:
    """A value the database computes from the row (loaders/)."""

    async def resolve(root: strawberry.Parent[Any], info: Info) -> Any:
        return await info.context.load(source, root)

    return _field(source, source.type, source.optional, description, information, beyond, resolve)


def relation(
    shown: Any, source: Relation, description: str, *, information: Information | None = None, beyond: bool = False
) -> Any:
    """Rows that belong to this one, shown as another type: one or none, or a list."""

    async def resolve(root: strawberry.Parent[Any], info: Info) -> Any:
        return await info.context.load(source, root)

    result = list[shown] if source.many else shown
    return _field(source, result, not source.many, description, information, beyond, resolve)


def group(
    shown: Any,
    description: str,
    *,
    source: Group | None = None,
    information: Information | None = None,
    beyond: bool = False,
) -> Any:
    """An object of its own over the same row: a tab, or a part of a form."""
    of = source or Group()

    def resolve(root: strawberry.Parent[Any]) -> Any:
        return root if of.when is None or getattr(root, of.when.key) else None

    return _field(of, shown, of.when is not None, description, information, beyond, resolve)


def listing(shown: Any, source: Listing, description: str, *, beyond: bool = False) -> Any:
    """A fixed list of objects over this row."""

    async def resolve(root: strawberry.Parent[Any], info: Info) -> Any:
        return await info.context.listing(source, root)

    return _field(source, list[shown], False, description, None, beyond, resolve)


def shown_as(stored: TypeEngine[Any]) -> Any:
    """The schema's type for a stored one."""
    if isinstance(stored, Enum):
        return published(stored.enum_class)  # type: ignore[arg-type]
    return next(shown for kind, shown in TYPES if isinstance(stored, kind))


def _field(
    source: Source,
    shown: Any,
    optional: bool,
    description: str,
    information: Information | None,
    beyond: bool,
    resolver: Callable[..., Any] | None = None,
) -> Any:
    field = strawberry.field(
        graphql_type=shown | None if optional or information else shown,
        description=description + ("（手引きにない項目）" if beyond else ""),
        metadata={"source": source, "information": information},
        extensions=[Guard(information)] if information else [],
    )
    return field(resolver) if resolver else field


def guarded(description: str, source: Source, information: Information) -> Callable[[Callable[..., Any]], Any]:
    """A protected field with arguments, written as a function."""
    return lambda resolver: strawberry.field(
        description=description,
        metadata={"source": source, "information": information},
        extensions=[Guard(information)],
    )(resolver)
