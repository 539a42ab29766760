"""Reader 2: plain Strawberry, field by field. This is the meaning of the API; mutations and introspection use it."""

import inspect
from dataclasses import dataclass

import orjson
from graphql import GraphQLSchema, execute

from loaders.answer import Data
from loaders.operation import Question
from loaders.reading import Reading


@dataclass(frozen=True)
class Interpreter:
    """Executes operations with graphql-core."""

    schema: GraphQLSchema

    async def data(self, question: Question, reading: Reading) -> Data:
        """The data as JSON, and the errors met on the way."""
        name = question.operation.name
        running = execute(
            self.schema,
            question.node,
            context_value=reading,
            variable_values=dict(question.sent),
            operation_name=name.value if name else None,
            hide_suggestions=True,
        )
        result = await running if inspect.isawaitable(running) else running
        return None if result.data is None else orjson.dumps(result.data), list(result.errors or ())
