"""Time is limited: what reads is stopped, what was about to be written is not there, a commit that has begun is not cut."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.util import await_only

from graph.http import endpoint
from loaders.reads import LARGE
from models.row import col
from models.rows import Performed, ReadRecord, Staff
from tests.service import Answer, Service
from tests.signing_in import stored
from tests.test_accounts import create

pytestmark = pytest.mark.both

LIST = "{ beneficiaries(first: 1) { edges { node { name } } } }"
WHO = "{ viewer { userId } }"
LATE = {
    "message": "時間内に処理が終わりませんでした。登録や変更は、同じ idempotencyKey でもう一度送ると結果がわかります。",
    "extensions": {"code": "DEADLINE_EXCEEDED"},
}
ENDLESS = {
    "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c WHERE n < 0",
    "postgresql": "SELECT pg_sleep(600)",
}
Opened = Callable[..., Service]


@pytest.fixture
def hurried(open_service: Opened) -> Service:
    """A service that stops after a second."""
    service = open_service(request_seconds=1)
    service.token("hachiro")
    return service


@contextmanager
def endless(service: Service, word: str) -> Iterator[None]:
    """Whatever statement of SQLAlchemy holds this word does not end by itself."""
    engine = service.app.state.endpoint.house.engine.sync_engine

    def replaced(_connection: Any, _cursor: Any, text: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        return (ENDLESS[service.database.name], ()) if word in text else (text, parameters)

    event.listen(engine, "before_cursor_execute", replaced, retval=True)
    yield
    event.remove(engine, "before_cursor_execute", replaced)


def refused_late(answer: Answer) -> None:
    assert (answer.status, answer.body) == (503, {"errors": [LATE]})


@pytest.mark.parametrize("cost", [LARGE, LARGE + 1])
def test_a_statement_that_does_not_end_is_stopped(
    hurried: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, cost: int
) -> None:
    """A small one on the event loop, a large one beside it."""
    reads = hurried.app.state.endpoint.house.reads
    run = reads.run

    async def slow(text: str, names: Any, values: Any, _cost: int) -> Any:
        if "registration" not in text:
            return await run(text, names, values, _cost)
        return await run(ENDLESS[hurried.database.name], (), {}, cost)

    with monkeypatch.context() as patch:
        patch.setattr(reads, "run", slow)
        refused_late(hurried.ask("hachiro", LIST))
    assert stored(hurried, ReadRecord) == []
    assert not caplog.records, "a plan that was stopped is not broken"
    # and the connection goes on
    assert len(hurried.ask("hachiro", LIST).data["beneficiaries"]["edges"]) == 1
    assert len(stored(hurried, ReadRecord)) == 1


def test_the_plain_reader_is_stopped_too(open_service: Opened) -> None:
    service = open_service(request_seconds=1, interpret=True)
    service.ask("hachiro", WHO)
    with endless(service, "registration"):
        refused_late(service.ask("hachiro", LIST))
    assert len(service.ask("hachiro", LIST).data["beneficiaries"]["edges"]) == 1


def test_a_mutation_that_is_stopped_before_its_commit_has_changed_nothing(hurried: Service) -> None:
    with endless(hurried, "INSERT INTO staff"):
        refused_late(create(hurried, idempotencyKey="too-late", userId="new-one"))
    assert count(hurried) == (0, 0)
    # and sent again it is done
    assert done(hurried) == "new-one"
    assert count(hurried) == (1, 1)


def test_a_commit_that_has_begun_is_never_cut(hurried: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "GRACE", 0.0)
    # given a disk that lets the commit of this one change wait
    engine, portal = hurried.app.state.endpoint.house.engine.sync_engine, hurried.client.portal
    assert portal is not None
    go_on = portal.call(event_of_the_loop)

    def seen(connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        connection.info["held"] = connection.info.get("held") or "INSERT INTO staff" in text

    def held(connection: Any) -> None:
        if connection.info.pop("held", False) and not go_on.is_set():
            await_only(go_on.wait())

    event.listen(engine, "before_cursor_execute", seen)
    event.listen(engine, "commit", held)
    # when the time is over, then only the answer is cut
    refused_late(create(hurried, idempotencyKey="too-late", userId="new-one"))
    [acting] = hurried.app.state.endpoint._acting
    portal.call(asyncio.sleep, 0.1)  # it has been told to stop
    assert acting.cancelling()
    assert not acting.done()
    assert count(hurried) == (0, 0)
    # and when the disk goes on, the change is there, once, and the same key tells its outcome
    portal.call(go_on.set)
    assert done(hurried) == "new-one"
    assert count(hurried) == (1, 1)
    portal.call(hurried.app.state.endpoint.close)
    assert not hurried.app.state.endpoint._acting
    assert hurried.app.state.endpoint.gate.running == 0


async def event_of_the_loop() -> asyncio.Event:
    return asyncio.Event()


def done(service: Service) -> str:
    """Who is created, by somebody who asks again while what was stopped is still being cleared away."""
    for _ in range(5):
        answer = create(service, idempotencyKey="too-late", userId="new-one")
        if answer.status != 503:
            break
    return str(answer.data["createGeneralUser"]["userId"])


def count(service: Service) -> tuple[int, int]:
    """The new accounts, and the keys of actions."""
    with service.rows() as rows:
        new = select(func.count()).select_from(Staff).where(col(Staff.user_id) == "new-one")
        keys = select(func.count()).select_from(Performed)
        return int(rows.execute(new).scalar_one()), int(rows.execute(keys).scalar_one())
