"""The arguments of a field under the variables of a request: read once where no variable stands in them."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import FieldNode, GraphQLField, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues, get_argument_values

Arguments = Callable[[VariableValues], Mapping[str, Any]]
"""Raises GraphQLError for a variable that is null where the argument may not be."""


def arguments_of(definition: GraphQLField, node: FieldNode) -> Arguments:
    """How to read the arguments of a field."""
    if not is_constant(node):
        return lambda variables: get_argument_values(definition, node, variables)
    constant = get_argument_values(definition, node)
    return lambda _: constant


def is_constant(node: FieldNode) -> bool:
    """Whether the arguments of a field are the same under all variables."""
    return not any(_reads_variables(argument) for argument in node.arguments or ())


def _reads_variables(node: Any) -> bool:
    found: list[VariableNode] = []

    class Look(Visitor):
        def enter_variable(self, variable: VariableNode, *_: object) -> None:
            found.append(variable)

    visit(node, Look())
    return bool(found)
