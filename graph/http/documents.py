"""GET /documents/{ticket}: the bytes of a document, once, for the session the ticket was given to."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from graph.http import answers
from models.codes.document import DocumentMode
from resolvers.documents import Handed, redeem_ticket

DISPOSITIONS = {DocumentMode.VIEW: "inline", DocumentMode.DOWNLOAD: "attachment"}


async def documents(request: Request) -> Response:
    """The door."""
    return await answers.caught(request, _handed(request))


async def _handed(request: Request) -> Response:
    endpoint = request.app.state.endpoint
    async with endpoint.gate.slot():
        reading = await endpoint.reading(request)
        handed = await redeem_ticket(reading, request.path_params["ticket"])
    return StreamingResponse(handed.content.chunks, headers=_headers(handed))


def _headers(handed: Handed) -> Mapping[str, str]:
    """A document never runs as part of a page of ours, is never guessed at, kept or told of elsewhere."""
    return {
        **answers.HEADERS,
        "Content-Type": handed.document.media_type,
        "Content-Length": str(handed.content.size),
        # The name is encoded throughout (RFC 6266, RFC 8187), so nothing in it can end the header.
        "Content-Disposition": (
            f"{DISPOSITIONS[handed.mode]}; filename*=UTF-8''{quote(handed.document.name, safe='')}"
        ),
        "Content-Security-Policy": "sandbox",
        "Referrer-Policy": "no-referrer",
    }
