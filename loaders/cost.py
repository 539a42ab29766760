"""What an operation costs, weighed before it runs and kept with its document (features.md B20).

The unit is one plain value of one person: about half a microsecond of the database's time. A page multiplies what is
under it by its size, which may be a variable; so a root field keeps its weight for each person it brings.
"""

from collections.abc import Iterator, Mapping
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

from loaders.arguments import Arguments, arguments_of
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
    each: int
    counted: bool

    def cost(self, variables: VariableValues) -> int:
        """The cost under these variables; wrong arguments bring nobody."""
        try:
            people = _people(self.source, self.arguments(variables))
        except GraphQLError:
            people = 0
        return 1 + (COUNT if self.counted else 0) + self.each * people


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
            f"{root.name}.{node.name.value}",
            source_of(definition),
            arguments_of(definition, node),
            *scale.root(node, definition),
        )
        for node in scale.fields(operation.selection_set, set())
        if (definition := root.fields.get(node.name.value)) is not None
    )


def cost(roots: tuple[Weighed, ...], variables: VariableValues) -> int:
    """The cost of an operation.

    Raises:
        LimitExceeded: it is too much; the error names the dearest field.
    """
    costs = [root.cost(variables) for root in roots]
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
    schema: GraphQLSchema
    document: DocumentNode
    _kept: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fragments = fragments_of(self.document)

    def fields(self, selections: SelectionSetNode, seen: set[str]) -> Iterator[FieldNode]:
        """The fields of a selection, through each fragment once."""
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self.fields(node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                yield from self.fields(self.fragments[node.name.value].selection_set, seen)

    def root(self, node: FieldNode, definition: GraphQLField) -> tuple[int, bool]:
        """The weight of what is under a root field, and whether the list is counted."""
        if node.selection_set is None:
            return 0, False
        counted = any(inner.name.value == "totalCount" for inner in self.fields(node.selection_set, set()))
        return self._selections(node.selection_set, get_named_type(definition.type)), counted

    def _selections(self, selections: SelectionSetNode, kind: Any) -> int:
        return sum(self._selection(node, kind) for node in selections.selections)

    def _selection(self, node: Any, kind: Any) -> int:
        if isinstance(node, FieldNode):
            return 1 if node.name.value.startswith("__") else self._field(node, kind.fields[node.name.value])
        if isinstance(node, InlineFragmentNode):
            return self._selections(node.selection_set, self._named(node, kind))
        name = node.name.value
        if name not in self._kept:
            fragment = self.fragments[name]
            self._kept[name] = self._selections(fragment.selection_set, self._named(fragment, kind))
        return self._kept[name]

    def _named(self, node: InlineFragmentNode | FragmentDefinitionNode, kind: Any) -> Any:
        return kind if node.type_condition is None else self.schema.type_map[node.type_condition.name.value]

    def _field(self, node: FieldNode, definition: GraphQLField) -> int:
        below = self._selections(node.selection_set, get_named_type(definition.type)) if node.selection_set else 0
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


@cache
def _derived(source: Derived) -> int:
    """A derived value weighs what it has to look up, each thing once."""
    return 1 + SELECT * len({element for element in iterate(source.expression) if isinstance(element, Select)})
