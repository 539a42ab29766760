"""Whoever writes stands in line: SQLite has one writer at a time, and forgets who came first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from models import database
from tests.service import Service
from tests.test_accounts import create

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
