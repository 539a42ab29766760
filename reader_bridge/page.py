"""The status page: served to this PC alone, under an address nobody else knows.

Any page in the browser can send requests to this PC, and so can its other users: the address holds a random key that is
new at each start, and names that do not mean this PC are refused (DNS rebinding).
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from reader_bridge.bridge import Bridge, Status
from reader_bridge.failures import Failed
from reader_bridge.signed import Confirmation, Form, Purpose

FOLDER = Path(__file__).parent / "static"
FILES = ("page.js", "page.css")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
MOST_BYTES = 4096
Act = Callable[[Bridge, bytearray, Request], Awaitable[Status]]


def make_page(bridge: Bridge, key: str) -> Starlette:
    """The page under /KEY/."""
    routes = [
        Route("/", _file("page.html")),
        *(Route(f"/{name}", _file(name)) for name in FILES),
        Route("/status", _status(bridge)),
        *(Route(f"/{name}", _acting(bridge, act), methods=["POST"]) for name, act in ACTS.items()),
    ]
    only_here = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False)
    return Starlette(routes=[Mount(f"/{key}", routes=routes)], middleware=[only_here])


def told(status: Status) -> dict[str, Any]:
    """A status as the page's script reads it."""
    read = status.read
    return {
        "reader": {
            "state": status.reader.name,
            "words": status.trouble.words if status.trouble else status.reader.value,
        },
        "step": {"state": status.step.name, "words": status.step.value},
        "tries": status.tries,
        "failed": status.failed and {"code": status.failed.code, "words": status.failed.words},
        "read": read and list(read.words.items()),
    }


async def _start(bridge: Bridge, body: bytearray, request: Request) -> Status:
    """`?purpose=VIEWING&confirmation=PIN`; the body is the reason, where there is one."""
    purpose = Purpose[request.query_params["purpose"]]
    confirmation = Confirmation[request.query_params["confirmation"]]
    reason = body.decode().strip() if confirmation is Confirmation.VISUAL else None
    return await bridge.start(purpose, Form(confirmation, reason))


async def _pin(bridge: Bridge, body: bytearray, request: Request) -> Status:
    """The body is the PIN and nothing else: so it is never part of a text."""
    return await bridge.confirm(body, last_try="last_try" in request.query_params)


async def _cancel(bridge: Bridge, _body: bytearray, _request: Request) -> Status:
    return await bridge.cancel()


ACTS: dict[str, Act] = {"start": _start, "pin": _pin, "cancel": _cancel}


def _acting(bridge: Bridge, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                return Response(status_code=413, headers=HEADERS)
        try:
            status = await act(bridge, body, request)
        except Failed as failed:
            return JSONResponse({"code": failed.code, "words": failed.words}, 409, HEADERS)
        except (KeyError, UnicodeDecodeError):
            return Response(status_code=400, headers=HEADERS)
        return JSONResponse(told(status), headers=HEADERS)

    return answer


def _status(bridge: Bridge) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return JSONResponse(told(bridge.status), headers=HEADERS)

    return answer


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return FileResponse(FOLDER / name, headers=HEADERS)

    return answer
