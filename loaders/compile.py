"""Reader 3's first half: an operation becomes shapes - what to give under which key, and where it comes from.

Fragments, aliases, @skip and @include are gone here, fields under one key are merged, and what the grants never cover
is already null. A shape knows no viewer and no value: it serves every request with the same key (see run.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues

from loaders.arguments import Arguments, arguments_of
from loaders.extent import fragments_of
from loaders.operation import included
from loaders.source import Source, information_of, source_of
from permissions.decide import Grants
from permissions.information import Information


class Declined(Exception):
    """The compiler does not read this; plain Strawberry answers. In a query this is a fault, and counted."""


@dataclass(frozen=True)
class Field:
    """One key of an object: a source with perhaps an object below, or a constant where `source` is None."""

    key: str
    coordinate: str
    source: Source | None
    python_name: str = ""
    constant: str | None = None
    information: Information | None = None
    arguments: Arguments | None = None
    """The field's arguments under the variables of a request."""
    shape: "Shape | None" = None
    node: FieldNode | None = None
    optional: bool = True


@dataclass(frozen=True)
class Shape:
    """An object: its type and its keys in document order."""

    type_name: str
    fields: tuple[Field, ...]


@dataclass
class Shaper:
    """Makes the shapes of one operation under one set of grants and variable values."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: VariableValues
    grants: Grants

    def __post_init__(self) -> None:
        self.fragments = fragments_of(self.document)

    def operation(self, operation: OperationDefinitionNode) -> Shape:
        """The root object of an operation."""
        root = self.schema.get_root_type(operation.operation)
        assert root is not None
        return self.shape(root, [operation.selection_set])

    def shape(self, kind: GraphQLObjectType, selections: Iterable[SelectionSetNode]) -> Shape:
        """The object of a type under the selections that meet in it."""
        found: dict[str, list[FieldNode]] = {}
        for selection in selections:
            self._collect(kind, selection, found, set())
        return Shape(kind.name, tuple(self._field(kind, key, nodes) for key, nodes in found.items()))

    def _collect(
        self, kind: GraphQLObjectType, selections: SelectionSetNode, found: dict[str, list[FieldNode]], seen: set[str]
    ) -> None:
        for node in selections.selections:
            if not included(node, self.variables.coerced):
                continue
            if isinstance(node, FieldNode):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if self._applies(kind, node):
                    self._collect(kind, node.selection_set, found, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._applies(kind, fragment):
                    self._collect(kind, fragment.selection_set, found, seen)

    def _applies(self, kind: GraphQLObjectType, node: InlineFragmentNode | FragmentDefinitionNode) -> bool:
        if node.type_condition is None:
            return True
        name = node.type_condition.name.value
        return name == kind.name or name in {interface.name for interface in kind.interfaces}

    def _field(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Field:
        name = nodes[0].name.value
        if name == "__typename":
            return Field(key, "", None, constant=kind.name)
        if name.startswith("__"):
            raise Declined(name)
        definition = kind.fields[name]
        coordinate, information = f"{kind.name}.{name}", information_of(definition)
        if information is not None and information not in self.grants.read:
            return Field(key, coordinate, None)
        below = get_named_type(definition.type)
        return Field(
            key,
            coordinate,
            source_of(definition),
            python_name=definition.extensions["strawberry-definition"].python_name,
            information=information,
            arguments=arguments_of(definition, nodes[0]) if definition.args else None,
            shape=self._below(below, nodes),
            node=nodes[0],
            optional=not is_non_null_type(definition.type),
        )

    def _below(self, kind: Any, nodes: list[FieldNode]) -> Shape | None:
        selections = [node.selection_set for node in nodes if node.selection_set is not None]
        if not selections:
            return None
        if not isinstance(kind, GraphQLObjectType):
            implementations = self.schema.get_implementations(kind).objects
            if len(implementations) != 1:
                raise Declined(kind.name)
            kind = implementations[0]
        return self.shape(kind, selections)
