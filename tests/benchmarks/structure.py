"""What must hold whatever the machine: one statement reads the people of an answer, and no plan is declined."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement
from starlette.testclient import TestClient

from graph.http.app import create_app
from models.settings import Settings
from tests.benchmarks.contenders import PARTNERS, asked
from tests.benchmarks.data import FOLDER, Data
from tests.benchmarks.workload import Workload

Note = Callable[[str], object]


def statements(data: Data) -> dict[str, int]:
    """All statements of one request, sign-in and record included, by workload, as the driver saw them.

    The plans are made before it is counted. An assertion fails where people are read by more than one statement,
    or where a question was declined by the compiled reader.
    """
    ran: list[str] = []
    counted = {}
    app = create_app(Settings(database_url=data.url, outbox=FOLDER / "outbox", **PARTNERS))
    with _traced(ran.append), TestClient(app) as client:
        for workload, requests in asked(data).items():
            for request in requests:
                ran.clear()
                answer = client.post(request.path, content=request.body, headers=dict(request.headers))
                assert answer.status_code == 200, answer.text
                people = [text for text in ran if _reads(text) and "beneficiary" in text]
                assert len(people) == 1, f"{workload.value}: {len(people)} statements read people"
            counted[workload.value] = sum(_reads(text) or text.lstrip().upper().startswith("INSERT") for text in ran)
        declined = dict(app.state.endpoint.answers.declined)
        assert not declined, f"declined: {declined}"
    assert set(counted) == {workload.value for workload in Workload}
    return counted


def _reads(text: str) -> bool:
    return text.lstrip().upper().startswith(("SELECT", "WITH"))


@contextmanager
def _traced(note: Note) -> Iterator[None]:
    """Every connection that the drivers open meanwhile tells what it runs."""
    with mock.patch.object(sqlite3, "connect", _noting_sqlite(note)), _noting_fetch(note), _noting_prepared(note):
        yield


def _noting_sqlite(note: Note) -> Callable[..., sqlite3.Connection]:
    connect = sqlite3.connect

    def noting(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)
        connection.set_trace_callback(note)
        return connection

    return noting


def _noting_fetch(note: Note) -> Any:
    """What asyncpg runs by its text."""
    begin = asyncpg.Connection.__init__

    def noting(self: Any, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        self.add_query_logger(lambda logged: note(logged.query))

    return mock.patch.object(asyncpg.Connection, "__init__", noting)


def _noting_prepared(note: Note) -> Any:
    """What SQLAlchemy has asyncpg prepare first; no logger is told of that."""
    fetch = PreparedStatement.fetch

    async def noting(self: Any, *given: Any, **named: Any) -> Any:
        note(self.get_query())
        return await fetch(self, *given, **named)

    return mock.patch.object(PreparedStatement, "fetch", noting)
