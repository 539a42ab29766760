"""Serves the explorer: the built page with GraphiQL, under a policy that allows no outside request."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

BUILT = Path(__file__).resolve().parent.parent / "explorer" / "dist"
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class _Files(StaticFiles):
    """Static files under the policy: a worker obeys the policy of its own script's answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await super().__call__(scope, receive, with_policy)


def explorer() -> list[Route | Mount]:
    """The routes of the explorer; a plain sentence where it has not been built."""

    async def page(request: Request) -> Response:
        if not (BUILT / "index.html").exists():
            return PlainTextResponse("The explorer is not built: run `make explorer`.\n", 503)
        return FileResponse(BUILT / "index.html", headers={**HEADERS, "Cache-Control": "no-cache"})

    async def bare(request: Request) -> Response:
        return RedirectResponse("/explorer/", 307)

    return [
        Route("/explorer", bare),
        Route("/explorer/", page),
        Mount("/explorer", _Files(directory=BUILT, check_dir=False)),
    ]
