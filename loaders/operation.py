"""Documents and operations: parsed and validated once, and what the viewer can never see told before anything runs."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_named_type,
    parse,
    validate,
    value_from_ast,
    visit,
)
from graphql.execution.values import VariableValues
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective, is_abstract_type, is_object_type

from permissions.decide import Grants
from permissions.information import Information

SWITCHES = {"skip": GraphQLSkipDirective, "include": GraphQLIncludeDirective}
MOST_TOKENS = 2_000
MOST_ERRORS = 5
LONGEST_MESSAGE = 500
"""graphql-core quotes what it was sent, however long."""
LONGEST_KEPT = 20_000
"""A longer text is not kept: a thousand of the longest would fill the memory."""


@dataclass(frozen=True)
class Document:
    """A parsed and validated document, or the errors that refuse it."""

    node: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    hash: str
    switches: tuple[str, ...] = ()
    """The variables that @skip and @include read: with them the shape of the answer changes."""

    def switched(self, variables: Mapping[str, Any]) -> tuple[object, ...]:
        """The values of the switches, for the key of a plan."""
        return tuple(variables.get(name) for name in self.switches)

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation to run: the one named, or the only one; None where there is no such thing."""
        if self.node is None or self.errors:
            return None
        found = [node for node in self.node.definitions if isinstance(node, OperationDefinitionNode)]
        if name is None:
            return found[0] if len(found) == 1 else None
        return next((node for node in found if node.name and node.name.value == name), None)


@dataclass(frozen=True)
class Question:
    """One operation to answer: a valid document, the operation in it, and its variables as sent and as understood."""

    document: Document
    operation: OperationDefinitionNode
    sent: Mapping[str, Any]
    variables: VariableValues

    @property
    def node(self) -> DocumentNode:
        assert self.document.node is not None
        return self.document.node


@dataclass
class Documents:
    """A bounded cache of documents, the least used leave first."""

    schema: GraphQLSchema
    size: int = 1_000
    _kept: OrderedDict[str, Document] = field(default_factory=OrderedDict)

    def read(self, text: str) -> Document:
        """The document of a text, parsed and validated at most once while it is kept."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        if (known := self._kept.get(digest)) is not None:
            self._kept.move_to_end(digest)
            return known
        document = self._parsed(text, digest)
        if len(text) <= LONGEST_KEPT:
            self._kept[digest] = document
        if len(self._kept) > self.size:
            self._kept.popitem(last=False)
        return document

    def _parsed(self, text: str, digest: str) -> Document:
        try:
            node = parse(text, max_tokens=MOST_TOKENS, allow_empty_selection_sets=False)
        except GraphQLError as error:
            return Document(None, (coded(error, "GRAPHQL_PARSE_FAILED"),), digest)
        errors = validate(self.schema, node, max_errors=MOST_ERRORS, hide_suggestions=True)
        refused = tuple(coded(error, "GRAPHQL_VALIDATION_FAILED") for error in errors)
        return Document(node, refused, digest, () if refused else tuple(sorted(_switches(node))))


def _switches(node: DocumentNode) -> set[str]:
    found: set[str] = set()

    class Look(Visitor):
        def enter_directive(self, directive: DirectiveNode, *_: object) -> None:
            if directive.name.value in SWITCHES:
                found.update(
                    argument.value.name.value
                    for argument in directive.arguments or ()
                    if isinstance(argument.value, VariableNode)
                )

    visit(node, Look())
    return found


def coded(error: GraphQLError, code: str) -> GraphQLError:
    """An error of graphql-core with our code, without suggestions and the words of the Python error it may quote."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    message = error.message.replace(f", but encountered error '{cause}'; found", ", found")
    message = message.partition(" Did you mean ")[0][:LONGEST_MESSAGE]
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions={"code": code})


@dataclass(frozen=True)
class Denied:
    """A field the viewer can never see: where it stands in the answer, and what it belongs to."""

    coordinate: str
    path: tuple[str, ...]
    information: Information


def looked_over(schema: GraphQLSchema, question: Question, grants: Grants) -> tuple[list[Denied], frozenset[str]]:
    """What the grants do not cover, one entry a coordinate in document order, and what they do; before anything runs.

    Nothing below a refused field is looked at, and each fragment is looked at once, so the walk is linear.
    """
    walk = _Walk(schema, question.node, question.variables.coerced, grants)
    root = schema.get_root_type(question.operation.operation)
    assert root is not None
    found: dict[str, Denied] = {}
    for entry in walk.selections(question.operation.selection_set, root, ()):
        found.setdefault(entry.coordinate, entry)
    return list(found.values()), frozenset(walk.granted)


class _Walk:
    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], grants: Grants
    ) -> None:
        self.schema, self.variables, self.grants = schema, variables, grants
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.visited: set[str] = set()
        self.granted: set[str] = set()

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
        if information is not None and parent is not self.schema.query_type:
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


def included(node: Any, variables: Mapping[str, Any]) -> bool:
    """Whether @skip and @include leave a selection in, under the values of the variables."""
    for directive in node.directives or ():
        if directive.name.value in SWITCHES:
            wanted = SWITCHES[directive.name.value]
            value = value_from_ast(directive.arguments[0].value, wanted.args["if"].type, dict(variables))
            if value is (wanted is GraphQLSkipDirective):
                return False
    return True


def information_of(definition: Any) -> Information | None:
    """The information a field of the schema belongs to, from its declaration; None for what needs no permission."""
    declared = definition.extensions.get("strawberry-definition")
    return declared.metadata.get("information") if declared is not None else None
