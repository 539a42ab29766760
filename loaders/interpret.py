"""Reader 2: plain Strawberry, field by field. This is the meaning of the API; mutations and introspection use it."""

import inspect
from dataclasses import dataclass

import orjson
from graphql import GraphQLError, GraphQLSchema, execute

from loaders.answer import Data
from loaders.operation import Question, misused, name_of
from loaders.reading import Reading


@dataclass(frozen=True)
class Interpreter:
    """Executes operations with graphql-core."""

    schema: GraphQLSchema

    async def data(self, question: Question, reading: Reading) -> Data:
        """The data as JSON, and the errors met on the way."""
        running = execute(
            self.schema,
            question.node,
            context_value=reading,
            variable_values=dict(question.sent),
            operation_name=name_of(question.operation),
            hide_suggestions=True,
        )
        result = await running if inspect.isawaitable(running) else running
        errors = [_told(error) for error in result.errors or ()]
        return None if result.data is None else orjson.dumps(result.data), errors


def _told(error: GraphQLError) -> GraphQLError:
    """What graphql-core itself finds while it executes is an argument it cannot read."""
    own = not error.extensions and isinstance(error.original_error, GraphQLError | None)
    return misused(error) if own else error
