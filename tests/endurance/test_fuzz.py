"""Whatever is asked, by whomever: an answer with a code, none of 500, and within ten seconds (FUZZ_MINUTES=10)."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.databases import beside
from tests.endurance.fuzz import Fuzz, open_sessions, verdict
from tests.endurance.place import Place, log, start

MINUTES = float(os.environ.get("FUZZ_MINUTES", "10"))
"""Less than two do not come to every root."""


@dataclass(frozen=True)
class AnyDocument(Place):
    """A place where partners may send what they like, not only what was approved."""

    def environment(self, port: int = 0) -> dict[str, str]:
        return super().environment(port) | {"KAIGO_PARTNER_OPERATIONS": "any"}


def test_no_document_meets_a_fault(place: Place, say: Callable[[object], None]) -> None:
    database = beside(place.url)
    open_sessions(database)
    server = start(AnyDocument(place.url, place.folder))
    fuzz = Fuzz(server.address, database)
    try:
        fuzz.run(MINUTES)
    finally:
        server.kill()
        database.dispose()
        say(fuzz)

    assert [str(one) for one in fuzz.wrong] == []
    assert "Traceback" not in log(place).read_text(encoding="utf-8")
    # and it was worth it: every root was asked, by accounts that got something
    assert {one.document.root for one in fuzz.sent} >= set(fuzz.roots)
    assert sum(one.answered for one in fuzz.sent) > len(fuzz.sent) / 10


@pytest.mark.parametrize(
    ("status", "told", "seconds"),
    [
        (200, {"data": None, "errors": [{"message": "x"}]}, 0.1),
        (200, {"data": None, "errors": [{"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}, 0.1),
        (500, {"errors": [{"message": "x", "extensions": {"code": "BAD_USER_INPUT"}}]}, 0.1),
        (200, {}, 0.1),
        (200, {"data": {}}, 10.1),
    ],
)
def test_a_fault_would_be_seen(status: int, told: dict[str, list[dict[str, object]]], seconds: float) -> None:
    assert verdict(status, told, seconds)
    assert not verdict(200, {"errors": [{"message": "x", "extensions": {"code": "FORBIDDEN"}}]}, 0.1)
