"""Writes answers: JSON bytes, the headers every answer has, and errors without anything internal in them."""

import logging
import re
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from graph.request_note import current
from loaders.answer import Answer
from models.settings import Statuses
from permissions.errors import CodedError
from permissions.request_errors import NotAcceptable

LOG = logging.getLogger("kaigo.graph")
JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
HEADERS = {"Cache-Control": "no-store", "Vary": "Accept", "X-Content-Type-Options": "nosniff"}
PARTLY = 294
"""The draft's status of 2026 for data that came with errors."""
PARSE_FAILED = {"code": "GRAPHQL_PARSE_FAILED"}
QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.\d*)?)", re.IGNORECASE)


async def caught(request: Request, answer: Awaitable[Response]) -> Response:
    """The answer, or the coded error that refuses it."""
    try:
        return await answer
    except CodedError as error:
        return refused(request, error)
    except Exception as error:  # the last net: nothing internal leaves
        return failed(request, error)


def answered(
    request: Request, answer: Answer, cost: Mapping[str, int] | None, statuses: Statuses = "plain"
) -> Response:
    """The answer of an executed operation, or of one that could not run; the old media type is always 200 then."""
    return _response(request, body_of(answer, cost), _status(answer, statuses) if _modern(request) else 200)


def _status(answer: Answer, statuses: Statuses) -> int:
    """What the new media type tells; the draft has words for more."""
    if answer.data not in (None, b"null"):
        return PARTLY if answer.errors and statuses == "draft" else 200
    if answer.data is None and statuses == "draft" and answer.errors:
        return 400 if answer.errors[0].extensions == PARSE_FAILED else 422
    return 400


def require_acceptable(request: Request) -> None:
    """Refuse a caller who takes nothing of what there is.

    Raises:
        NotAcceptable: `Accept` names neither JSON nor everything.
    """
    accept = ",".join(request.headers.getlist("accept"))
    if accept.strip() and not any(_quality(accept, each) for each in (RESPONSE_JSON, JSON, "application/*", "*/*")):
        raise NotAcceptable


def body_of(answer: Answer, cost: Mapping[str, int] | None = None) -> bytes:
    """An answer as JSON, however it leaves."""
    parts = [] if answer.data is None else [b'"data":' + answer.data]
    if answer.errors:
        parts.append(b'"errors":' + orjson.dumps(written(answer.errors)))
    extensions: dict[str, object] = {"refusals": answer.refusals} if answer.refusals else {}
    if cost is not None:
        extensions["cost"] = cost
    if extensions:
        parts.append(b'"extensions":' + orjson.dumps(extensions))
    return b"{" + b",".join(parts) + b"}"


def refused(request: HTTPConnection, error: CodedError, headers: Mapping[str, str] | None = None) -> Response:
    """An answer without data: the request or the caller is wrong, whatever the media type."""
    return _response(
        request, orjson.dumps({"errors": written([error])}), error.status, {**error.headers, **(headers or {})}
    )


def failed(request: Request, cause: Exception) -> Response:
    """The answer where the service itself failed."""
    errors = written([GraphQLError("", original_error=cause)])
    return _response(request, orjson.dumps({"errors": errors}), 500)


def written(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """Errors as they leave: coded. What was not meant for the caller is logged, once, under the number that leaves."""
    note = current()
    causes = [error.original_error for error in errors if _internal(error)]
    if causes:
        LOG.error("request %s failed", note.request, exc_info=causes[0])
    told = [_written(error, note.request) for error in errors]
    note.tell(str(each["extensions"]["code"]) for each in told)
    return told


def _written(error: GraphQLError, number: str) -> dict[str, Any]:
    extensions = {"code": "BAD_USER_INPUT", **(error.extensions or {})}
    told: dict[str, Any] = {"message": error.message, "extensions": extensions}
    if _internal(error):
        told["message"] = "サーバーで問題が起きました。問い合わせの際はこの番号をお知らせください。"
        told["extensions"] = {"code": "INTERNAL_SERVER_ERROR", "request": number}
    if error.locations:
        told["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        told["path"] = error.path
    return told


def _internal(error: GraphQLError) -> bool:
    """Whether the error is a failure of the service: neither coded, nor GraphQL's own word on the operation."""
    return "code" not in (error.extensions or {}) and not isinstance(error.original_error, GraphQLError | None)


def _modern(request: HTTPConnection) -> bool:
    """Whether the caller takes the new media type, and would not rather have the old one."""
    accept = ",".join(request.headers.getlist("accept"))
    return 0 < _quality(accept, RESPONSE_JSON) >= _quality(accept, JSON)


def _quality(accept: str, media_type: str) -> float:
    """How much the caller wants a media type, 0 to 1; 0 where it is not named."""
    for part in accept.split(","):
        if part.partition(";")[0].strip().lower() == media_type:
            told = QUALITY.search(part)
            return float(told[1]) if told else 1.0
    return 0.0


def _response(request: HTTPConnection, body: bytes, status: int, headers: Mapping[str, str] | None = None) -> Response:
    media_type = RESPONSE_JSON if _modern(request) else JSON
    return Response(body, status, headers={**HEADERS, **(headers or {})}, media_type=media_type)
