"""One subscription: for every event all is made anew - who asks, what time it is, what they may see - as for a query.

graphql-core would answer every event with the reading the subscription began with. So only the places of its events are
taken from it, and each is answered as if it had just been asked; each answer is on record before it leaves.
"""

import datetime
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from graphql import GraphQLError, OperationDefinitionNode, OperationType
from starlette.websockets import WebSocket

from graph.http import answers
from graph.http.body import GraphQLRequest, graphql_request
from graph.http.endpoint import Endpoint, note_operation
from loaders.answer import Answer
from loaders.changes import Place, changes_after
from loaders.deadline import within
from loaders.operation import Document
from loaders.reading import Reading
from permissions.client_certificate import OfficeCertificate
from permissions.errors import CodedError, PasswordChangeRequired, Unauthenticated
from permissions.request_errors import BadRequest
from resolvers.allowance import AccountAllowance

QUIET = datetime.timedelta(hours=1)
"""After so long without anything to tell, an empty page tells the new cursor: the old one must not grow too old."""


class Ended(Exception):
    """Whoever opened the connection may not go on: the session, the account or the certificate has ended."""

    def __init__(self, error: CodedError) -> None:
        super().__init__(error.code)
        self.code = error.code


class Refusal(Exception):
    """The subscription cannot begin or go on; the connection can."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(*errors)
        self.errors = errors


@dataclass(frozen=True)
class Talk:
    """A connection, and the token it was opened with."""

    endpoint: Endpoint
    socket: WebSocket
    token: str | None

    async def reading(self, *, used: bool = False) -> Reading:
        """What is read with now.

        Raises:
            Ended: nobody is signed in with this token any more, or not over this connection.
        """
        house = self.endpoint.house
        now = house.now()
        try:
            certificate = await self.endpoint.certificate(self.socket, now)
            return await self._reading(now, certificate, used)
        except CodedError as error:
            raise Ended(error) from None

    async def asked(self) -> Reading:
        """The same for what the client asks, which counts.

        Raises:
            Ended: as above.
            RateLimited: it has asked too often this minute.
        """
        reading = await self.reading(used=True)
        assert reading.allowance is not None
        await reading.allowance.request()
        return reading

    async def _reading(self, now: datetime.datetime, certificate: OfficeCertificate | None, used: bool) -> Reading:
        found = await self.endpoint.found(self.token, now, certificate, used=used) if self.token else None
        if found is None:
            raise Unauthenticated
        if found.viewer.first_password:
            raise PasswordChangeRequired
        allowance = AccountAllowance(self.endpoint.counts, found.viewer.staff_key, now)
        return Reading(self.endpoint.house, now, found.viewer, self.token, certificate, allowance=allowance)


async def delivered(talk: Talk, payload: object) -> AsyncGenerator[bytes, None]:
    """The answers of a subscription, as JSON, as they are to be sent.

    Raises:
        Refusal, Ended.
    """
    try:
        asked = graphql_request(payload)
        reading = await talk.asked()
        document, operation = await _operation(talk, asked, reading)
        found = await talk.endpoint.answers.events(document, operation, asked.variables, reading)
        if isinstance(found, Answer):
            raise Refusal(found.errors)
        async with aclosing(found) as places:  # type: ignore[type-var]  # it is a generator
            async for place in places:
                async with within(talk.endpoint.house.settings.request_seconds):
                    answer = await _answered(talk, asked, place)
                if answer is not None:
                    yield answers.body_of(answer)
    except (Refusal, Ended):
        raise
    except GraphQLError as error:
        raise Refusal([error]) from None
    except Exception as error:  # the last net: nothing internal leaves
        raise Refusal([GraphQLError("", original_error=error)]) from error


async def _operation(talk: Talk, asked: GraphQLRequest, reading: Reading) -> tuple[Document, OperationDefinitionNode]:
    """What is subscribed to; of a partner system what is approved still."""
    document = await talk.endpoint.admission.document(asked, reading)
    operation = document.operation(asked.operation_name)
    note_operation(document, asked.operation_name)
    if document.errors:
        raise Refusal(document.errors)
    if operation is None:
        raise BadRequest("operationName で操作を一つ指定してください。")
    if operation.operation is not OperationType.SUBSCRIPTION:
        raise BadRequest("WebSocket では subscription だけを送れます。ほかは POST で送ってください。")
    return document, operation


async def _answered(talk: Talk, asked: GraphQLRequest, place: Place) -> Answer | None:
    """What there is to tell from a place on, for the viewer of now; None where that is nothing."""
    reading = await talk.reading()
    document, operation = await _operation(talk, asked, reading)
    page = await changes_after(reading, {"since": str(place.cursor)})
    place.cursor = page.end
    if not page.changes and place.told_at is not None and reading.now - place.told_at < QUIET:
        return None
    answer = await talk.endpoint.answers.answer(document, operation, asked.variables, reading, page)
    if any(len(entry.path) == 1 for entry in answer.denied):
        raise Refusal(answer.errors)
    await talk.endpoint.record(document, operation, reading, answer)
    place.told_at = reading.now
    return answer
