"""What fails inside leaves as a number and nothing else."""

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from loaders.reading import Reading
from loaders.sessions import Sessions
from tests.service import INTERNALS, Answer, Service

pytestmark = pytest.mark.both

INTERNAL = "サーバーで問題が起きました。問い合わせの際はこの番号をお知らせください。"


def failing(*_: object) -> Any:
    raise RuntimeError("secret: SELECT name FROM beneficiary")


def assert_internal(answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    """One number for all that failed, logged once with its cause, of which nothing leaves."""
    numbers = {error["extensions"]["request"] for error in answer.errors}
    [number] = numbers
    assert re.fullmatch("[0-9a-f]{16}", number)
    for error in answer.errors:
        assert error["message"] == INTERNAL
        assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "request": number}
    assert INTERNALS.search(answer.content.decode()) is None
    [entry] = caplog.records
    assert (entry.levelno, entry.getMessage()) == (logging.ERROR, f"request {number} failed")
    assert entry.exc_info is not None
    caplog.clear()


def test_what_fails_inside_is_a_number(
    open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    service = open_service(interpret=True)
    monkeypatch.setattr(Reading, "load", failing)
    many = service.ask("hachiro", "{ viewer { userId } beneficiaries { edges { node { name burdenRatio } } } }")
    assert many.body["data"]["viewer"] == {"userId": "hachiro"}
    shown = [edge["node"] for edge in many.body["data"]["beneficiaries"]["edges"]]
    assert len(shown) == len(many.errors) == 50
    assert all(node["name"] and node["burdenRatio"] is None for node in shown)
    assert_internal(many, caplog)

    monkeypatch.setattr(Sessions, "viewer", failing)
    outside = service.ask("hachiro", "{ viewer { userId } }")
    assert (outside.status, set(outside.body)) == (500, {"errors"})
    assert_internal(outside, caplog)


NO_TABLE = {"sqlite": "no such table: consent", "postgresql": 'relation "consent" does not exist'}


@pytest.mark.parametrize("interpret", [True, False])
def test_what_the_database_refuses_is_a_number(
    open_service: Callable[..., Service], caplog: pytest.LogCaptureFixture, interpret: bool
) -> None:
    service = open_service(interpret=interpret)
    with service.rows() as rows:
        for table in ("consent_receipt", "consent"):
            rows.connection().exec_driver_sql(f"DROP TABLE {table}")
        rows.commit()
    query = "query ($search: String) { beneficiaries(search: $search) { edges { node { name consentStatus } } } }"
    answer = service.ask("hachiro", query, search="リヨウウメオ")
    assert answer.body["data"] == {"beneficiaries": None}
    assert NO_TABLE[service.database.name] in caplog.text
    for value in ("リヨウウメオ", "利用ウメオ", "2025-12-15"):
        assert value not in caplog.text
    if not interpret:  # the compiled reader has told of its own failure before the plain one failed too
        assert caplog.records.pop(0).getMessage().endswith(" is broken")
    assert_internal(answer, caplog)
