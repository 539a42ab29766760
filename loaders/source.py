"""Where a value comes from. Every field of the schema has one of these, and both readers read it.

- Column    a column of the row at hand
- Relation  the rows of another table that belong to it: one or many, with an order and a window of their own
- Derived   one SQL expression over the row, with named binds (`:office :staff :today :now`)
- Group     the row itself again, as an object of its own (a tab), perhaps with binds from its arguments
- Listing   a fixed list of objects, each of derived values of the row
- Verdicts  what the viewer may see of the person, from the one decision
- Root      where people come from: the list, one by id, many by id, the change feed
- Plain     objects of the service itself, about nobody
"""

import enum
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLField
from sqlalchemy import ColumnElement, Subquery, select

from models.row import Row
from permissions.errors import Forbidden
from permissions.information import Action, Information


@dataclass(frozen=True, eq=False)
class Column:
    """A stored column."""

    column: Any
    """The mapped attribute, e.g. `rows.BurdenRatio.first_ratio`."""


@dataclass(frozen=True, eq=False)
class Relation:
    """Rows that belong to the row at hand, where `remote` equals its attribute `local`."""

    target: type[Row]
    remote: ColumnElement[Any]
    local: str = "key"
    where: tuple[ColumnElement[bool], ...] = ()
    order: tuple[ColumnElement[Any], ...] = ()
    many: bool = False
    """False: the first row in order, or none."""
    listed: bool = False
    """Whether it is the row that puts the person on the list: whoever has the person has it at hand."""

    def value(self, owner: type[Row], value: ColumnElement[Any], type_: Any) -> "Derived":
        """A value of the first row as one of the owner's; null where there is none."""
        belongs = self.remote == getattr(owner, self.local)
        found = select(value).where(belongs, *self.where).order_by(*self.order).limit(1).correlate(owner)
        return Derived(owner, found.scalar_subquery(), type_, through=(self, Derived(self.target, value, type_)))


@dataclass(frozen=True, eq=False)
class Reckoning:
    """One row reckoned from the row at hand, for several derived values that share the work."""

    owner: type[Row]
    row: Subquery

    def value(self, name: str, type_: Any) -> "Derived":
        """The derived value that is one of its columns."""
        column = self.row.c[name]
        return Derived(self.owner, select(column).scalar_subquery(), type_, shared=(self, name))


@dataclass(frozen=True, eq=False)
class Derived:
    """A value computed by the database from the row at hand."""

    owner: type[Row]
    expression: ColumnElement[Any]
    type: Any
    """The Python type of the value, as the schema declares it."""
    optional: bool = True
    shared: tuple[Reckoning, str] | None = None
    """Where the value is a column of a reckoning: compiled statements do that once an object."""
    through: "tuple[Relation, Derived] | None" = None
    """Where the value is one of a relation's first row: compiled statements look for it once an object."""


@dataclass(frozen=True, eq=False)
class Group:
    """An object over the same row; none where the column `when` says no."""

    when: Any = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    """Binds that come from the field's arguments, each with the request's bind it has where it is left out."""


@dataclass(frozen=True, eq=False)
class Listing:
    """A fixed list of objects over the row at hand."""

    rows: tuple[Mapping[str, Derived], ...]
    """Per object, its values by Python name."""


@dataclass(frozen=True, eq=False)
class Verdicts:
    """The verdict on every information of the person at hand."""


class Root(enum.Enum):
    """Where people come from."""

    PAGE = "page"
    ONE = "one"
    MANY = "many"
    CHANGES = "changes"


@dataclass(frozen=True, eq=False)
class Plain:
    """Objects of the service itself, about nobody: `load` gives them to both readers, from reading and arguments."""

    found: Callable[[Any, Mapping[str, Any]], Awaitable[Any]]
    most: int = 1
    """How many there may be, for the cost."""
    rights: tuple[Action, ...] = ()
    """Of which one is enough; none where everybody who is signed in may ask."""
    besides: Callable[[Mapping[str, Any]], int] | None = None
    """What it costs by its arguments, whatever is asked of it."""

    async def load(self, reading: Any, arguments: Mapping[str, Any]) -> Any:
        """The objects.

        Raises:
            Forbidden: the viewer has none of the rights; nothing is looked at.
        """
        if self.rights and reading.grants.write.isdisjoint(self.rights):
            raise Forbidden(self.rights[0].name)
        return await self.found(reading, arguments)


@dataclass(frozen=True)
class Scoped:
    """A row with further binds, from the arguments of the group it stands for."""

    row: Any
    binds: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


Source = Column | Relation | Derived | Group | Listing | Verdicts | Root | Plain


def source_of(definition: GraphQLField) -> Any:
    """The source of a field of the schema, from its declaration; None for one without."""
    return _declared(definition).get("source")


def information_of(definition: GraphQLField) -> Information | None:
    """The information a field of the schema belongs to, from its declaration; None for what needs no permission."""
    return _declared(definition).get("information")


def opened_by(definition: GraphQLField) -> Mapping[str, Information]:
    """The protected coordinates an action opens the content of, with their information."""
    return _declared(definition).get("opens", {})  # type: ignore[no-any-return]


def rights_of(definition: GraphQLField) -> tuple[Action, ...]:
    """The rights of which one is enough to ask for a field of the schema; none where it is no matter of one."""
    source = source_of(definition)
    return source.rights if isinstance(source, Plain) else ()


def _declared(definition: GraphQLField) -> Mapping[Any, Any]:
    declared = definition.extensions.get("strawberry-definition")
    return declared.metadata if declared is not None else {}
