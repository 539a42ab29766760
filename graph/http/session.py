"""Whose session a request is: a program says it by a bearer token, a browser by a cookie that no script can read.

A browser sends its cookies along with whatever any page makes it send, so the cookie counts only on requests of our own
pages (OWASP, Cross-Site Request Forgery Prevention). `Sec-Fetch-Site` tells that: the browser itself writes it, and no
script can. A browser that does not know it must send a header of its own instead (`X-Requested-With`, whatever its
value): a foreign page can only add one after the browser has asked us for leave, which we never give. The sheet's other
way for such browsers, to compare Origin with the address we are reached by, would have to believe what a proxy says.
"""

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from permissions.request_errors import CrossSite, TwoCredentials

COOKIE = "__Host-session"
OWN_HEADER = "x-requested-with"
ATTRIBUTES = "Secure; HttpOnly; SameSite=Strict; Path=/"


def token_of(request: Request) -> str | None:
    """The token of the session, however it is told; None from whoever has not signed in.

    Raises:
        TwoCredentials: it is told twice.
        CrossSite: the cookie came with what another site's page made the browser send.
    """
    bearer, cookie = _bearer(request), request.cookies.get(COOKIE)
    if bearer and cookie:
        raise TwoCredentials
    if cookie and not from_own_page(request):
        raise CrossSite
    return bearer or cookie


def from_own_page(request: Request) -> bool:
    """Whether a page of ours made the request; for a file, that nobody else's did.

    A file is asked for by GET, maybe in a tab of its own: then a person has opened it (`none`). Its address is a ticket
    that works once and in this session alone, so nobody else can know one that would give or use up anything.
    """
    site = request.headers.get("sec-fetch-site")
    if site is None:
        return OWN_HEADER in request.headers
    return site == "same-origin" or (site == "none" and request.method == "GET")


def token_told(socket: HTTPConnection, told: object) -> str | None:
    """The token of a WebSocket's session: `Bearer ...` in connection_init, or the cookie of a page of ours.

    Raises:
        TwoCredentials, CrossSite: as above.
    """
    cookie = socket.cookies.get(COOKIE)
    bearer = _token_in(told) if isinstance(told, str) else None
    if bearer and cookie:
        raise TwoCredentials
    if cookie and "origin" not in socket.headers:  # no browser sent it
        raise CrossSite
    return bearer or cookie


def from_own_origin(socket: HTTPConnection, own: str) -> bool:
    """Whether a page of ours opened a WebSocket, or a program, which sends no Origin (RFC 6455 10.2).

    Browsers ask nobody for leave before they connect to another site's WebSocket, and no script can add a header. A page
    that was reached by the address the socket is reached by is ours; cookies belong to that name too.
    """
    origin = socket.headers.get("origin")
    if origin is None:
        return True
    here = f"{'https' if socket.url.scheme == 'wss' else 'http'}://{socket.headers.get('host', '')}"
    return origin in (own, here) and socket.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def keep(response: Response, token: str | None) -> Response:
    """The answer with the cookie set to this token, or forgotten for ""; None leaves it as it is.

    It ends with the browser, and before that with its session: the browser is told no time.
    """
    if token is not None:
        over = "" if token else "; Max-Age=0"
        response.headers.append("Set-Cookie", f"{COOKIE}={token}; {ATTRIBUTES}{over}")
    return response


def _bearer(request: Request) -> str | None:
    return _token_in(request.headers.get("authorization", ""))


def _token_in(told: str) -> str | None:
    scheme, _, token = told.partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
