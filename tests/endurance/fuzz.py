"""Fuzzing: documents that Schemathesis makes of the schema, and ours of many levels, sent to a server by many accounts."""

import datetime
import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx2
import schemathesis
from graphql import build_schema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import Session as Rows

from models.row import col
from models.rows import Session, Staff
from models.settings import ROOT
from permissions.credentials import digest
from seed.accounts import DEMO_APP
from tests.documents import Asked, coordinates, documents
from tests.endurance.spelling import spell, values

SDL = (ROOT / "schema.graphql").read_text(encoding="utf-8")
LONGEST = 10.0
"""Seconds in which every document has its answer."""
PATIENCE = 60.0
AT_ONCE = 200
"""Documents that Hypothesis makes in one go; the time is looked at in between."""
OFFICES = (
    "hachiro",
    "care-manager",
    "nurse",
    "clerk",
    "partner",
    "big-manager",
    "clinic-doctor",
    "chart",
    "office-user",
)
SYSTEMS = (
    "municipal-system",
    "life-system",
    "portal",
    "billing-system",
    "eligibility-system",
    "board-member",
    DEMO_APP,
)
ACCOUNTS: tuple[str | None, ...] = (*OFFICES, *SYSTEMS, None)
SILENT = "Mutation.signOut"
"""It takes no argument that could be fuzzed, and ends the session of the account that fuzzes."""
INTERNAL = "INTERNAL_SERVER_ERROR"
TURNED_AWAY = {"FORBIDDEN", "UNAUTHENTICATED", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"}


@dataclass(frozen=True)
class Document:
    """A document with the values of its variables."""

    root: str
    text: str
    variables: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """What was asked by whom, and how the answer came; `wrong` says what is wrong with it."""

    account: str | None
    document: Document
    seconds: float
    codes: tuple[str, ...]
    answered: bool
    """Whether there was any data."""
    wrong: str

    def __str__(self) -> str:
        asked = " ".join(self.document.text.split())
        told = f"{self.seconds:.3f} s  {self.document.root}  {self.account}  {self.wrong or ''}"
        return (
            f"{told}\n    {asked[: 600 if not self.wrong else 5000]}\n    {json.dumps(self.document.variables)[:300]}"
        )


@dataclass
class Fuzz:
    """A run against a server at `address` over `database`."""

    address: str
    database: Engine
    sent: list[Sent] = field(default_factory=list)
    welcome: dict[str, list[str | None]] = field(default_factory=dict)
    """The accounts that were not turned away at a root: three times out of four one of them asks."""
    again: list[float] = field(default_factory=list)
    """The seconds of the slowest when asked again, with nothing else going on."""

    def run(self, minutes: float) -> None:
        """Send documents for so long."""
        end = time.monotonic() + minutes * 60
        with httpx2.Client(base_url=self.address, timeout=PATIENCE) as client:
            while time.monotonic() < end:
                self._go(client, end)
            self.again = [self._ask(client, one.document, one.account).seconds for one in self.slowest]

    def _go(self, client: httpx2.Client, end: float) -> None:
        @settings(
            max_examples=AT_ONCE,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # what is wrong is kept, not made smaller
        )
        @given(self.documents, st.sampled_from(ACCOUNTS), st.integers(0, 3))
        def go(document: Document, account: str | None, turn: int) -> None:
            welcome = self.welcome.setdefault(document.root, [])
            by = welcome[ACCOUNTS.index(account) % len(welcome)] if turn and welcome else account
            if time.monotonic() < end:
                self.sent.append(sent := self._ask(client, document, by))
                if by not in welcome and not TURNED_AWAY & {*sent.codes}:
                    welcome.append(by)

        go()

    def _ask(self, client: httpx2.Client, document: Document, account: str | None) -> Sent:
        body = {"query": document.text, "variables": document.variables}
        headers = {} if account is None else {"Authorization": f"Bearer session-of-{account}"}
        begun = time.perf_counter()
        response = client.post("/graphql", content=json.dumps(body).encode(), headers=headers | JSON)
        seconds = time.perf_counter() - begun
        told = response.json() if "json" in response.headers.get("content-type", "") else {}
        wrong = verdict(response.status_code, told, seconds)
        return Sent(account, document, seconds, tuple(codes(told)), bool(told.get("data")), wrong)

    @cached_property
    def roots(self) -> dict[str, st.SearchStrategy[Any]]:
        """A strategy of Schemathesis for each root field."""
        spell(self.known)
        found: list[Any] = [one.ok() for one in schemathesis.graphql.from_file(SDL).get_all_operations()]  # type: ignore[union-attr]
        return {one.label: one.as_strategy() for one in found if one.label != SILENT}

    @cached_property
    def known(self) -> list[str]:
        """What documents have to name to get anywhere."""
        return values(self.database)

    @cached_property
    def documents(self) -> st.SearchStrategy[Document]:
        """Any root of the schema, three times out of four; else everything that lies under a person."""

        def of_root(label: str) -> st.SearchStrategy[Document]:
            return self.roots[label].map(lambda case: Document(label, case.body))

        def of_people(asked: Asked) -> Document:
            return Document("people", asked.text, asked.variables)

        built = build_schema(SDL)
        ids = (*[one for one in self.known if one.startswith("bnf_")][:40], "junk")
        people = documents(built, ids, coordinates(built)).map(of_people)
        return st.integers(0, 3).flatmap(
            lambda turn: st.sampled_from(sorted(self.roots)).flatmap(of_root) if turn else people
        )

    @property
    def slowest(self) -> list[Sent]:
        return sorted(self.sent, key=lambda one: -one.seconds)[:10]

    @property
    def wrong(self) -> list[Sent]:
        """What was answered wrongly, the first of each root and fault."""
        found = {(one.document.root, one.wrong): one for one in reversed(self.sent) if one.wrong}
        return list(found.values())

    def __str__(self) -> str:
        slowest = (
            f"{one}\n    asked again: {again:.3f} s" for one, again in zip(self.slowest, self.again, strict=False)
        )
        told = Counter(code for one in self.sent for code in one.codes)
        head = (
            f"{len(self.sent)} documents, {sum(one.answered for one in self.sent)} with data, {len(self.wrong)} faults"
        )
        return "\n".join(
            (
                head,
                f"codes: {dict(told.most_common())}",
                "the slowest:",
                *map(str, slowest),
                "wrong:",
                *map(str, self.wrong),
            )
        )


JSON = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}


def codes(told: Mapping[str, Any]) -> list[str]:
    """The code of each error, empty where there is none."""
    return [str(error.get("extensions", {}).get("code", "")) for error in told.get("errors", [])]


def verdict(status: int, told: Mapping[str, Any], seconds: float) -> str:
    """What is wrong with an answer, or nothing."""
    if seconds > LONGEST:
        return f"took {seconds:.1f} s"
    found = codes(told)
    if status >= 500 or INTERNAL in found:
        return f"status {status}, {' '.join(found)}"
    if not told.keys() & {"data", "errors"}:
        return f"status {status}, no answer of GraphQL"
    return "an error without a code" if "" in found else ""


def open_sessions(database: Engine) -> None:
    """A session for every account that fuzzes."""
    later = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
    with Rows(database) as rows:
        for key, user in rows.execute(select(col(Staff.key), col(Staff.user_id))):
            token = digest(f"session-of-{user}")
            rows.add(Session(token_hash=token, staff_key=key, expires_at=later, idle_until=later))
        rows.commit()
