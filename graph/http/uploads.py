"""POST /uploads: one file as the body of the request, streamed to the disk, answered by the handle a mutation takes.

    curl -X POST /uploads -H "Authorization: Bearer ..." -H "Content-Type: application/pdf" \
         -H "Content-Disposition: attachment; filename*=UTF-8''%E6%9B%B8.pdf" --data-binary @file.pdf

The body is the file itself, as `fetch(url, {body: file})` sends it. No page of another site can send these media types
without being asked for leave first, which it does not get; a form (multipart) could, and is refused.
"""

import re
import tempfile
from typing import BinaryIO
from urllib.parse import unquote

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph.http import answers
from graph.http.body import body_of
from permissions.capacity_errors import FileUnavailable
from permissions.request_errors import BadRequest, WrongMediaType
from resolvers.file_content import SUFFIXES
from resolvers.uploads import MOST_BYTES, Incoming, keep_upload, require_right

ENCODED_NAME = re.compile(r"filename\*\s*=\s*UTF-8''([^;\s\"]*)", re.IGNORECASE)
PLAIN_NAME = re.compile(r'filename\s*=\s*"([^"]*)"', re.IGNORECASE)


async def uploads(request: Request) -> Response:
    """The door."""
    return await answers.caught(request, _kept(request))


async def _kept(request: Request) -> Response:
    endpoint = request.app.state.endpoint
    endpoint.gate.require_room()
    reading = await endpoint.reading(request)
    require_right(reading)
    media_type = _declared(request)
    with tempfile.TemporaryFile() as file:
        await _receive(request, file)
        async with endpoint.gate.slot():
            upload = await keep_upload(reading, Incoming(file, media_type, _name(request)))
    told = {"handle": upload.id, "size": upload.byte_count, "type": upload.media_type, "sha256": upload.sha256}
    return Response(orjson.dumps(told), 201, headers=answers.HEADERS, media_type=answers.JSON)


def _declared(request: Request) -> str:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in SUFFIXES:
        raise WrongMediaType(f"ファイルそのものを、種類（{'、'.join(SUFFIXES)}のどれか）を付けて送ってください。")
    return media_type


def _name(request: Request) -> str:
    """What the caller calls the file (RFC 6266), "" where it is not said; as it was told, to be cleaned."""
    told = request.headers.get("content-disposition", "")
    if encoded := ENCODED_NAME.search(told):
        return unquote(encoded[1], errors="replace")
    plain = PLAIN_NAME.search(told)
    return plain[1] if plain else ""


async def _receive(request: Request, file: BinaryIO) -> None:
    async for piece in body_of(request, MOST_BYTES):
        try:
            file.write(piece)
        except OSError as error:  # no room
            answers.LOG.exception("an upload cannot be received")
            raise FileUnavailable from error
    if file.tell() == 0:
        raise BadRequest("ファイルが空です。")
