"""POST /token: a token for a program (RFC 6749 4.4).

A partner system shows its client certificate (RFC 8705 2.1), a card-reader app sends the secret its office has:

    curl --cert office.pem https://localhost:8000/token -d grant_type=client_credentials -d client_id=partner
    curl https://localhost:8000/token -d grant_type=client_credentials -d client_id=app -d client_secret=...

Errors have the codes of RFC 6749 5.2; its `error_description` may not hold Japanese, so `message` does.
"""

import math
from collections.abc import Mapping
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph.http import answers
from graph.http.body import body_of
from graph.request_note import current
from permissions.errors import ClientRefused, TooManyGuesses
from permissions.request_errors import BadRequest, CertificateRefused, WrongMediaType
from resolvers.client_credentials import APP_LASTS, LASTS, open_app_session, open_client_session

FORM = "application/x-www-form-urlencoded"
GRANT = "client_credentials"
MOST_BYTES, MOST_FIELDS = 10_000, 10
HEADERS = {**answers.HEADERS, "Pragma": "no-cache"}


async def token(request: Request) -> Response:
    """The door."""
    return await answers.caught(request, _answered(request))


async def _answered(request: Request) -> Response:
    endpoint = request.app.state.endpoint
    await endpoint.count_caller(request, endpoint.house.now())
    try:
        asked = await _form(request)
        if asked.get("grant_type", GRANT) != GRANT:
            return _refused("unsupported_grant_type", 400, f"grant_type は {GRANT} だけです。")
        if "scope" in asked:
            return _refused("invalid_scope", 400, "scope は使えません。実行できるのは承認された操作です。")
        async with endpoint.gate.slot():
            return await _granted(request, _client_id(request, asked), asked.get("client_secret"))
    except (ClientRefused, CertificateRefused):
        return _refused("invalid_client", 401, ClientRefused().message, ClientRefused.headers)
    except TooManyGuesses as error:
        now = endpoint.house.now()
        wait = {"Retry-After": str(math.ceil((error.until - now).total_seconds()))} if error.until else None
        return _refused("temporarily_unavailable", error.status, error.message, wait)
    except BadRequest as error:
        return _refused("invalid_request", error.status, error.message, error.headers)


async def _granted(request: Request, client_id: str, secret: str | None) -> Response:
    endpoint = request.app.state.endpoint
    certificate = await endpoint.certificate(request, endpoint.house.now())
    if secret is None:
        opened, lasts = await open_client_session(endpoint.house, client_id, certificate), LASTS
    else:
        opened, lasts = await open_app_session(endpoint.house, client_id, secret, certificate), APP_LASTS
    seconds = int(lasts.total_seconds())
    return _json({"access_token": opened.token, "token_type": "Bearer", "expires_in": seconds}, 200)


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of the body, each once.

    Raises:
        BadRequest: it is no form, too large, or has a field twice.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise WrongMediaType(f"本文は {FORM} で送ってください。")
    body = b"".join([piece async for piece in body_of(request, MOST_BYTES)])
    try:
        pairs = parse_qsl(body.decode("ascii"), True, True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise BadRequest("本文がフォームとして正しくありません。") from None
    if len(dict(pairs)) < len(pairs):
        raise BadRequest("同じ項目が二度あります。")
    return dict(pairs)


def _client_id(request: Request, asked: Mapping[str, str]) -> str:
    """Who it says it is.

    Raises:
        BadRequest: something is missing, or stands in the header.
    """
    if "authorization" in request.headers:
        raise BadRequest("クライアントの情報は本文で送ってください。")
    if "grant_type" not in asked or not asked.get("client_id"):
        raise BadRequest("grant_type と client_id を送ってください。")
    return asked["client_id"]


def _refused(error: str, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    current().tell([error])
    return _json({"error": error, "message": message}, status, headers)


def _json(told: Mapping[str, object], status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(told), status, headers={**HEADERS, **(headers or {})}, media_type=answers.JSON)
