"""Reader 3's second half: a shape becomes one SQL expression whose value is the finished JSON of a row.

A guard is one CASE on the flags of the person; where something stays hidden, a second column says for whom.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from graphql.execution.values import VariableValues
from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    and_,
    case,
    exists,
    literal,
    literal_column,
    not_,
    select,
    true,
)
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.sql.visitors import cloned_traverse

from loaders.compile import Declined, Field, Shape
from loaders.dialect import NULL, Dialect
from loaders.source import Column, Derived, Group, Listing, Relation, Verdicts
from models.codes import Coded
from permissions.decide import Grants, Verdict
from permissions.information import Condition, Information, Reason
from permissions.matrix import Matrix

TRUE: ColumnElement[bool] = true()
MOST_ARGUMENTS = 4
"""Each group with an argument repeats its SQL, and planning holds the event loop: about a second each at the most."""
ONE: ColumnElement[int] = literal_column("1")
VERDICTS: Mapping[str, Callable[[Verdict], object]] = {
    name: attrgetter(name)
    for name in ("information", "information_label", "readable", "reason", "reason_label", "remedy")
}
"""What can be asked of a verdict, by the field's name."""


@dataclass(frozen=True)
class Place:
    """Where in the statement a row stands, and how to ask whether it is there at all."""

    row: FromClause
    outer: tuple[FromClause, ...] = ()
    reached: Callable[[ColumnElement[bool]], ColumnElement[bool]] | None = None
    """Wraps a question about this row into one about the person; None at the person itself."""
    behind: tuple[Information, ...] = ()
    """The guards passed on the way here."""
    binds: Mapping[str, str] = field(default_factory=dict)
    """The names a group's arguments have here, by the names the sources use."""

    def of(self, expression: Any) -> Any:
        """A source's expression, spoken of the row at this place."""
        plain = expression.__clause_element__() if hasattr(expression, "__clause_element__") else expression
        return self.named(ClauseAdapter(self.row).traverse(plain))

    def named(self, expression: Any) -> Any:
        """The expression with the group's binds under the names they have here."""
        if not self.binds:
            return expression

        def rename(bind: Any) -> None:
            bind.key = self.binds.get(bind.key, bind.key)

        return cloned_traverse(expression, {}, {"bindparam": rename})

    @property
    def scope(self) -> tuple[FromClause, ...]:
        return (*self.outer, self.row)

    def ask(self, question: ColumnElement[bool]) -> ColumnElement[bool]:
        return self.reached(question) if self.reached else question


@dataclass(frozen=True)
class Hiding:
    """A guarded field of the statement, for the count of whom it stays hidden from."""

    coordinate: str
    information: Information
    behind: tuple[Information, ...]
    reached: ColumnElement[bool] | None
    """Whether the row it belongs to is there; None for the person, who always is."""
    withheld: ColumnElement[bool] | None
    """Whether a row is there that is kept back by itself (the doctor's leave)."""


@dataclass(frozen=True)
class Argument:
    """A bind that comes from an argument of a field, and the request's bind where it is left out."""

    entry: Field
    name: str
    default: str

    def value(self, variables: VariableValues, binds: Mapping[str, Any]) -> Any:
        assert self.entry.arguments is not None
        value = self.entry.arguments(variables).get(self.name)
        return binds[self.default] if value is None else value


@dataclass
class Statement:
    """Builds the JSON of one root; `hidden` and `arguments` fill up on the way."""

    dialect: Dialect
    matrix: Matrix
    grants: Grants
    root: FromClause
    hidden: list[Hiding] = field(default_factory=list)
    arguments: dict[str, Argument] = field(default_factory=dict)
    """Values of the groups' arguments, by the bind they were given."""

    def json(self, shape: Shape) -> ColumnElement[Any]:
        """The JSON of the person under this shape."""
        return self._object(shape, Place(self.root))

    def _object(self, shape: Shape, place: Place) -> ColumnElement[Any]:
        return self.dialect.json_object([(entry.key, self._value(entry, place)) for entry in shape.fields])

    def _value(self, entry: Field, place: Place) -> ColumnElement[Any]:
        if entry.source is None:
            return self.dialect.text(entry.constant) if entry.constant else NULL
        if entry.information is None:
            return self._open(entry, place)
        conditions = self.matrix.conditions[entry.information]
        if not conditions:
            return self._open(entry, replace(place, behind=(*place.behind, entry.information)))
        self._note(entry, place)
        holds = and_(*(self._holds(condition, place) for condition in conditions))
        inside = replace(
            place,
            behind=(*place.behind, entry.information),
            reached=lambda question: place.ask(and_(self._leave(place, conditions), question)),
        )
        return case((holds, self._open(entry, inside)), else_=NULL)

    def _open(self, entry: Field, place: Place) -> ColumnElement[Any]:
        match entry.source:
            case Column(column):
                return self.dialect.value(place.row.c[column.key])
            case Derived(_, expression):
                return self.dialect.value(place.of(expression))
            case Group():
                return self._group(entry, entry.source, place)
            case Relation():
                return self._relation(entry, entry.source, place)
            case Listing():
                return self._listing(entry, entry.source, place)
            case Verdicts():
                return self._verdicts(entry)
        raise Declined(entry.coordinate)

    def _group(self, entry: Field, source: Group, place: Place) -> ColumnElement[Any]:
        assert entry.shape is not None
        inside = place
        if source.arguments:
            inside = replace(place, binds={**place.binds, **self._bound(entry, source)})
        if source.when is None:
            return self._object(entry.shape, inside)
        present = place.row.c[source.when.key].is_(True)
        within = replace(inside, reached=lambda question: place.ask(and_(present, question)))
        return case((present, self._object(entry.shape, within)), else_=NULL)

    def _bound(self, entry: Field, source: Group) -> dict[str, str]:
        """Gives each argument of a group a bind of its own; left out, it is the request's."""
        if len(self.arguments) >= MOST_ARGUMENTS:
            raise Declined("more arguments than are planned for")
        names: dict[str, str] = {}
        for argument, default in source.arguments.items():
            name = names[argument] = f"{argument}_{len(self.arguments)}"
            self.arguments[name] = Argument(entry, argument, default)
        return names

    def _relation(self, entry: Field, source: Relation, place: Place) -> ColumnElement[Any]:
        assert entry.shape is not None
        rows = place.named(select(source.target).where(source.remote == place.row.c[source.local], *source.where))
        rows = rows.order_by(*source.order)
        found = (rows if source.many else rows.limit(1)).correlate(*place.scope).subquery()
        inside = Place(
            found,
            place.scope,
            lambda question: place.ask(exists(select(ONE).select_from(found).where(question).correlate(*place.scope))),
            place.behind,
            place.binds,
        )
        item = self._object(entry.shape, inside)
        made = self.dialect.array(item, found) if source.many else select(item).select_from(found)
        return made.correlate(*place.scope).scalar_subquery()

    def _listing(self, entry: Field, source: Listing, place: Place) -> ColumnElement[Any]:
        assert entry.shape is not None
        rows = []
        for values in source.rows:
            pairs = []
            for below in entry.shape.fields:
                if below.constant is not None:
                    pairs.append((below.key, self.dialect.text(below.constant)))
                else:
                    pairs.append((below.key, self.dialect.value(place.of(values[below.python_name].expression))))
            rows.append(self.dialect.json_object(pairs))
        return self.dialect.listed(rows)

    def _verdicts(self, entry: Field) -> ColumnElement[Any]:
        assert entry.shape is not None
        return self.dialect.listed([self._verdict(entry.shape, information) for information in Information])

    def _verdict(self, shape: Shape, information: Information) -> ColumnElement[Any]:
        """One verdict: its reason is a constant of the grants, or the first condition that fails."""
        if information not in self.grants.read:
            failing: list[tuple[ColumnElement[bool], Reason]] = [(TRUE, Reason.FORBIDDEN)]
        else:
            failing = [(not_(self._person(condition)), condition.reason) for condition in self._asked_of(information)]
        return self.dialect.json_object(
            [(below.key, self._told(below, information, failing)) for below in shape.fields]
        )

    def _told(
        self, below: Field, information: Information, failing: list[tuple[ColumnElement[bool], Reason]]
    ) -> ColumnElement[Any]:
        if below.constant is not None:
            return self.dialect.text(below.constant)
        told = VERDICTS[below.python_name]
        if not failing:
            return self._word(told(Verdict(information, None)))
        cases = [(fails, self._word(told(Verdict(information, reason)))) for fails, reason in failing]
        return case(*cases, else_=self._word(told(Verdict(information, None))))

    def _word(self, value: object) -> ColumnElement[Any]:
        if isinstance(value, bool):
            return self.dialect.value(literal(value, Boolean()))
        if isinstance(value, Coded):
            return self.dialect.text(value.name)
        return NULL if value is None else literal(str(value))

    def _asked_of(self, information: Information) -> tuple[Condition, ...]:
        return self.matrix.conditions[information]

    def _person(self, condition: Condition) -> ColumnElement[bool]:
        """A condition asked of the person, where no row is at hand: the doctor's leave is the newest opinion's."""
        if condition is Condition.DOCTORS_LEAVE:
            return self.root.c.opinion_withheld.is_(False)
        return self._holds(condition, Place(self.root))

    def _holds(self, condition: Condition, place: Place) -> ColumnElement[bool]:
        match condition:
            case Condition.CONSENT:
                return self.root.c.consent.is_(True)
            case Condition.IN_CHARGE:
                return self.root.c.in_charge.is_(True)
            case Condition.NOT_PROTECTED:
                return self.root.c.protected.is_(False)
            case Condition.DOCTORS_LEAVE:
                return place.row.c.shared.is_(True) if "shared" in place.row.c else TRUE

    def _leave(self, place: Place, conditions: tuple[Condition, ...]) -> ColumnElement[bool]:
        return self._holds(Condition.DOCTORS_LEAVE, place) if Condition.DOCTORS_LEAVE in conditions else TRUE

    def _note(self, entry: Field, place: Place) -> None:
        assert entry.information is not None
        conditions = self.matrix.conditions[entry.information]
        leave, withheld = self._leave(place, conditions), None
        if leave is not TRUE:
            withheld = place.ask(not_(leave))
        reached = place.ask(leave) if place.reached else None
        self.hidden.append(Hiding(entry.coordinate, entry.information, place.behind, reached, withheld))
