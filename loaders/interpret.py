"""Reader 2: plain Strawberry, field by field. This is the meaning of the API; mutations and introspection use it."""

import inspect
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import (
    ExecutionResult,
    Executor,
    GraphQLError,
    GraphQLSchema,
    create_source_event_stream,
    execute,
)

from loaders.answer import Data
from loaders.operation import Question, misused, name_of
from loaders.reading import Reading


@dataclass(frozen=True)
class Interpreter:
    """Executes operations with graphql-core."""

    schema: GraphQLSchema

    async def data(self, question: Question, reading: Reading, event: Any = None) -> Data:
        """The data as JSON, and the errors met on the way."""
        running = execute(
            self.schema,
            question.node,
            event,
            context_value=reading,
            variable_values=dict(question.sent),
            operation_name=name_of(question.operation),
            hide_suggestions=True,
        )
        result = await running if inspect.isawaitable(running) else running
        errors = [_told(error) for error in result.errors or ()]
        return None if result.data is None else orjson.dumps(result.data), errors

    async def events(self, question: Question, reading: Reading) -> AsyncIterator[Any]:
        """The events of a subscription, not yet answered: graphql-core would answer all of them with this one reading.

        Raises:
            GraphQLError: an argument cannot be read.
        """
        executor = Executor.build(
            self.schema,
            question.node,
            context_value=reading,
            raw_variable_values=dict(question.sent),
            operation_name=name_of(question.operation),
            hide_suggestions=True,
        )
        assert isinstance(executor, Executor)  # variables were understood before
        found = create_source_event_stream(executor)
        stream = await found if inspect.isawaitable(found) else found
        if isinstance(stream, ExecutionResult):
            raise _told(stream.errors[0]) if stream.errors else TypeError("a subscription without events")
        return aiter(stream)


def _told(error: GraphQLError) -> GraphQLError:
    """What graphql-core itself finds while it executes is an argument it cannot read."""
    own = not error.extensions and isinstance(error.original_error, GraphQLError | None)
    return misused(error) if own else error
