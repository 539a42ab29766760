"""What a viewer may see and do of an operation, field by field, without touching anything (features.md B03)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.type import is_object_type

from loaders.extent import fragments_of
from loaders.operation import Document
from loaders.source import information_of, opened_by, rights_of
from permissions.decide import Grants
from permissions.information import Information
from permissions.matrix import Matrix
from permissions.outlook import Outlook, Prospect, of_action, of_information

Actions = Callable[[str, Grants], Prospect | None]
"""What can be said of a mutation by its name; None where everybody may do it."""


@dataclass(frozen=True)
class CheckedField:
    """A field of an operation: where it stands first in the answer, what it belongs to, and what can be said of it."""

    coordinate: str
    path: tuple[str, ...]
    informations: tuple[Information, ...]
    prospect: Prospect


@dataclass
class OperationCheck:
    """Walks an operation once, whatever its switches say; a fragment once for each information it stands in."""

    schema: GraphQLSchema
    document: Document
    held: Grants
    matrix: Matrix
    actions: Actions

    def __post_init__(self) -> None:
        assert self.document.node is not None  # it is valid
        self._fragments = fragments_of(self.document.node)
        self._visited: set[tuple[str, tuple[Information, ...]]] = set()

    def fields(self, operation: OperationDefinitionNode) -> list[CheckedField]:
        """Every coordinate in document order; twice only where it stands in different information."""
        root = self.schema.get_root_type(operation.operation)
        assert root is not None
        found: dict[tuple[str, tuple[Information, ...]], CheckedField] = {}
        for field in self._selections(operation.selection_set, root, (), ()):
            found.setdefault((field.coordinate, field.informations), field)
        return list(found.values())

    def _selections(
        self, below: SelectionSetNode, parent: GraphQLNamedType, path: tuple[str, ...], inside: tuple[Information, ...]
    ) -> Iterator[CheckedField]:
        for node in below.selections:
            if isinstance(node, FieldNode):
                yield from self._field(node, parent, path, inside)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else None
                yield from self._selections(node.selection_set, self._narrowed(parent, condition), path, inside)
            elif isinstance(node, FragmentSpreadNode) and (key := (node.name.value, inside)) not in self._visited:
                self._visited.add(key)
                fragment = self._fragments[node.name.value]
                narrowed = self._narrowed(parent, fragment.type_condition.name.value)
                yield from self._selections(fragment.selection_set, narrowed, path, inside)

    def _field(
        self, node: FieldNode, parent: GraphQLNamedType, path: tuple[str, ...], inside: tuple[Information, ...]
    ) -> Iterator[CheckedField]:
        name = node.name.value
        if name.startswith("__") or not isinstance(parent, GraphQLObjectType):
            return
        definition, here = parent.fields[name], (*path, node.alias.value if node.alias else name)
        own = information_of(definition)
        within = inside if own is None or own in inside else (*inside, own)
        prospect = self._prospect(parent, name, within)
        yield CheckedField(f"{parent.name}.{name}", here, within, prospect)
        if node.selection_set and prospect.outlook is not Outlook.DENIED:
            yield from self._selections(node.selection_set, get_named_type(definition.type), here, within)

    def _prospect(self, parent: GraphQLObjectType, name: str, within: tuple[Information, ...]) -> Prospect:
        if rights := rights_of(parent.fields[name]):
            return of_action(rights, (), self.held)
        if parent is not self.schema.mutation_type:
            return of_information(within, self.held, self.matrix)
        opens = opened_by(parent.fields[name]).values()
        if opens:  # it opens one of several: who may see none of them may not
            some = [of_information((one,), self.held, self.matrix) for one in opens]
            return max(some, key=lambda prospect: (prospect.outlook is not Outlook.DENIED, len(prospect.clauses)))
        return self.actions(name, self.held) or of_information((), self.held, self.matrix)

    def _narrowed(self, parent: GraphQLNamedType, condition: str | None) -> GraphQLNamedType:
        named = self.schema.get_type(condition) if condition else None
        # On `... on Node` inside a person the fields are the person's, and so are the rules.
        return parent if named is None or is_object_type(parent) else named
