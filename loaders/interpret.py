"""Reader 2: runs an operation through plain Strawberry and gives the answer with both kinds of refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, execute
from graphql.execution.values import get_variable_values

from loaders.operation import MOST_ERRORS, Denied, Document, coded, denied
from loaders.reading import Reading
from permissions.decide import allowed_posts
from permissions.information import REMEDIES, Reason


@dataclass(frozen=True)
class Answer:
    """What leaves: the data, the errors, and the refusals of the state of the world."""

    data: Mapping[str, Any] | None
    errors: list[GraphQLError]
    refusals: list[dict[str, object]]
    denied: list[Denied]
    ran: bool
    """False when nothing was executed: the document, the operation or its variables were wrong."""

    @classmethod
    def refused(cls, errors: Sequence[GraphQLError]) -> "Answer":
        """An answer to something that cannot run."""
        return cls(None, list(errors), [], [], ran=False)


async def answer(
    schema: GraphQLSchema,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    reading: Reading,
) -> Answer:
    """Execute one operation of a valid document."""
    coerced = get_variable_values(
        schema, operation.variable_definitions or (), dict(variables), max_errors=MOST_ERRORS, hide_suggestions=True
    )
    if isinstance(coerced, list):
        return Answer.refused([coded(error, "BAD_USER_INPUT") for error in coerced])
    assert document.node is not None
    refused = denied(schema, document.node, operation, coerced.coerced, reading.grants)
    running = execute(
        schema,
        document.node,
        context_value=reading,
        variable_values=dict(variables),
        operation_name=operation.name.value if operation.name else None,
        hide_suggestions=True,
    )
    result = await running if hasattr(running, "__await__") else running
    errors = [_told(entry, reading) for entry in refused] + list(result.errors or ())
    return Answer(result.data, errors, _refusals(reading), refused, ran=True)


def _told(entry: Denied, reading: Reading) -> GraphQLError:
    return GraphQLError(
        Reason.FORBIDDEN.label,
        path=list(entry.path),
        extensions={
            "code": Reason.FORBIDDEN.name,
            "coordinate": entry.coordinate,
            "information": entry.information.name,
            "allowed": allowed_posts(entry.information, reading.matrix),
            "remedy": REMEDIES[Reason.FORBIDDEN],
        },
    )


def _refusals(reading: Reading) -> list[dict[str, object]]:
    """One entry per coordinate and reason, with the number of people it holds for today."""
    return [
        {"coordinate": coordinate, "reason": reason.name, "people": len(people), "remedy": REMEDIES[reason]}
        for (coordinate, reason), people in sorted(
            reading.refused.items(), key=lambda item: (item[0][0], item[0][1].name)
        )
    ]
