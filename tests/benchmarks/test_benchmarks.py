"""The benchmark's own promises: the rival by hand says what the service says, and what is reckoned is right."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph.http.app import create_app
from models.settings import Settings
from tests.benchmarks import data, handwritten, report
from tests.benchmarks.compare import difference
from tests.benchmarks.contenders import PARTNERS, asked, by_hand
from tests.benchmarks.load import Measured
from tests.benchmarks.rounds import Figure
from tests.benchmarks.workload import Request, Workload
from tests.databases import Copies, record_of


def test_the_endpoint_by_hand_says_what_the_service_says(copies: Copies, tmp_path: Path) -> None:
    prepared = data.prepare(copies.copy())
    files: dict[str, Any] = record_of(prepared.url, tmp_path)
    service = create_app(Settings(database_url=prepared.url, outbox=tmp_path, **PARTNERS, **files))
    rival = handwritten.create_app(prepared.url, prepared.offset, recording=True)
    with TestClient(service) as ours, TestClient(rival) as theirs:
        for workload in Workload:
            for request, same in zip(asked(prepared)[workload], by_hand(prepared)[workload], strict=True):
                expected, found = _answer(ours, request), _answer(theirs, same)
                assert set(expected) == {"data"}
                assert difference(expected, found, workload.short) is None


def _answer(client: TestClient, request: Request) -> Any:
    answer = client.request(request.method, request.path, content=request.body, headers=dict(request.headers))
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"a": [1, None]}, None),
        ({"a": [1, 0]}, "W1.a[1] is 0, not None"),
        ({"a": [True, None]}, "W1.a[0] is True, not 1"),
        ({"a": [1]}, "W1.a has 1 entries, not 2"),
        ({"b": []}, "W1 has ['b'], not ['a']"),
    ],
)
def test_the_first_difference_is_told(found: Any, told: str | None) -> None:
    assert difference({"a": [1, None]}, found, "W1") == told


def test_rates_are_compared_round_by_round() -> None:
    """The machine was busy in the second round: it hit both."""
    ours = Figure.of([Measured(100, 1, 2), Measured(10, 1, 2), Measured(90, 1, 2)])
    theirs = Figure.of([Measured(50, 1, 2), Measured(5, 1, 2), Measured(60, 1, 2)])
    assert (ours.rate, ours.over(theirs)) == (90, 2)


def test_the_table_goes_between_the_markers(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n")
    assert report.into_readme("| new |", readme)
    assert readme.read_text() == "before\n<!-- bench -->\n\n| new |\n<!-- /bench -->\nafter\n"
