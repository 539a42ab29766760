"""What a document needs at most: the smallest rights that let everything in it be answered (features.md B09)."""

from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, FieldNode, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, visit

from loaders.source import information_of, opened_by
from permissions.information import Information

MUTATION = "Mutation."


@dataclass(frozen=True)
class Needs:
    """Information, and the coordinates of what is protected or an action; whatever variables and switches say."""

    cells: frozenset[Information]
    reached: frozenset[str]
    """`Beneficiary.name`, `Mutation.openDocument`."""

    def __sub__(self, other: "Needs") -> "Needs":
        return Needs(self.cells - other.cells, self.reached - other.reached)

    @property
    def information(self) -> list[Information]:
        """In the order of the matrix."""
        return [information for information in Information if information in self.cells]

    @property
    def information_labels(self) -> list[str]:
        return [information.label for information in self.information]

    @property
    def coordinates(self) -> list[str]:
        """The protected ones."""
        return sorted(name for name in self.reached if not name.startswith(MUTATION))

    @property
    def mutations(self) -> list[str]:
        """The actions, by the name of their field."""
        return sorted(name.removeprefix(MUTATION) for name in self.reached if name.startswith(MUTATION))


def needs_of(schema: GraphQLSchema, document: DocumentNode) -> Needs:
    """What a valid document needs, whichever of its fields a request includes."""
    cells: set[Information] = set()
    reached: set[str] = set()
    types = TypeInfo(schema)

    class Look(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent, definition = types.get_parent_type(), types.get_field_def()
            assert parent is not None
            assert definition is not None
            wanted = information_of(definition)
            if wanted is not None:
                cells.add(wanted)
            cells.update(opened_by(definition).values())
            reached.update(opened_by(definition))
            if wanted is not None or parent is schema.mutation_type:
                reached.add(f"{parent.name}.{node.name.value}")

    visit(document, TypeInfoVisitor(types, Look()))
    return Needs(frozenset(cells), frozenset(reached))
