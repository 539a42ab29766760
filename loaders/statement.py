"""Reader 3's second half: a shape becomes one SQL expression whose value is the finished JSON of a row.

A guard is one CASE on the flags of the person; where something stays hidden, a second column says for whom.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from graphql.execution.values import VariableValues
from sqlalchemy import Boolean
from sqlalchemy.types import TypeEngine

from loaders.access import verdicts
from loaders.compile import Declined, Field, Shape
from loaders.feed_source import STALE
from loaders.phrase import COLUMNS, THAT, Phrases, used
from loaders.place import LISTED, PERSON, Place
from loaders.source import Column, Derived, Group, Listing, Reckoning, Relation, Verdicts
from models.beneficiary import Beneficiary
from models.opinion import Opinion, leave
from permissions.decide import Grants
from permissions.information import Condition, Information
from permissions.matrix import Matrix

LEAVE = Derived(Opinion, leave(), bool)
"""The doctor's leave, of an opinion at hand."""


@dataclass(frozen=True)
class Hiding:
    """A guarded field of the statement, for the count of whom it stays hidden from."""

    coordinate: str
    information: Information
    behind: tuple[Information, ...]
    reached: str | None
    """Whether the row it belongs to is there; None for the person, who always is."""
    withheld: str | None
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

    phrases: Phrases
    matrix: Matrix
    grants: Grants
    hidden: list[Hiding] = field(default_factory=list)
    arguments: dict[str, Argument] = field(default_factory=dict)
    """Values of the groups' arguments, by the bind they were given."""

    def __post_init__(self) -> None:
        self.dialect = self.phrases.dialect
        self._rows = count(1)

    def json(self, shape: Shape) -> str:
        """The JSON of the person under this shape."""
        return self._object(shape, Place(PERSON, Beneficiary))

    def _object(self, shape: Shape, place: Place) -> str:
        inside = replace(place, beside={shared: f"row_{next(self._rows)}" for shared in _shared(shape)})
        made = self.dialect.json_object([(entry.key, self._value(entry, inside)) for entry in shape.fields])
        return f"(SELECT {made} FROM {self._beside(inside)})" if inside.beside else made

    def _beside(self, place: Place) -> str:
        """The rows beside an object. A row looked up may be missing, which must not take the object away."""
        reckoned, found = ["(SELECT 1) AS one"], []
        for source, name in place.beside.items():
            if isinstance(source, Reckoning):
                reckoned.append(f"({place.say(self.phrases.reckoned(source))}) AS {name}")
            else:
                key = place.say(self.phrases.rows(source)).replace(COLUMNS, f"{THAT}.key")
                found.append(f"LEFT JOIN {source.target.__tablename__} AS {name} ON {name}.key = ({key})")
        return " ".join([", ".join(reckoned), *found])

    def _value(self, entry: Field, place: Place) -> str:
        if entry.source is None:
            return self.dialect.constant(entry.constant)
        if entry.information is None:
            return self._open(entry, place)
        conditions = self.matrix.conditions[entry.information]
        if not conditions:
            return self._open(entry, replace(place, behind=(*place.behind, entry.information)))
        self._note(entry, place)
        holds = " AND ".join(self._holds(condition, place) for condition in conditions)
        leave = self._leave(place, conditions)
        inside = replace(
            place,
            behind=(*place.behind, entry.information),
            reached=lambda question: place.ask(f"{leave} AND {question}" if leave else question),
        )
        return f"CASE WHEN {holds} THEN {self._open(entry, inside)} END"

    def _open(self, entry: Field, place: Place) -> str:
        match entry.source:
            case Column(column):
                return self._made(f"{place.row}.{column.key}", column.type, place)
            case Derived():
                return self._derived(entry.source, place)
            case Group():
                return self._group(entry, entry.source, place)
            case Relation():
                return self._relation(entry, entry.source, place)
            case Listing():
                return self._listing(entry, entry.source, place)
            case Verdicts():
                assert entry.shape is not None
                return verdicts(entry.shape, self.dialect, self.matrix, self.grants, self._person, self._stale)
        raise Declined(entry.coordinate)

    def _derived(self, source: Derived, place: Place) -> str:
        if source.shared is not None:
            reckoning, column = source.shared
            return self.dialect.value(f"{place.beside[reckoning]}.{column}", source.expression.type)
        if source.through is not None and source.through[0] in place.beside:
            relation, value = source.through
            return self._derived(value, Place(place.beside[relation], relation.target))
        return self._made(f"({place.say(self.phrases.value(source))})", source.expression.type, place)

    def _made(self, expression: str, kind: TypeEngine[Any], place: Place) -> str:
        value = self.dialect.value(expression, kind)
        return value if isinstance(kind, Boolean) else place.value(value)  # SQLite would forget that it is JSON

    def _group(self, entry: Field, source: Group, place: Place) -> str:
        assert entry.shape is not None
        inside = place
        if source.arguments:
            inside = replace(place, binds={**place.binds, **self._bound(entry, source)})
        if source.when is None:
            return self._object(entry.shape, inside)
        present = f"{place.row}.{source.when.key} IS TRUE"
        within = replace(inside, reached=lambda question: place.ask(f"{present} AND {question}"))
        return f"CASE WHEN {present} THEN {self._object(entry.shape, within)} END"

    def _bound(self, entry: Field, source: Group) -> dict[str, str]:
        """Gives each argument of a group a bind of its own; left out, it is the request's."""
        names: dict[str, str] = {}
        for argument, default in source.arguments.items():
            name = names[argument] = f"{argument}_{len(self.arguments)}"
            self.arguments[name] = Argument(entry, argument, default)
        return names

    def _relation(self, entry: Field, source: Relation, place: Place) -> str:
        assert entry.shape is not None
        if source.listed and place.row == PERSON:
            return self._object(entry.shape, replace(place, row=LISTED, kind=source.target))
        name = f"row_{next(self._rows)}"
        rows, made = place.say(self.phrases.rows(source)).replace(THAT, name), dict[str, str]()

        def found(text: str) -> str:
            """The rows, with what is used of them."""
            columns = [f"{made[it]} AS {it}" if it in made else f'"{it}"' for it in used(name, text)]
            return f"({rows.replace(COLUMNS, ', '.join(columns) or '1')}) AS {name}"

        inside = Place(
            name,
            source.target,
            lambda question: place.ask(f"EXISTS (SELECT 1 FROM {found(question)} WHERE {question})"),
            place.behind,
            place.binds,
            made=made if source.order else None,
        )
        item = self._object(entry.shape, inside)
        if source.many:
            # SQL takes an aggregate that speaks of outer rows alone for one of the outer select.
            item = self.dialect.array(item, "" if used(name, item) else f"{name}.{source.remote.key} IS NOT NULL")
        return f"(SELECT {item} FROM {found(item)})" if source.order else f"({rows.replace(COLUMNS, item)})"

    def _listing(self, entry: Field, source: Listing, place: Place) -> str:
        assert entry.shape is not None
        objects = []
        for values in source.rows:
            pairs = [
                (
                    below.key,
                    self.dialect.constant(below.constant)
                    if below.source is None and below.constant is not None
                    else self._derived(values[below.python_name], place),
                )
                for below in entry.shape.fields
            ]
            objects.append(self.dialect.json_object(pairs))
        return self.dialect.listed(objects)

    def _person(self, condition: Condition) -> str:
        """A condition asked of the person, where no row is at hand: the doctor's leave is the newest opinion's."""
        if condition is Condition.DOCTORS_LEAVE:
            return f"{PERSON}.opinion_withheld IS FALSE"
        return self._holds(condition, Place(PERSON, Beneficiary))

    def _stale(self, information: Information) -> str:
        """Whether the information's source is late."""
        return f"({Place(PERSON, Beneficiary).say(self.phrases.value(STALE[information]))})"

    def _holds(self, condition: Condition, place: Place) -> str:
        match condition:
            case Condition.CONSENT:
                return f"{PERSON}.consent IS TRUE"
            case Condition.IN_CHARGE:
                return f"{PERSON}.in_charge IS TRUE"
            case Condition.NOT_PROTECTED:
                return f"{PERSON}.protected IS FALSE"
            case Condition.DOCTORS_LEAVE:
                return f"({place.say(self.phrases.value(LEAVE))}) IS TRUE" if place.kind is Opinion else "TRUE"

    def _leave(self, place: Place, conditions: tuple[Condition, ...]) -> str | None:
        """The doctor's leave, where the row at this place needs it."""
        asked = Condition.DOCTORS_LEAVE in conditions and place.kind is Opinion
        return self._holds(Condition.DOCTORS_LEAVE, place) if asked else None

    def _note(self, entry: Field, place: Place) -> None:
        assert entry.information is not None
        leave = self._leave(place, self.matrix.conditions[entry.information])
        withheld = place.ask(f"NOT ({leave})") if leave else None
        reached = place.ask(leave or "TRUE") if place.reached else None
        self.hidden.append(Hiding(entry.coordinate, entry.information, place.behind, reached, withheld))


def _shared(shape: Shape) -> list[Reckoning | Relation]:
    """What several values of an object share: any reckoning, and a row that more than one of them looks for."""
    values = [entry.source for entry in shape.fields if isinstance(entry.source, Derived)]
    reckonings = dict.fromkeys(value.shared[0] for value in values if value.shared)
    rows = Counter(value.through[0] for value in values if value.through)
    return [*reckonings, *(relation for relation, times in rows.items() if times > 1)]
