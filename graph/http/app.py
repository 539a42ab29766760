"""Puts the service together: settings, database, matrix, schema, routes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from graph.http import answers
from graph.http.documents import documents
from graph.http.endpoint import Endpoint
from graph.http.explorer import explorer
from graph.http.health import Health, alive, ready
from graph.http.metrics import MEDIA_TYPE, metrics, telling_counts
from graph.http.peer import Peers
from graph.http.requests import Requests
from graph.http.shared import Shared
from graph.http.subscriptions import subscriptions
from graph.http.token import token
from graph.http.tracing import tracing
from graph.http.uploads import uploads
from graph.schema import BuiltSchema, build_schema
from models.clock import Clock
from models.settings import Settings
from permissions.matrix import load_matrix
from permissions.request_errors import BadRequest, MethodNotAllowed, NotFound
from resolvers.feed_worker import reading_files
from resolvers.keeper import keeping
from resolvers.opening import open_house
from resolvers.outbox import sending


def create_app(
    settings: Settings, clock: Clock | None = None, *, warm: bool = False, shared: Shared | None = None
) -> Starlette:
    """The service for these settings; tests bring a clock of their own. A server that is to last is made warm; one of several
    behind a door has something `shared`.

    Raises:
        MatrixError, SchemaError, DatabaseError, SettingsError: something is missing or wrong, said in one line.
    """
    matrix = load_matrix(settings.matrix)
    schema = build_schema(matrix)
    peers = Peers.of(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        opened = open_house(settings, matrix, clock, serving=True, schema=schema.executable)
        async with tracing(settings.traces) as app.state.traces, opened as house, keeping(house) as keeper:
            app.state.endpoint, app.state.keeper = Endpoint(house, schema, peers, shared), keeper
            warming = asyncio.create_task(asyncio.to_thread(app.state.endpoint.warm)) if warm else None
            telling = telling_counts(app.state.endpoint)
            async with sending(house.post) as outbox, reading_files(house) as reader, telling:
                app.state.health = Health(keeper, outbox, reader)
                yield
            await app.state.endpoint.close()
            if warming is not None:
                await warming

    app = Starlette(routes=_routes(schema), lifespan=lifespan, exception_handlers={HTTPException: _not_served})
    app.state.traces = None
    app.add_middleware(Requests)
    app.router.redirect_slashes = False  # a redirect would follow whatever Host the caller names
    return app


class _GraphQL:
    """The endpoint that the lifespan made; an application, because Starlette wraps functions twice."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.endpoint(scope, receive, send)


def _routes(schema: BuiltSchema) -> list[BaseRoute]:
    async def sdl(request: Request) -> Response:
        return PlainTextResponse(schema.sdl, headers=answers.HEADERS)

    async def counted(request: Request) -> Response:
        headers = {**answers.HEADERS, "Content-Type": MEDIA_TYPE}
        return Response(metrics(request.app.state.endpoint), headers=headers)

    asking = Route("/graphql", _GraphQL())
    asking.methods = {"GET", "POST"}
    handing_out = Route("/documents/{ticket}", documents)
    handing_out.methods = {"GET"}  # without HEAD: a look ahead would use the ticket up
    return [
        asking,
        WebSocketRoute("/graphql", subscriptions),
        WebSocketRoute("/{path:path}", _no_subscriptions),
        Route("/token", token, methods=["POST"]),
        Route("/uploads", uploads, methods=["POST"]),
        handing_out,
        Route("/schema.graphql", sdl),
        Route("/livez", alive),
        Route("/readyz", ready),
        Route("/metrics", counted),
        *explorer(),
    ]


async def _no_subscriptions(socket: WebSocket) -> None:
    """A WebSocket to a path that has none."""
    await socket.send_denial_response(answers.refused(socket, NotFound("このパスに WebSocket はありません。")))


async def _not_served(request: Request, error: Exception) -> Response:
    """A path or a method that is not served: the routes say which."""
    assert isinstance(error, HTTPException)
    told: dict[int, BadRequest] = {
        404: NotFound("このパスは提供されていません。"),
        405: MethodNotAllowed("このメソッドは使えません。GraphQL は POST で送ってください。"),
    }
    return answers.refused(request, told.get(error.status_code, BadRequest("要求が正しくありません。")), error.headers)
