"""Whoever writes stands in line: SQLite has one writer at a time, and forgets who came first."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from models import database
from models.row import col
from models.rows import Staff
from resolvers.transaction import transaction
from tests.recorded import in_its_loop
from tests.service import Service
from tests.test_accounts import create

pytestmark = pytest.mark.both

AT_ONCE = 24


def test_many_who_write_at_once_are_all_served(
    open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    # given hardly any patience of SQLite's own
    monkeypatch.setitem(database.PRAGMAS, "busy_timeout", 300)
    service = open_service()
    service.token("hachiro")

    def created(number: int) -> str:
        answer = create(service, idempotencyKey=f"create-{number:04}", userId=f"new-{number:04}")
        return str(answer.data["createGeneralUser"]["userId"])

    # when many accounts are asked for at once, each of which takes the time of a password's hash
    with ThreadPoolExecutor(AT_ONCE) as many:
        users = list(many.map(created, range(AT_ONCE)))
    # then all are created
    assert users == [f"new-{number:04}" for number in range(AT_ONCE)]


def test_on_sqlite_a_transaction_has_the_lock_before_it_reads(service: Service) -> None:
    """Another process would change what a change rests on; PostgreSQL locks the rows that are read for it."""

    async def locked() -> bool:
        async with transaction(service.app.state.endpoint.house) as session:
            await session.execute(select(col(Staff.key)))
            return await asyncio.to_thread(refused)

    def refused() -> bool:
        with service.rows() as rows:
            try:
                if service.database.dialect.name == "sqlite":
                    rows.execute(text("PRAGMA busy_timeout = 0"))
                rows.execute(update(Staff).values(suspended=col(Staff.suspended)))
            except OperationalError:
                return True
            return False

    assert in_its_loop(service, locked) is (service.database.dialect.name == "sqlite")
