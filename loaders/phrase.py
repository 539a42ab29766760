"""SQL as text, in pieces: the expression of a source is compiled once, whatever statement it is put into.

Two things are filled in later: the name of the row a phrase speaks of, and the place of each value it binds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Insert, Select, literal_column, select
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.util import ClauseAdapter

from loaders.dialect import Dialect
from loaders.source import Derived, Listing, Reckoning, Relation

ROW = "this_row"
"""The row a phrase speaks of, until a statement gives it a name."""
THAT = "that_row"
"""A row of a relation, likewise."""
VALUE = "this_value"
COLUMNS = "these_columns"
"""What is taken of a relation's rows, until it is known what is used of them."""
BIND = re.compile("\x02(\\w+)\x1f([^\x03]*)\x03")
"""A value to be bound, with its type, until the statement is finished."""

Kind = TypeVar("Kind", Derived, Reckoning, Relation)


def used(row: str, text: str) -> list[str]:
    """The columns of a row that a text speaks of, in the order of their names."""
    return sorted(set(re.findall(rf'\b{row}\."?(\w+)', text)))


def spoken(phrase: str, row: str, binds: Mapping[str, str]) -> str:
    """The phrase of the row with this name; binds take the names they have here."""
    said = phrase.replace(f"{ROW}.", f"{row}.")
    return BIND.sub(lambda bind: bind[0].replace(bind[1], binds.get(bind[1], bind[1]), 1), said) if binds else said


@cache
def phrases_of(kind: type[Dialect]) -> "Phrases":
    """The phrases of one kind of database: a process compiles each once, whatever it opens."""
    return Phrases(kind())


@cache
def finished_once(kind: type[Dialect], statement: Callable[[], Select[Any]]) -> tuple[str, tuple[str, ...]]:
    """A statement as `finished` makes it for one kind of database."""
    phrases = phrases_of(kind)
    return phrases.finished(phrases.text(statement()))


@dataclass
class Phrases:
    """The phrases of one kind of database, each compiled when it is first asked for."""

    dialect: Dialect
    _kept: dict[Derived | Reckoning | Relation, str] = field(default_factory=dict)

    def learn(self, source: Any) -> None:
        """Compile a source of any kind ahead of its use."""
        match source:
            case Derived(shared=(reckoning, _)):
                self.reckoned(reckoning)
            case Derived(through=(relation, value)):
                self.rows(relation)
                self.value(value)
                self.value(source)
            case Derived():
                self.value(source)
            case Relation():
                self.rows(source)
            case Listing(rows):
                for value in (value for values in rows for value in values.values()):
                    self.value(value)

    def value(self, source: Derived) -> str:
        """The expression of a derived value."""
        return self._once(source, self._value)

    def reckoned(self, source: Reckoning) -> str:
        """The sub-select of a reckoning."""
        return self._once(source, self._reckoned)

    def rows(self, source: Relation) -> str:
        """The select of the rows that belong to a row."""
        return self._once(source, self._rows)

    def text(self, statement: Select[Any] | Insert) -> str:
        """A statement with its constants written out and its binds still open."""
        base: Any = self.dialect.compiler.statement_compiler
        kinds = self.dialect.compiler

        class Open(base):  # type: ignore[misc]
            def visit_bindparam(self, bindparam: BindParameter[Any], **options: Any) -> Any:
                if not bindparam.required:
                    return super().visit_bindparam(bindparam, **options)
                return f"\x02{bindparam.key}\x1f{bindparam.type.compile(dialect=kinds)}\x03"

        return str(Open(self.dialect.compiler, statement, compile_kwargs={"literal_binds": True}))

    def finished(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The text for the driver, and the names of the values to bind in the order PostgreSQL numbers them."""
        names = tuple(dict.fromkeys(bind[1] for bind in BIND.finditer(text)))
        places = {name: place for place, name in enumerate(names, 1)}
        return BIND.sub(lambda bind: self.dialect.placeholder(bind[1], bind[2], places[bind[1]]), text), names

    def _once(self, source: Kind, compiled: Callable[[Kind], str]) -> str:
        if source not in self._kept:
            self._kept[source] = compiled(source)
        return self._kept[source]

    def _value(self, source: Derived) -> str:
        """Compiled as a select of its own, so that sub-selects in it find the row they belong to."""
        row = source.owner.__table__.alias(ROW)  # type: ignore[attr-defined]
        expression: ColumnElement[Any] = ClauseAdapter(row).traverse(_plain(source.expression))
        text = self.text(select(expression.label(VALUE)).select_from(row))
        value, _, rest = text.removeprefix("SELECT ").rpartition(f" AS {VALUE} \nFROM ")
        assert rest.endswith(f"AS {ROW}"), text
        return value

    def _reckoned(self, source: Reckoning) -> str:
        """Compiled inside a value of it, which finds the row it belongs to; the value's own select is taken off."""
        name = source.row.c[0].name
        text = self._value(source.value(name, None))
        row, _, rest = text.partition("\nFROM (")[2].rpartition(") AS ")
        assert rest, text
        return row

    def _rows(self, source: Relation) -> str:
        """Its conditions are told the key the rows belong by, so that they ask once for all of them."""
        owner, remote = (
            f"{ROW}.{source.local}",
            self.dialect.compiler.identifier_preparer.quote(source.remote.key or ""),
        )
        text, belong, conditions = self.text(_select(source, owner)).partition(f" = {owner}")
        return text + belong + re.sub(rf'\b{THAT}\."?{remote}\b"?', owner, conditions)


def _plain(expression: Any) -> Any:
    return expression.__clause_element__() if hasattr(expression, "__clause_element__") else expression


def _select(source: Relation, owner: str) -> Select[Any]:
    row = source.target.__table__.alias(THAT)  # type: ignore[attr-defined]

    def of_that(expression: Any) -> Any:
        return ClauseAdapter(row).traverse(_plain(expression))

    rows: Select[Any] = select(literal_column(COLUMNS)).select_from(row)
    rows = rows.where(of_that(source.remote) == literal_column(owner), *map(of_that, source.where))
    rows = rows.order_by(*map(of_that, source.order))
    # One row without an order is found by a unique key, and LIMIT would only be in the way.
    return rows if source.many or not source.order else rows.limit(1)
