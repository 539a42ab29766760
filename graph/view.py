"""@view: a GraphQL type over a stored row. Adds the companions of dates and codes, and the place in the guide.

`birthDate` gets `birthDateEra` (昭和05年01月01日), `sex` gets `sexLabel` (男性); a companion belongs to the same information.
"""

from collections.abc import Callable
from typing import Any

import strawberry
from sqlalchemy import Date, Enum
from strawberry.types.field import StrawberryField

from graph.field import derived
from loaders.era import era
from loaders.label import label
from loaders.source import Column, Derived
from models.row import Row


def view(of: type[Row], description: str, *, guide: str | None = None) -> Callable[[type], Any]:
    """Make a class of field declarations a GraphQL type over a row.

    Args:
        of: the row's class.
        description: the Japanese term.
        guide: where the guide lists it, e.g. "24頁".
    """

    def make(declared: type) -> Any:
        members: dict[str, Any] = {}
        for name, member in vars(declared).items():
            if name in ("__dict__", "__weakref__"):
                continue
            members[name] = member
            if isinstance(member, StrawberryField):
                _place(member, guide)
                members.update(_companion(name, member, of))
        widened = type(declared.__name__, declared.__bases__, members)
        words = f"{description}（手引き{guide}）" if guide else description
        return strawberry.type(widened, description=words)

    return make


def _place(field: StrawberryField, guide: str | None) -> None:
    if guide and "手引き" not in (field.description or ""):
        field.description = f"{field.description}（手引き{guide}）"


def _companion(name: str, field: StrawberryField, of: type[Row]) -> dict[str, Any]:
    source = field.metadata.get("source")
    if not isinstance(source, Column):
        return {}
    stored = source.column.expression
    if stored.key != name:
        raise TypeError(f"{name} is declared over the column {stored.key}; a field has the name of its column.")
    information = field.metadata["information"]
    if isinstance(stored.type, Date):
        told = Derived(of, era(source.column), str, stored.nullable)
        return {f"{name}_era": derived(told, _beside(field, "和暦"), information=information)}
    if isinstance(stored.type, Enum):
        told = Derived(of, label(source.column), str, stored.nullable)
        return {f"{name}_label": derived(told, _beside(field, "表示名"), information=information)}
    return {}


def _beside(field: StrawberryField, word: str) -> str:
    """The words of a companion: its own before the place, which is the same."""
    term, mark, place = (field.description or "").partition("（手引き")
    return f"{term}・{word}{mark}{place}"
