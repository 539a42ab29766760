"""Plans: an operation made ready once - one statement a root field - and kept under everything that changes SQL text.

The key is the document, the operation, the values of @skip and @include, the grants, and each page's form. All other
values are bound, so one plan serves every office and every person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select

from loaders.compile import Shape
from loaders.phrase import Phrases, used
from loaders.place import LISTED, PERSON
from loaders.reading import Reading
from loaders.statement import Argument, Hiding, Statement
from models.registration import Registration
from models.row import col
from permissions.decide import Facts, Grants, unmet
from permissions.information import Condition, Information, Reason
from permissions.matrix import Matrix

FLAGS = ("consent", "in_charge", "protected", "opinion_withheld")
"""The columns of the root that tell what is true of the person today."""


@dataclass(frozen=True)
class Hidden:
    """A guarded field of a plan, for the count of whom it stays hidden from; columns by their place in the row."""

    coordinate: str
    information: Information
    behind: tuple[Information, ...]
    reached: int | None
    withheld: int | None


@dataclass(frozen=True, eq=False)
class Prepared:
    """A statement over people, made ready. A row is: key, id, a JSON document a shape, then what `hidden` needs.

    `names` are the values it binds, in the order PostgreSQL numbers them. `arguments` are those of its groups.
    """

    text: str
    names: tuple[str, ...]
    arguments: Mapping[str, Argument]
    told: int
    """Where in a row that begins which `hidden` needs; places count from here."""
    flags: Mapping[str, int]
    hidden: tuple[Hidden, ...]
    conditions: Mapping[Information, tuple[Condition, ...]]

    def note(self, rows: Sequence[Sequence[Any]], reading: Reading) -> None:
        """Note who was found, and from whom something stays hidden, as the plain reader does field by field."""
        reading.people.update((row[0], row[1]) for row in rows)
        if self.hidden:
            for row in rows:
                for entry in _refused(self, row[self.told :]):
                    reading.refused[entry].add(row[0])

    def refused(self, told: Sequence[Any]) -> Iterator[tuple[str, Reason]]:
        """What stays hidden of a person, and why, by what the row tells."""
        facts = Facts(**{name: bool(told[place]) for name, place in self.flags.items()})
        for entry in self.hidden:
            yield from ((entry.coordinate, reason) for reason in self._reasons(entry, told, facts))

    def _reasons(self, entry: Hidden, told: Sequence[Any], facts: Facts) -> Iterator[Reason]:
        """Why rows of this field stay hidden from the viewer; kept-back rows and the rest can differ."""
        if any(self._unmet(condition, facts) for passed in entry.behind for condition in self.conditions[passed]):
            return
        there = entry.reached is None or bool(told[entry.reached])
        kept_back = entry.withheld is not None and bool(told[entry.withheld])
        for condition in self.conditions[entry.information]:
            if condition is Condition.DOCTORS_LEAVE:
                if kept_back:
                    yield condition.reason
                kept_back = False
            elif (there or kept_back) and self._unmet(condition, facts):
                yield condition.reason
                return

    def _unmet(self, condition: Condition, facts: Facts) -> bool:
        return condition is not Condition.DOCTORS_LEAVE and unmet(condition, facts, None)


@lru_cache(maxsize=10_000)
def _refused(statement: Prepared, told: tuple[bool | None, ...]) -> tuple[tuple[str, Reason], ...]:
    """Most people are told the same of."""
    return tuple(statement.refused(told))


def prepared(
    phrases: Phrases, matrix: Matrix, grants: Grants, people: Select[Any], shapes: tuple[Shape, ...]
) -> Prepared:
    """The statement that gives these shapes of these people.

    The people are taken in a sub-select of their own, before anything is joined to them, and of each only what is used.
    """
    statement = Statement(phrases, matrix, grants)
    columns = [f"{PERSON}.key", f"{PERSON}.id"]
    columns += [phrases.dialect.document(statement.json(shape)) for shape in shapes]
    asked = used(PERSON, " ".join(columns))
    told: list[str] = []
    flags = {name: _place(told, f"{PERSON}.{name}") for name in FLAGS if name in asked}
    hidden = tuple(_hidden(told, entry) for entry in statement.hidden)
    given = ", ".join(columns + told)
    listed = {f"{LISTED}_{name}": getattr(Registration, name) for name in used(LISTED, given)}
    given = given.replace(f"{LISTED}.", f"{PERSON}.{LISTED}_")
    kept = used(PERSON, given)
    taken = people.with_only_columns(
        *(column for column in people.selected_columns if _name(column) in kept),
        *(col(column).label(name) for name, column in listed.items()),
    )
    # The order of the sub-select is that of the answer: nothing is joined to it.
    text, names = phrases.finished(f"SELECT {given} FROM ({phrases.text(taken)}) AS {PERSON}")
    return Prepared(text, names, statement.arguments, len(columns), flags, hidden, matrix.conditions)


def _name(column: ColumnElement[Any]) -> str | None:
    return getattr(column, "name", None)


def _place(columns: list[str], column: str) -> int:
    columns.append(column)
    return len(columns) - 1


def _hidden(columns: list[str], entry: Hiding) -> Hidden:
    reached = None if entry.reached is None else _place(columns, entry.reached)
    withheld = None if entry.withheld is None else _place(columns, entry.withheld)
    return Hidden(entry.coordinate, entry.information, entry.behind, reached, withheld)
