"""Reads the body of a request: bounded, strict, and never a 500 for junk."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from permissions.errors import BadRequest, TooLarge, WrongMediaType

MOST_BYTES = 1_000_000
DOCUMENT_ID = re.compile("sha256:([0-9a-f]{64})")


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
    """The SHA-256 of a document, in hex, that was sent in its place (`documentId: "sha256:..."`)."""


async def read_request(request: Request) -> GraphQLRequest:
    """The GraphQL request of a POST.

    Raises:
        BadRequest: not JSON, too large, or not a GraphQL request.
    """
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.replace(" ", "").lower()
    if media_type.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        raise WrongMediaType("本文は application/json (UTF-8) で送ってください。")
    return graphql_request(_json(b"".join([piece async for piece in body_of(request, MOST_BYTES)])))


async def body_of(request: Request, most: int) -> AsyncIterator[bytes]:
    """The body in the pieces it comes in, never more than `most` bytes.

    Raises:
        TooLarge: it is, or says it is, larger.
        BadRequest: the caller has gone before its end.
    """
    too_large = TooLarge(f"本文は{most:,}バイトまでです。")
    declared = request.headers.get("content-length", "")[:12]
    if declared.isdecimal() and int(declared) > most:
        raise too_large  # at once: the rest may never come
    size, more = 0, True
    while more:
        message = await request.receive()
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


def graphql_request(body: Any) -> GraphQLRequest:
    """A request as JSON has it.

    Raises:
        BadRequest: it is none.
    """
    if not isinstance(body, dict):
        raise BadRequest("本文はJSONのオブジェクトで送ってください。")
    query, name, variables = body.get("query"), body.get("operationName"), body.get("variables")
    named = _document_hash(body.get("documentId"))
    if not isinstance(query, str) and (named is None or query is not None):
        raise BadRequest("query は文字列で送ってください。")
    if query is not None and named is not None:
        raise BadRequest("query と documentId はどちらか一つを送ってください。")
    if name is not None and not isinstance(name, str):
        raise BadRequest("operationName は文字列で送ってください。")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest("variables はオブジェクトで送ってください。")
    extensions = body.get("extensions")
    if not isinstance(extensions, dict | None):
        raise BadRequest("extensions はオブジェクトで送ってください。")
    return GraphQLRequest(query, name or None, variables or {}, (extensions or {}).get("cost") is True, named)


def _document_hash(told: object) -> str | None:
    if told is None:
        return None
    found = DOCUMENT_ID.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        raise BadRequest("documentId は sha256: と64桁の16進数で送ってください。")
    return found[1]
