"""What the viewer can never see of an operation, told before anything runs (design.md section 2).

One function for both readers: from the validated operation and the grants, in document order, once a coordinate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.type import is_abstract_type, is_object_type

from loaders.extent import fragments_of
from loaders.operation import Question, included
from loaders.source import Plain, Root, information_of, source_of
from permissions.decide import Grants
from permissions.information import Information


@dataclass(frozen=True)
class Denied:
    """A field the viewer can never see: where it stands in the answer, and what it belongs to."""

    coordinate: str
    path: tuple[str, ...]
    information: Information


class Look(NamedTuple):
    """What the grants do not cover, the coordinates to be recorded that they do, and the roots that ask for a list."""

    refused: list[Denied]
    granted: frozenset[str]
    lists: frozenset[str]


MOST_KEPT = 100
"""Looks kept with a document: one for each set of grants and values of its switches."""


def looked_over(schema: GraphQLSchema, question: Question, grants: Grants) -> Look:
    """What the grants do not cover, one entry a coordinate in document order, and what they do; before anything runs.

    Raises:
        GraphQLError: a variable of @skip or @include is null.
    """
    key = (question.plan_key, grants)
    kept = question.document.seen
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = _look(schema, question, grants)
    found: Look = kept[key]
    return found


def _look(schema: GraphQLSchema, question: Question, grants: Grants) -> Look:
    """Nothing below a refused field is looked at, and each fragment is looked at once, so the walk is linear."""
    walk = _Walk(schema, question.node, question.variables.coerced, grants)
    root = schema.get_root_type(question.operation.operation)
    assert root is not None
    found: dict[str, Denied] = {}
    for entry in walk.selections(question.operation.selection_set, root, ()):
        found.setdefault(entry.coordinate, entry)
    return Look(list(found.values()), frozenset(walk.granted), frozenset(walk.lists))


class _Walk:
    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], grants: Grants
    ) -> None:
        self.schema, self.variables, self.grants = schema, variables, grants
        self.fragments = fragments_of(document)
        self.visited: set[str] = set()
        self.granted: set[str] = set()
        self.lists: set[str] = set()

    def selections(
        self, selections: SelectionSetNode, parent: GraphQLNamedType, path: tuple[str, ...]
    ) -> Iterator[Denied]:
        for node in selections.selections:
            if not included(node, self.variables):
                continue
            if isinstance(node, FieldNode):
                yield from self._field(node, parent, path)
            elif isinstance(node, InlineFragmentNode):
                yield from self.selections(node.selection_set, self._condition(node, parent), path)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in self.visited:
                self.visited.add(node.name.value)
                fragment = self.fragments[node.name.value]
                yield from self.selections(fragment.selection_set, self._condition(fragment, parent), path)

    def _field(self, node: FieldNode, parent: GraphQLNamedType, path: tuple[str, ...]) -> Iterator[Denied]:
        name = node.name.value
        if name.startswith("__") or is_abstract_type(parent):
            return
        assert isinstance(parent, GraphQLObjectType)
        here = (*path, node.alias.value if node.alias else name)
        definition = parent.fields[name]
        information = information_of(definition)
        if information is not None and information not in self.grants.read:
            yield Denied(f"{parent.name}.{name}", here, information)
            return
        if source_of(definition) is Root.PAGE:
            self.lists.add(here[0])
        # A root of plain objects tells of people by itself; all others do by the fields below them.
        plain = parent is self.schema.query_type and isinstance(source_of(definition), Plain)
        if plain or (information is not None and parent is not self.schema.query_type):
            self.granted.add(f"{parent.name}.{name}")
        if node.selection_set:
            yield from self.selections(node.selection_set, get_named_type(definition.type), here)

    def _condition(
        self, node: InlineFragmentNode | FragmentDefinitionNode, parent: GraphQLNamedType
    ) -> GraphQLNamedType:
        if node.type_condition is None:
            return parent
        named = self.schema.get_type(node.type_condition.name.value)
        assert named is not None
        # On `... on Node` inside a Beneficiary the fields are the person's, and so are the rules.
        return parent if is_object_type(parent) else named
