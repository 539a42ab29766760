"""What is noted of a request while it is answered, for the log, the trace and whoever reports a failure: no value of it.

Accounts and offices by their keys, operations by name and hash, outcomes by their codes. Whatever a client may choose
freely is kept only where it can hardly be a number of somebody.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

MOST_CODES = 20
LONGEST = 100
GIVEN = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The ids that are taken from a request: a UUID, as proxies and frontends make them."""
CLIENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/@+-]{0,63}")
PARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
"""A `traceparent` (W3C Trace Context): whose part a request is."""
NUMBER = re.compile(r"[0-9]{5}")
"""Insured numbers, office numbers, phones, days of birth: what people are known by is longer than four digits."""


@dataclass
class RequestNote:
    """One request, or one subscription."""

    request: str
    """Its id, which stands in the header X-Request-Id of the answer."""
    door: str
    """The first part of the path: what follows may be a secret."""
    method: str
    client: str | None = None
    version: str | None = None
    """What the client calls itself (`apollographql-client-name`, `-version`)."""
    parent: str | None = None
    """The span of whoever sent it."""
    status: int | None = None
    """Of HTTP, or the close code of a WebSocket; None where the caller went away."""
    kind: str | None = None
    operation: str | None = None
    hash: str | None = None
    """The SHA-256 of the document without its values: of one without any, the hash by which it can be asked for."""
    cost: int | None = None
    account: int | None = None
    office: int | None = None
    codes: list[str] = field(default_factory=list)
    """Each once, in the order they came up."""

    @classmethod
    def of(cls, door: str, method: str, headers: Mapping[str, str]) -> "RequestNote":
        """A request as it comes in."""
        given = headers.get("x-request-id", "")
        client, version = (_client(headers.get(f"apollographql-client-{part}", "")) for part in ("name", "version"))
        id_ = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        parent = headers.get("traceparent", "")
        return cls(id_, door, method, client, version, parent if PARENT.fullmatch(parent) else None)

    def runs(self, kind: str | None, operation: str | None, hash_: str) -> None:
        """It runs this operation."""
        self.kind, self.hash = kind, hash_
        self.operation = operation[:LONGEST] if operation and not NUMBER.search(operation) else None

    def tell(self, codes: Iterable[str]) -> None:
        """It is answered with these codes."""
        new = [code for code in dict.fromkeys(codes) if code not in self.codes]
        self.codes += new[: MOST_CODES - len(self.codes)]


_CURRENT: ContextVar[RequestNote] = ContextVar("request_note")


def begin(note: RequestNote) -> None:
    """From here on it is this request that is answered, in this task and those it starts."""
    _CURRENT.set(note)


def current() -> RequestNote:
    """The request at hand; outside of any, one that nobody sees."""
    return _CURRENT.get(None) or RequestNote(secrets.token_hex(8), "", "")


def _client(told: str) -> str | None:
    return told if CLIENT.fullmatch(told) and not NUMBER.search(told) else None
