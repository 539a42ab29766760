"""Reads a GraphQL request, from a body or from parameters: bounded, strict, and never a 500 for junk."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

import orjson
from starlette.requests import Request

from graph.http.patience import time_left
from loaders.operation import hash_of
from permissions.request_errors import (
    BadRequest,
    BodyTooSlow,
    ContentCodingUnknown,
    PersistedQueryWrong,
    TooLarge,
    WrongMediaType,
)

MOST_BYTES = 1_000_000
SHA256 = re.compile("[0-9a-f]{64}")
CHARSETS = ("", "charset=utf-8", 'charset="utf-8"')
NAMES = ("query", "operationName", "variables", "extensions", "documentId")


@dataclass(frozen=True)
class GraphQLRequest:
    """One operation as it was sent."""

    query: str | None
    """The document; without it there is `document_hash`."""
    operation_name: str | None
    variables: dict[str, Any]
    told_cost: bool = False
    """Whether the caller wants to know what it cost (`extensions: {"cost": true}`)."""
    document_hash: str | None = None
    """The SHA-256 of a document, in hex, that was sent in its place (`documentId: "sha256:..."`), or beside it."""
    by_get: bool = False


async def read_request(request: Request) -> GraphQLRequest:
    """The GraphQL request of a POST, or of a GET.

    Raises:
        BadRequest: not JSON, too large, or not a GraphQL request.
        PersistedQueryWrong: the hash beside the document is not that of the document.
    """
    if request.method == "GET":
        return graphql_request(_parameters(request), by_get=True)
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.replace(" ", "").lower()
    if media_type.strip().lower() != "application/json" or charset not in CHARSETS:
        raise WrongMediaType("本文は application/json (UTF-8) で送ってください。")
    return graphql_request(_json(b"".join([piece async for piece in body_of(request, MOST_BYTES)])))


async def body_of(request: Request, most: int) -> AsyncIterator[bytes]:
    """The body in the pieces it comes in, never more than `most` bytes.

    Raises:
        ContentCodingUnknown: it is not told as it is.
        TooLarge: it is, or says it is, larger.
        BodyTooSlow: its next piece does not come.
        BadRequest: the caller has gone before its end.
    """
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise ContentCodingUnknown
    too_large = TooLarge(f"本文は{most:,}バイトまでです。")
    declared = request.headers.get("content-length", "")[:12]
    if declared.isdecimal() and int(declared) > most:
        raise too_large  # at once: the rest may never come
    size, more, begun = 0, True, monotonic()
    while more:
        try:
            async with asyncio.timeout(time_left(begun, monotonic(), size)):
                message = await request.receive()
        except TimeoutError:
            raise BodyTooSlow from None
        if message["type"] == "http.disconnect":
            raise BadRequest("本文が途中で終わっています。")
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > most:
            raise too_large
        yield piece
        more = message.get("more_body", False)


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest("本文が正しいJSONではありません。") from None


def _parameters(request: Request) -> dict[str, Any]:
    """What a GET says in its address; `variables` and `extensions` are JSON there."""
    told: dict[str, Any] = {}
    for name in NAMES:
        values = request.query_params.getlist(name)
        if len(values) > 1:
            raise BadRequest(f"{name} は一つだけ送ってください。")
        if values:
            told[name] = _json(values[0].encode()) if name in ("variables", "extensions") else values[0]
    return told


def graphql_request(body: Any, *, by_get: bool = False) -> GraphQLRequest:
    """A request as JSON has it.

    Raises:
        BadRequest: it is none.
    """
    if not isinstance(body, dict):
        raise BadRequest("本文はJSONのオブジェクトで送ってください。")
    query, name, variables = body.get("query"), body.get("operationName"), body.get("variables")
    extensions = body.get("extensions")
    if not isinstance(extensions, dict | None):
        raise BadRequest("extensions はオブジェクトで送ってください。")
    named = _document_hash(body.get("documentId"))
    if query is not None and named is not None:
        raise BadRequest("query と documentId はどちらか一つを送ってください。")
    named = named or _persisted_hash((extensions or {}).get("persistedQuery"))
    if not isinstance(query, str) and (named is None or query is not None):
        raise BadRequest("query は文字列で送ってください。")
    if query is not None and named is not None and hash_of(query) != named:
        raise PersistedQueryWrong
    if name is not None and not isinstance(name, str):
        raise BadRequest("operationName は文字列で送ってください。")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest("variables はオブジェクトで送ってください。")
    return GraphQLRequest(query, name or None, variables or {}, (extensions or {}).get("cost") is True, named, by_get)


def _document_hash(told: object) -> str | None:
    if told is None:
        return None
    scheme, _, found = told.partition(":") if isinstance(told, str) else ("", "", "")
    if scheme != "sha256" or not SHA256.fullmatch(found):
        raise BadRequest("documentId は sha256: と64桁の16進数で送ってください。")
    return found


def _persisted_hash(told: object) -> str | None:
    """The hash of Apollo's `extensions: {"persistedQuery": {"version": 1, "sha256Hash": "..."}}`."""
    if told is None:
        return None
    found = told.get("sha256Hash") if isinstance(told, dict) and told.get("version") == 1 else None
    if not isinstance(found, str) or not SHA256.fullmatch(found):
        raise BadRequest("persistedQuery は version 1 と、64桁の16進数の sha256Hash で送ってください。")
    return found
