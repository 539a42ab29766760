"""Documents and operations: parsed and validated once, and what the viewer can never see told before anything runs."""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    value_from_ast,
    visit,
)
from graphql.execution.values import VariableValues
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from loaders.cost import Weighed, weighed
from loaders.extent import exceeded
from loaders.validation import faults_of
from permissions.errors import BadValue, LimitExceeded, Unauthenticated

SWITCHES = {"skip": GraphQLSkipDirective, "include": GraphQLIncludeDirective}
MOST_TOKENS = 2_000
LONGEST_MESSAGE = 500
"""graphql-core quotes what it was sent, however long."""
LONGEST_KEPT = 20_000
"""A longer text is not kept: a thousand of the longest would fill the memory."""
VALUES = re.compile(r'"""(?:[^"\\]++|\\(?:""")?|"(?!""))*+(?:""")?|"(?:[^"\\\n]++|\\.)*+"?|#[^\n]*|-?\d+(?:\.\d+)?')
"""What of a text may tell of somebody: strings, comments, and every figure.

A string that does not end is one all the same, so that no text is looked at twice, whatever it is.
"""


@dataclass(frozen=True)
class Document:
    """A parsed and validated document, or the errors that refuse it."""

    node: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    hash: str
    shape: str = ""
    """The hash of its text without values: whoever tries all numbers in a log's hash finds nobody's."""
    switches: tuple[str, ...] = ()
    """The variables that @skip and @include read: with them the shape of the answer changes."""
    weights: Mapping[str | None, tuple[Weighed, ...]] = field(default_factory=dict)
    """What the root fields of each operation cost, by its name."""
    seen: dict[Hashable, Any] = field(default_factory=dict)
    """What was found out about the document before (loaders/refusals.py)."""

    def switched(self, variables: Mapping[str, Any]) -> tuple[object, ...]:
        """The values of the switches, for the key of a plan."""
        return tuple(variables.get(name) for name in self.switches)

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation to run: the one named, or the only one; None where there is no such thing."""
        return None if self.errors else self.asked(name)

    def asked(self, name: str | None) -> OperationDefinitionNode | None:
        """The same, though the document may be wrong: to be told of, never to be run."""
        definitions = self.node.definitions if self.node else ()
        found = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
        if name is None:
            return found[0] if len(found) == 1 else None
        return next((node for node in found if name_of(node) == name), None)


@dataclass(frozen=True)
class Question:
    """One operation to answer: a valid document, the operation in it, and its variables as sent and as understood."""

    document: Document
    operation: OperationDefinitionNode
    sent: Mapping[str, Any]
    variables: VariableValues
    cost: int

    @cached_property
    def plan_key(self) -> tuple[object, ...]:
        """What of the question changes its shape: the document, the operation, and the values of its switches."""
        return self.document.hash, name_of(self.operation), self.document.switched(self.variables.coerced)

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

    def read(self, text: str, admits: Callable[[DocumentNode], bool] | None = None) -> Document:
        """The document of a text, parsed and validated at most once while it is kept.

        Where nobody is signed in, `admits` is asked before it is validated, which takes longest: what it does not admit
        is UNAUTHENTICATED, and is not kept. A text too long to be kept is not even parsed then.
        """
        digest = hash_of(text)
        if (known := self._kept.get(digest)) is not None:
            self._kept.move_to_end(digest)
            return known
        document = replace(self._parsed(text, digest, admits), shape=hash_of(VALUES.sub("0", text)))
        if len(text) <= LONGEST_KEPT and not (admits and document.errors):
            self._kept[digest] = document
        if len(self._kept) > self.size:
            self._kept.popitem(last=False)
        return document

    def _parsed(self, text: str, digest: str, admits: Callable[[DocumentNode], bool] | None) -> Document:
        if admits and len(text) > LONGEST_KEPT:
            return Document(None, (Unauthenticated(),), digest)
        try:
            node = parse(text, max_tokens=MOST_TOKENS, allow_empty_selection_sets=False)
        except GraphQLError as error:
            return Document(None, (coded(error, "GRAPHQL_PARSE_FAILED"),), digest)
        if admits and not admits(node):
            return Document(node, (Unauthenticated(),), digest)
        if refused := self._faults(node):
            return Document(node, tuple(refused), digest)
        operations = [one for one in node.definitions if isinstance(one, OperationDefinitionNode)]
        weights = {name_of(one): weighed(self.schema, node, one) for one in operations}
        return Document(node, (), digest, switches=tuple(sorted(_switches(node))), weights=weights)

    def _faults(self, node: DocumentNode) -> Sequence[GraphQLError]:
        if limits := exceeded(node):  # before validation, which is not linear
            return limits
        try:
            return [coded(error, "GRAPHQL_VALIDATION_FAILED") for error in faults_of(self.schema, node)]
        except LimitExceeded as error:
            return [error]


def hash_of(text: str) -> str:
    """What a document is known by: the SHA-256 of its text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def name_of(operation: OperationDefinitionNode) -> str | None:
    """The name of an operation, if it has one."""
    return operation.name.value if operation.name else None


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
    """An error of graphql-core with our code, without suggestions; of values in our words, for its own quote Python."""
    node = error.nodes[0] if error.nodes else None
    message = error.message.partition(" Did you mean ")[0]
    if isinstance(node, VariableDefinitionNode) and code == "BAD_USER_INPUT":
        message = (
            f"変数 ${node.variable.name.value} の値が正しくありません（型は {print_ast(node.type)}）。{_hint(error)}"
        )
    elif isinstance(node, ValueNode) and not isinstance(node, VariableNode):
        message = _hint(error) or f"値が正しくありません: {print_ast(node)}"
    message = message[:LONGEST_MESSAGE]
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions={"code": code})


def _hint(error: GraphQLError) -> str:
    """What a scalar of ours says of a value it does not take; graphql-core's own scalars speak English."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause.message if isinstance(cause, BadValue) else ""


def misused(error: GraphQLError) -> GraphQLError:
    """The error of an argument that could not be read, at its field, whichever reader met it."""
    extensions = {"code": "BAD_USER_INPUT"}
    return GraphQLError("引数の値が正しくありません。", path=error.path, extensions=extensions)


def included(node: Any, variables: Mapping[str, Any]) -> bool:
    """Whether @skip and @include leave a selection in, under the values of the variables.

    Raises:
        GraphQLError: a variable they read is null.
    """
    for directive in node.directives or ():
        if directive.name.value in SWITCHES:
            wanted = SWITCHES[directive.name.value]
            value = value_from_ast(directive.arguments[0].value, wanted.args["if"].type, dict(variables))
            if not isinstance(value, bool):
                raise misused(GraphQLError("", directive))
            if value is (wanted is GraphQLSkipDirective):
                return False
    return True
