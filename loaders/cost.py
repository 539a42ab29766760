"""What an operation costs, weighed before it runs and kept with its document (features.md B20).

The unit is one plain value of one person: about half a microsecond of the database's time. A page multiplies what is
under it by its size, which may be a variable; so a root field keeps its weight for each person it brings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.execution.values import VariableValues
from sqlalchemy import Select
from sqlalchemy.sql.visitors import iterate

from loaders.arguments import Arguments, arguments_of, is_constant
from loaders.extent import fragments_of
from loaders.page import USUAL_SIZE
from loaders.source import Derived, Listing, Plain, Relation, Root, Verdicts, source_of
from permissions.changes import PAGE
from permissions.errors import LimitExceeded
from permissions.information import Information
from permissions.scope import MOST_IDS

MOST_COST = 2_000_000
"""A hundred people with every field there is cost about half of it."""
ROWS = 10
"""How many rows of a table a person has, for the weight of a list; most have fewer."""
SELECT = 2
"""What looking into another table weighs."""
COUNT = 5_000
"""What counting the whole list weighs."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """A root field of an operation, and what it costs for each person it brings."""

    coordinate: str
    source: Any
    arguments: Arguments
    constant: bool
    """Whether its arguments are the same under all variables."""
    each: int
    counted: bool

    def cost(self, variables: VariableValues) -> int:
        """The cost under these variables; wrong arguments bring nobody."""
        try:
            arguments = self.arguments(variables)
            sized = self.each * _people(self.source, arguments) + _besides(self.source, arguments)
        except GraphQLError:
            sized = 0
        return self._fixed + sized

    def least(self) -> int:
        """What it costs at least, whatever the variables are."""
        return self.cost(VariableValues({}, {})) if self.constant else self._fixed

    @property
    def _fixed(self) -> int:
        return 1 + (COUNT if self.counted else 0)


def _besides(source: Any, arguments: Mapping[str, Any]) -> int:
    """What a root of plain objects costs by its arguments alone."""
    return source.besides(arguments) if isinstance(source, Plain) and source.besides else 0


def _people(source: Any, arguments: Mapping[str, Any]) -> int:
    """How many people a root field may bring; none where there are more than anybody may ask for."""
    people = 1
    if source is Root.PAGE:
        people = arguments.get("first") or arguments.get("last") or USUAL_SIZE
    elif source is Root.CHANGES:
        people = arguments.get("first") or PAGE
    elif isinstance(source, Plain):
        people = source.most
    elif source is Root.MANY:
        people = len(arguments["ids"])
    return people if 0 < people <= MOST_IDS else 0


def weighed(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> tuple[Weighed, ...]:
    """The root fields of an operation of a valid document, with their weights."""
    root = schema.get_root_type(operation.operation)
    assert root is not None
    scale = _Scale(schema, document)
    return tuple(
        Weighed(
            f"{root.name}.{nodes[0].name.value}",
            source_of(definition),
            arguments_of(definition, nodes[0]),
            is_constant(nodes[0]),
            *scale.root(nodes, definition),
        )
        for _, nodes in scale.meeting(root, [operation.selection_set])
        if (definition := root.fields.get(nodes[0].name.value)) is not None
    )


def cost(roots: tuple[Weighed, ...], variables: VariableValues) -> int:
    """The cost of an operation.

    Raises:
        LimitExceeded: it is too much; the error names the dearest field.
    """
    return _bounded(roots, [root.cost(variables) for root in roots])


def least_cost(roots: tuple[Weighed, ...]) -> int:
    """What an operation costs at least, whatever its variables are.

    Raises:
        LimitExceeded: even that is too much.
    """
    return _bounded(roots, [root.least() for root in roots])


def _bounded(roots: tuple[Weighed, ...], costs: list[int]) -> int:
    found = sum(costs)
    if found > MOST_COST:
        dearest = roots[costs.index(max(costs))]
        raise LimitExceeded(
            f"一度に取得する量が多すぎます（{found:,}、上限は{MOST_COST:,}）。人数か項目を減らしてください。",
            limit="cost",
            most=MOST_COST,
            found=found,
            coordinate=dearest.coordinate,
        )
    return found


@dataclass
class _Scale:
    """Weighs what is answered: fields that meet under one key once, each fragment once where it is spread."""

    schema: GraphQLSchema
    document: DocumentNode
    _kept: dict[tuple[object, ...], int] = field(default_factory=dict)
    """The weights of selections that meet in an object of a type: they may meet in many places."""

    def __post_init__(self) -> None:
        self._fragments = fragments_of(self.document)

    def meeting(self, kind: Any, selections: Iterable[SelectionSetNode]) -> Iterable[tuple[Any, list[FieldNode]]]:
        """The fields under each key of an object, with the type they are asked of."""
        found: dict[tuple[str, str], tuple[Any, list[FieldNode]]] = {}
        seen: set[str] = set()
        for selection in selections:
            for asked_of, node in self._fields(kind, selection, seen):
                key = (asked_of.name, node.alias.value if node.alias else node.name.value)
                found.setdefault(key, (asked_of, []))[1].append(node)
        return found.values()

    def _fields(self, kind: Any, selections: SelectionSetNode, seen: set[str]) -> Iterator[tuple[Any, FieldNode]]:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield kind, node
            elif isinstance(node, InlineFragmentNode):
                yield from self._fields(self._named(node, kind), node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self._fragments[node.name.value]
                yield from self._fields(self._named(fragment, kind), fragment.selection_set, seen)

    def _named(self, node: InlineFragmentNode | FragmentDefinitionNode, kind: Any) -> Any:
        return kind if node.type_condition is None else self.schema.type_map[node.type_condition.name.value]

    def root(self, nodes: Sequence[FieldNode], definition: GraphQLField) -> tuple[int, bool]:
        """The weight of what is under a root field, and whether the list is counted."""
        kind, below = get_named_type(definition.type), _below(nodes)
        counted = any(inner[0].name.value == "totalCount" for _, inner in self.meeting(kind, below))
        return self._object(kind, below), counted

    def _object(self, kind: Any, selections: Sequence[SelectionSetNode]) -> int:
        key = (kind, *map(id, selections))
        if key not in self._kept:
            meeting = self.meeting(kind, selections)
            self._kept[key] = sum(self._field(asked_of, nodes) for asked_of, nodes in meeting)
        return self._kept[key]

    def _field(self, kind: Any, nodes: Sequence[FieldNode]) -> int:
        name = nodes[0].name.value
        if name.startswith("__"):
            return 1
        definition: GraphQLField = kind.fields[name]
        below = self._object(get_named_type(definition.type), _below(nodes))
        match source_of(definition):
            case Derived() as source:
                return _derived(source)
            case Relation(many=many):
                return SELECT + below * (ROWS if many else 1)
            case Listing(rows):
                return sum(_derived(value) for values in rows for value in values.values())
            case Verdicts():
                return below * len(Information)
        return 1 + below


def _below(nodes: Sequence[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set is not None]


@cache
def _derived(source: Derived) -> int:
    """A derived value weighs what it has to look up, each thing once."""
    return 1 + SELECT * len({element for element in iterate(source.expression) if isinstance(element, Select)})
