"""What is asked under load: accounts created, files brought, sessions ended, lists read - each with a name of its own.

The name is the user id and the idempotency key of an account, and the alias or the operation of what has neither, so
that an answer and whatever is left in the database both tell which deed they belong to.
"""

import enum
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

import orjson

from models.codes.office import AccountKind, Occupation
from seed.accounts import ACCOUNTS, STAFF
from seed.offices import PLACES, At

CREATE = """
mutation Create($input: CreateAccountInput!) {
  created: %s(input: $input) { ... on AccountCreated { userId kind } ... on Refused { errors { code message } } }
}
"""
SIGN_OUT = "mutation { %s: signOut { signedOut } }"
READ = "query %s { %s: beneficiaries(first: 2) { edges { node { id name } } } }"
OCCUPATIONS = (Occupation.CARE_MANAGER, Occupation.CLERK)
PREFIX = "deed_"
SIGN_OUTS = 200
"""Sessions that are there to be ended, a part."""


class Kind(enum.Enum):
    ACCOUNT = "account"
    UPLOAD = "upload"
    SIGN_OUT = "sign-out"
    READ = "read"


WEIGHTS = {Kind.ACCOUNT: 5, Kind.UPLOAD: 3, Kind.SIGN_OUT: 1, Kind.READ: 2}
"""How often each is asked for."""


@dataclass(frozen=True)
class Author:
    """An account of the demo that may create others: administrators general users, the office user administrators."""

    user_id: str
    office: At
    kind: AccountKind

    @property
    def staff_key(self) -> int:
        return STAFF[self.user_id]

    @property
    def created(self) -> AccountKind:
        return AccountKind.ADMINISTRATOR if self.kind is AccountKind.OFFICE_USER else AccountKind.GENERAL_USER

    @property
    def mutation(self) -> str:
        return "createAdministrator" if self.created is AccountKind.ADMINISTRATOR else "createGeneralUser"

    @property
    def service(self) -> str:
        """A service its office is designated for."""
        return PLACES[self.office].services[0].name


AUTHORS = tuple(
    Author(each.user_id, each.at, each.kind)
    for each in ACCOUNTS
    if each.at and each.kind in (AccountKind.ADMINISTRATOR, AccountKind.OFFICE_USER)
)
READER = next(each for each in AUTHORS if each.user_id == "hachiro")
"""Has a list, and may bring files."""


@dataclass
class Deed:
    """One thing asked for; `answer` is there once it came, and `seconds` how long that took."""

    kind: Kind
    name: str
    by: Author
    answer: bytes | None = None
    seconds: float = 0.0

    @property
    def content(self) -> bytes:
        """The file that is brought."""
        return f'番号,氏名\r\n1,"{self.name}"\r\n'.encode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def mark(self) -> str:
        """What only its own answer holds."""
        return self.sha256 if self.kind is Kind.UPLOAD else self.name

    @property
    def token(self) -> str:
        """The session it is asked in; a session that is to end has the deed's name."""
        return self.name if self.kind is Kind.SIGN_OUT else f"session-of-{self.by.user_id}"

    @property
    def accepted(self) -> bool:
        """Whether the answer says that it was done."""
        told = orjson.loads(self.answer or b"{}")
        if self.kind is Kind.UPLOAD:
            return bool(told.get("sha256") == self.sha256)
        data = told.get("data") or {}
        match self.kind:
            case Kind.ACCOUNT:
                return bool(data.get("created") == {"userId": self.name, "kind": self.by.created.name})
            case Kind.SIGN_OUT:
                return bool(data.get(self.name) == {"signedOut": True})
        return bool((data.get(self.name) or {}).get("edges"))

    def request(self) -> dict[str, Any]:
        """The request, as the HTTP client takes it."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if self.kind is Kind.UPLOAD:
            return {"url": "/uploads", "content": self.content, "headers": {**headers, "Content-Type": "text/csv"}}
        return {"url": "/graphql", "json": self._question(), "headers": headers}

    def _question(self) -> dict[str, Any]:
        match self.kind:
            case Kind.SIGN_OUT:
                return {"query": SIGN_OUT % self.name}
            case Kind.READ:
                return {"query": READ % (self.name, self.name)}
        asked = {
            "idempotencyKey": self.name,
            "userId": self.name,
            "name": "新任 さくら",
            "mail": f"{self.name}@kaigo.example",
            "posts": [{"service": self.by.service, "occupation": each.name} for each in OCCUPATIONS],
        }
        return {"query": CREATE % self.by.mutation, "variables": {"input": asked}}


def sign_outs(part: str) -> tuple[str, ...]:
    """The names of the sign-outs of a part of the load: each needs a session that is made for it beforehand."""
    return tuple(f"{PREFIX}{part}_out_{number}" for number in range(SIGN_OUTS))


def deeds(part: str, random: Random) -> Iterator[Deed]:
    """New deeds without end; once there is no session to end any more, accounts instead."""
    ending = ((Kind.SIGN_OUT, name) for name in sign_outs(part))
    for number in count():
        kind = random.choices(tuple(WEIGHTS), tuple(WEIGHTS.values()))[0]
        name = f"{PREFIX}{part}_{number}"
        if kind is Kind.SIGN_OUT:
            kind, name = next(ending, (Kind.ACCOUNT, name))
        yield Deed(kind, name, random.choice(AUTHORS) if kind is Kind.ACCOUNT else READER)
