"""GraphQL over HTTP, in one straight line: request, viewer, document, answer, record, bytes."""

import asyncio
import datetime
import gc
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from graphql import OperationDefinitionNode, OperationType
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph.http import answers, session
from graph.http.admission import Admission, require_admitted
from graph.http.body import GraphQLRequest, read_request
from graph.http.connections import Connections
from graph.http.overload import Gate
from graph.http.peer import Peers
from graph.http.persisted import PersistedDocuments
from graph.http.read import read_of
from graph.http.shared import Shared
from graph.http.traffic import Traffic
from graph.request_note import current
from graph.schema import BuiltSchema, protected_coordinates
from loaders.answer import Answer, Answers
from loaders.client_certificates import ClientCertificates
from loaders.compiled import Compiled
from loaders.cost import MOST_COST
from loaders.deadline import within
from loaders.house import House
from loaders.interpret import Interpreter
from loaders.operation import Document, name_of
from loaders.partner import ApprovedOperations
from loaders.reading import Reading
from loaders.sessions import Found, Sessions
from loaders.tally import Tally, begin
from permissions.client_certificate import OfficeCertificate, require_certificate
from permissions.errors import CodedError, PasswordChangeRequired
from permissions.request_errors import BadRequest
from permissions.viewer import Viewer
from resolvers.allowance import AccountAllowance, RequestCounts
from resolvers.registration import open_list
from resolvers.sessions import keep_session

GRACE = 1.0
"""Seconds a mutation has to end by itself whose caller has been sent away."""


@dataclass
class Endpoint:
    """/graphql."""

    house: House
    schema: BuiltSchema
    peers: Peers
    shared: Shared | None = None
    """What other server processes behind the same door know."""

    def __post_init__(self) -> None:
        schema, settings = self.schema.executable, self.house.settings
        self.gate = Gate(settings.requests_at_once, settings.requests_waiting, settings.longest_wait)
        self._acting: set[asyncio.Task[Answer]] = set()
        assert self.house.documents is not None  # a house that is served has a schema
        self.counts, self.connections, self.traffic = RequestCounts(self.house), Connections(), Traffic()
        self.sessions = Sessions(self.house.reads)
        self.certificates = ClientCertificates(self.house.reads)
        approved = ApprovedOperations(self.house.reads)
        persisted = PersistedDocuments(shared=self.shared)
        self.admission = Admission(settings, self.house.documents, approved, persisted)
        self.compiled = compiled = Compiled(schema, self.house.reads)
        self.plans = compiled.plans
        reader = None if settings.interpret else compiled
        self.answers = Answers(schema, Interpreter(schema), reader)
        fields = protected_coordinates(self.schema.executable)
        self.information = {coordinate: field.metadata["information"] for coordinate, field in fields.items()}

    def warm(self) -> None:
        """What the first requests would otherwise wait for; then nothing of it is looked at by the collector again."""
        self.compiled.warm()
        gc.collect()
        gc.freeze()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await answers.caught(request, self._answered(request))
        await response(scope, receive, send)

    async def _answered(self, request: Request) -> Response:
        self.gate.require_room()
        tally, asked = begin(), await self._asked(request)  # whole before a slot is taken
        async with self.gate.slot(), within(self.house.settings.request_seconds):
            reading = await self._reading(request)
            response = await answers.caught(request, self._response(request, asked, reading, tally))
            return session.keep(response, reading.cookie)

    async def _asked(self, request: Request) -> GraphQLRequest:
        """What is asked; what is no request counts like one, and of the same."""
        try:
            answers.require_acceptable(request)
            return await read_request(request)
        except BadRequest:
            async with self.gate.slot(), within(self.house.settings.request_seconds):
                await self._reading(request)
            raise

    async def _response(self, request: Request, asked: GraphQLRequest, reading: Reading, tally: Tally) -> Response:
        answer = await self._answer(asked, reading)
        cost = {"cost": answer.cost, "most": MOST_COST, "statements": tally.statements} if asked.told_cost else None
        return answers.answered(request, answer, cost, self.house.settings.statuses)

    async def _answer(self, asked: GraphQLRequest, reading: Reading) -> Answer:
        document = await self.admission.document(asked, reading)
        operation = document.operation(asked.operation_name)
        note_operation(document, asked.operation_name)
        require_admitted(asked, operation, reading)
        if document.errors:
            return Answer.refused(document.errors)
        if operation is None:
            raise BadRequest("operationName で操作を一つ指定してください。")
        if operation.operation is OperationType.SUBSCRIPTION:
            raise BadRequest("subscription は WebSocket（graphql-transport-ws）で送ってください。")
        answering = self.answers.answer(document, operation, asked.variables, reading)
        found = await (self._whole(answering) if operation.operation is OperationType.MUTATION else answering)
        current().cost = found.cost
        await self.record(document, operation, reading, found)
        if found.shows_list and reading.list_waits:  # by now nothing can keep the answer back
            await open_list(reading)
        return found

    async def _whole(self, acting: Coroutine[Any, Any, Answer]) -> Answer:
        """The answer of a mutation. At the end of its time nobody waits any more for a commit that has begun.

        What has not come so far ends by itself on SQLite, whose statements look at the time; else it is cancelled.
        """
        task = asyncio.create_task(acting)
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            asyncio.get_running_loop().call_later(GRACE, task.cancel)
            raise

    async def close(self) -> None:
        """Wait for commits whose callers have been sent away."""
        await asyncio.gather(*self._acting, return_exceptions=True)

    async def reading(self, request: Request) -> Reading:
        """What a request for a file reads with.

        Raises:
            PasswordChangeRequired: the account has a first password.
        """
        reading = await self._reading(request)
        if reading.signed_in and reading.signed_in.first_password:
            raise PasswordChangeRequired
        return reading

    async def _reading(self, request: Request) -> Reading:
        now = self.house.now()
        try:
            token, certificate = session.token_of(request), await self.certificate(request, now)
            found = await self.found(token, now, certificate) if token else None
        except CodedError:
            await self.count_caller(request, now)
            raise
        viewer, waits = (found.viewer, found.list_waits) if found else (None, False)
        allowance = await self._counted(request, viewer, now)
        own = session.from_own_page(request)
        # The page cannot take back a cookie that is over; left alone it would come with all that is said from now on.
        cookie = "" if own and token and viewer is None else None
        return Reading(self.house, now, viewer, token, certificate, own, cookie, waits, allowance)

    async def _counted(
        self, request: Request, viewer: Viewer | None, now: datetime.datetime
    ) -> AccountAllowance | None:
        """Count a request: of the account, else of the caller.

        Raises:
            RateLimited: there were too many this minute.
        """
        if viewer is None:
            await self.count_caller(request, now)
            return None
        allowance = AccountAllowance(self.counts, viewer.staff_key, now)
        await allowance.request()
        return allowance

    async def count_caller(self, connection: HTTPConnection, now: datetime.datetime) -> None:
        """Count a request of nobody who is known: of the address, or the certificate where only the proxy knows it.

        Raises:
            RateLimited: there were too many this minute.
        """
        if (caller := self.peers.caller(connection)) is not None:
            await self.counts.count(caller, self.house.settings.anonymous_requests_a_minute, now)

    async def certificate(self, request: HTTPConnection, now: datetime.datetime) -> OfficeCertificate | None:
        """The certificate of the connection: what is presented must hold, whether it is demanded or not.

        Raises:
            CertificateUnknown, CertificateRevoked, CertificateExpired, ProxyHeadersRefused: it does not.
        """
        fingerprint = self.peers.certificate_of(request.scope)
        return await self.certificates.certificate(fingerprint, now) if fingerprint else None

    async def found(
        self, token: str, now: datetime.datetime, certificate: OfficeCertificate | None, *, used: bool = True
    ) -> Found | None:
        """Whose session it is; nobody's where it is unknown, over or ended: whoever holds it may sign in again.

        Unless it is `used`, it goes on being idle: what is delivered by itself is no use of it.
        """
        found = await self.sessions.viewer(token, now, certificate.fingerprint if certificate else None)
        if found is None:
            return None
        note = current()
        note.account, note.office = found.viewer.staff_key, found.viewer.office_key
        require_certificate(found.viewer.office_key, certificate, self.house.settings.demand)
        if used:
            await keep_session(self.house, token, found.idle_until)
        return found

    async def record(
        self, document: Document, operation: OperationDefinitionNode, reading: Reading, found: Answer
    ) -> None:
        """Write down what is about to leave, where it tells of people or refuses something.

        Raises:
            RecordUnavailable: it could not be written; nothing may leave.
        """
        told = reading.people or reading.unidentified or found.denied
        if told and self.house.settings.read_records:
            read, information = read_of(document, operation, reading, found, self.information)
            await reading.record(information, read)


def note_operation(document: Document, name: str | None) -> None:
    """Note what the request at hand runs, or would run, for the log."""
    operation = document.asked(name)
    kind = operation.operation.value if operation else None
    current().runs(kind, name_of(operation) if operation else None, document.shape)
