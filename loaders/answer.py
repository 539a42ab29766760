"""The straight line of an answer: variables, what can never be seen, the data from a reader, what stays hidden."""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.values import get_variable_values

from loaders.compile import Declined
from loaders.cost import cost
from loaders.operation import Document, Question, coded, name_of
from loaders.reading import Reading
from loaders.refusals import Denied, Look, looked_over
from loaders.validation import MOST_ERRORS
from permissions.decide import forbidden
from permissions.information import REMEDIES, Reason

LOG = logging.getLogger("kaigo.graph")

Data = tuple[bytes | None, list[GraphQLError]]
"""The data as JSON, and the errors met on the way."""


class Reader(Protocol):
    """Gives the data of an operation; notes people and refusals in the reading."""

    async def data(self, question: Question, reading: Reading) -> Data: ...


class PlainReader(Reader, Protocol):
    """A reader that answers whatever there is, also what a subscription delivers: `event` is its root."""

    async def data(self, question: Question, reading: Reading, event: Any = None) -> Data: ...

    async def events(self, question: Question, reading: Reading) -> AsyncIterator[Any]:
        """The events of a subscription."""


@dataclass(frozen=True)
class Answer:
    """What leaves: the data, the errors, and the refusals of the state of the world."""

    data: bytes | None
    """JSON, null where nothing could be given; None where nothing was executed."""
    errors: list[GraphQLError]
    refusals: list[dict[str, object]]
    denied: list[Denied]
    asked: frozenset[str]
    """The protected coordinates that were asked for and that the grants cover, and the roots of plain objects."""
    cost: int = 0
    shows_list: bool = False
    """Whether a page of the list is in it."""

    @classmethod
    def refused(cls, errors: Sequence[GraphQLError]) -> "Answer":
        """An answer to something that cannot run: the document, the operation or its variables are wrong."""
        return cls(None, list(errors), [], [], frozenset())


@dataclass
class Answers:
    """Answers operations: queries by the compiled reader where there is one, everything else by the plain one."""

    schema: GraphQLSchema
    plain: PlainReader
    compiled: Reader | None
    declined: Counter[str] = field(default_factory=Counter)
    """Queries the compiled reader did not answer, by reason; anything but introspection is a fault."""

    async def answer(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        reading: Reading,
        event: Any = None,
    ) -> Answer:
        """The answer to one operation of a valid document, or to one event of a subscription."""
        asked = self._asked(document, operation, variables, reading)
        if isinstance(asked, Answer):
            return asked
        question, look = asked
        if reading.allowance is not None:
            await reading.allowance.charge(question.cost)
        data, errors = await self._data(question, reading, event)
        told = [_told(entry, reading) for entry in look.refused]
        shows_list = bool(look.lists - {error.path[0] for error in errors if error.path})
        return Answer(
            data or b"null", told + errors, _refusals(reading), look.refused, look.granted, question.cost, shows_list
        )

    async def events(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any], reading: Reading
    ) -> AsyncIterator[Any] | Answer:
        """The events of a subscription, each to be answered with a reading of its own; or why there are none."""
        asked = self._asked(document, operation, variables, reading)
        if isinstance(asked, Answer):
            return asked
        question, look = asked
        if any(len(entry.path) == 1 for entry in look.refused):
            return Answer.refused([_told(entry, reading) for entry in look.refused])
        return await self.plain.events(question, reading)

    def _asked(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any], reading: Reading
    ) -> tuple[Question, Look] | Answer:
        """The operation as it is understood, with what can never be seen of it; or what is wrong with it."""
        coerced = get_variable_values(
            self.schema,
            operation.variable_definitions or (),
            dict(variables),
            max_errors=MOST_ERRORS,
            hide_suggestions=True,
        )
        if isinstance(coerced, list):
            return Answer.refused([coded(error, "BAD_USER_INPUT") for error in coerced])
        try:
            costs = cost(document.weights[name_of(operation)], coerced)
            question = Question(document, operation, variables, coerced, costs)
            return question, looked_over(self.schema, question, reading.grants)
        except GraphQLError as error:  # too much, or a switch without a value
            return Answer.refused([error])

    async def _data(self, question: Question, reading: Reading, event: Any) -> Data:
        if self.compiled is None or question.operation.operation is not OperationType.QUERY:
            return await self.plain.data(question, reading, event)
        try:
            return await self.compiled.data(question, reading)
        except Declined as reason:
            self.declined[str(reason)] += 1
        except GraphQLError:
            raise
        except Exception:
            # A broken plan must not be a broken service: the plain reader gives the same answer, slower.
            LOG.exception("the plan of document %s is broken", question.document.hash)
            self.declined["broken"] += 1
        reading.forget()
        return await self.plain.data(question, reading)


def _told(entry: Denied, reading: Reading) -> GraphQLError:
    words = forbidden(reading.signed_in, reading.matrix, entry.information)
    return GraphQLError(
        words.message,
        path=list(entry.path),
        extensions={
            "code": Reason.FORBIDDEN.name,
            "coordinate": entry.coordinate,
            "information": entry.information.name,
            "allowed": words.allowed,
            "remedy": words.remedy,
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
