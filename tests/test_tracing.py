"""OpenTelemetry: a span for each operation, and nothing in it that somebody wrote or that is about anybody."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from graph.http import tracing
from loaders.operation import VALUES, hash_of
from models.settings import ROOT
from tests.service import Service
from tests.starting import copied as copied
from tests.starting import started_here, url

LOOK = "query Look($search: String) { beneficiaries(first: 1, search: $search) { edges { node { name equipment { insuredNumber } } } } }"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
Traced = tuple[Service, Callable[[], list[ReadableSpan]]]


@pytest.fixture
def traced(open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch) -> Traced:
    """A service that sends spans, and those it has sent since one looked."""
    exporter = InMemorySpanExporter()
    monkeypatch.setattr(tracing, "exporter_to", lambda _: exporter)
    service = open_service(traces="http://collector.example/v1/traces")

    def sent() -> list[ReadableSpan]:
        service.app.state.traces.provider.force_flush()
        found = list(exporter.get_finished_spans())
        exporter.clear()
        return found

    return service, sent


def test_an_operation_is_a_span(traced: Traced) -> None:
    service, sent = traced
    headers = {
        "Authorization": f"Bearer {service.token('nurse')}",
        "apollographql-client-name": "care-office",
        "apollographql-client-version": "2.1.0",
        "traceparent": PARENT,
    }
    body = {"query": LOOK, "variables": {"search": "リヨウ"}, "extensions": {"cost": True}}
    answer = service.client.post("/graphql", json=body, headers=headers)
    [span] = sent()
    assert (span.name, span.kind, span.status.status_code) == ("query Look", SpanKind.SERVER, StatusCode.UNSET)
    assert span.parent is not None
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == (PARENT[3:35], PARENT[36:52])
    assert span.start_time is not None
    assert span.end_time is not None
    assert 0 < span.end_time - span.start_time < 60e9
    assert span.resource.attributes["service.name"] == "kaigo-graph"
    assert dict(span.attributes or {}) == {
        "graphql.operation.type": "query",
        "graphql.operation.name": "Look",
        "graphql.operation.cost": answer.json()["extensions"]["cost"]["cost"],
        "graphql.document.hash": hash_of(VALUES.sub("0", LOOK)),
        "graphql.client.name": "care-office",
        "graphql.client.version": "2.1.0",
        "kaigo.request": answer.headers["X-Request-Id"],
        "kaigo.codes": ("FORBIDDEN",),
        "http.response.status_code": 200,
    }
    told = span.to_json()
    for value in ("リヨウ", json.dumps("リヨウ").strip('"'), "token-of-nurse", "nurse"):
        assert value not in told


def test_what_fails_is_marked_and_what_ran_nothing_has_no_span(traced: Traced, monkeypatch: pytest.MonkeyPatch) -> None:
    service, sent = traced
    service.client.get("/livez")
    service.client.post("/graphql", content=b"{")
    assert sent() == []
    assert service.ask(None, "{ viewer { userId } }").codes == ["UNAUTHENTICATED"]
    [refused] = sent()
    assert (refused.name, refused.status.status_code) == ("query", StatusCode.UNSET)

    def failing(*_: object) -> None:
        raise KeyError("介護 一郎")

    monkeypatch.setattr("loaders.answer.Answers.answer", failing)
    assert service.ask("nurse", LOOK).codes == ["INTERNAL_SERVER_ERROR"]
    [failed] = sent()
    assert (failed.name, failed.status.status_code) == ("query Look", StatusCode.ERROR)
    assert failed.events == ()
    assert "介護" not in failed.to_json()


def test_what_sends_them_must_be_installed(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    folders = {f"KAIGO_{name.upper()}": str(tmp_path / name) for name in ("outbox", "files")}
    settings = {"KAIGO_DATABASE_URL": url(copied), "KAIGO_TRACES": "http://localhost:4318/v1/traces", **folders}
    code, told = started_here(monkeypatch, capsys, settings)
    assert (code, told.count("\n")) == (2, 1)
    assert told.startswith("KAIGO_TRACES needs the packages of requirements-traces.txt: ")


def test_without_a_place_to_send_to_nothing_is_imported() -> None:
    program = (
        "import sys, graph.commands.serve; sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
