"""The service under test: the real app over a copy of the seeded database, with a clock that stands where it is set."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event, select
from sqlmodel import Session as Rows
from starlette.testclient import TestClient

from models.clock import SetClock
from models.row import col
from models.rows import Session, Staff
from permissions.credentials import digest

INTERNALS = re.compile(
    r"Traceback|\w(Error|Exception)\b|sqlite|sqlalchemy|SELECT |INSERT |site-packages|/work|/home|\.py\b|object at 0x|"
    r"<class|NoneType|isoformat|out of range|encountered error|argument of type|Did you mean|secret",
)
"""What never leaves."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: dict[str, Any]
    content: bytes

    @property
    def data(self) -> Any:
        """The data; the test fails where there are errors."""
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return list(self.body.get("errors", []))

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.errors]

    @property
    def refusals(self) -> list[dict[str, Any]]:
        return list(self.body.get("extensions", {}).get("refusals", []))


@dataclass
class Service:
    """Ask it questions; set `clock.instant`; `rows()` opens the database beside it."""

    client: TestClient
    database: Engine
    clock: SetClock
    app: Any
    _tokens: dict[str, str] = field(default_factory=dict)

    def ask(self, user: str | None, query: str, **variables: Any) -> Answer:
        """Send one operation as an account, or as nobody."""
        headers = {} if user is None else {"Authorization": f"Bearer {self.token(user)}"}
        return self.post({"query": query, "variables": variables}, headers)

    def post(self, body: Any, headers: dict[str, str] | None = None) -> Answer:
        """Send any JSON."""
        response = self.client.post("/graphql", json=body, headers=headers)
        return Answer(response.status_code, response.json(), response.content)

    def token(self, user: str) -> str:
        """A session of this account, far from its end."""
        if user not in self._tokens:
            token = f"token-of-{user}"
            with self.rows() as rows:
                staff = rows.exec(select(col(Staff.key)).where(col(Staff.user_id) == user)).scalar_one()  # type: ignore[call-overload]
                end = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
                rows.add(Session(token_hash=digest(token), staff_key=staff, expires_at=end, idle_until=end))
                rows.commit()
            self._tokens[user] = token
        return self._tokens[user]

    @contextmanager
    def rows(self) -> Iterator[Rows]:
        """A session on the database, apart from the service's own."""
        with Rows(self.database) as rows:
            yield rows

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL the service runs meanwhile."""
        ran: list[str] = []

        def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("UPDATE message"):  # the outbox's worker looks by itself
                ran.append(statement)

        house = self.app.state.endpoint.house
        event.listen(house.engine.sync_engine, "before_cursor_execute", note)
        with self._raw(house.reads, house.journal, ran):
            yield ran
        event.remove(house.engine.sync_engine, "before_cursor_execute", note)

    @contextmanager
    def _raw(self, reads: Any, journal: Any, ran: list[str]) -> Iterator[None]:
        """Notes what runs on raw connections: the viewer's session, compiled statements, read records."""
        run, write = reads.run, journal.write

        async def noted(text: str, *rest: Any) -> Any:
            ran.append(text)
            return await run(text, *rest)

        async def recorded(entry: Any) -> None:
            ran.append("INSERT INTO read_record")
            await write(entry)

        reads.run, journal.write = noted, recorded
        try:
            yield
        finally:
            reads.run, journal.write = run, write
