"""OpenTelemetry: a span for each operation, sent by OTLP to KAIGO_TRACES; where that is not set nothing is even imported.

A span for every field would cost more than the answer, and would tell what was asked of whom. It is made when the
operation is over, and tells what the log tells, but for account and office.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.request_note import RequestNote
from models.settings import SettingsError
from permissions.errors import CodedError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

SERVICE = "kaigo-graph"


@dataclass(frozen=True)
class Traces:
    """Where spans go."""

    provider: TracerProvider

    def tell(self, note: RequestNote, seconds: float) -> None:
        """The span of an operation that has just ended; what ran none has no span."""
        if note.hash is None:
            return
        from opentelemetry.trace import SpanKind, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        end = time.time_ns()
        parent = TraceContextTextMapPropagator().extract({"traceparent": note.parent} if note.parent else {})
        span = self.provider.get_tracer(SERVICE).start_span(
            f"{note.kind or 'refused'} {note.operation or ''}".strip(),
            parent,
            SpanKind.SERVER,
            _attributes(note),
            start_time=end - int(seconds * 1e9),
        )
        if CodedError.code in note.codes:
            span.set_status(StatusCode.ERROR, CodedError.code)
        span.end(end)


def _attributes(note: RequestNote) -> dict[str, str | int | list[str]]:
    told = {
        "graphql.operation.type": note.kind,
        "graphql.operation.name": note.operation,
        "graphql.operation.cost": note.cost,
        "graphql.document.hash": note.hash,
        "graphql.client.name": note.client,
        "graphql.client.version": note.version,
        "kaigo.request": note.request,
        "kaigo.codes": note.codes,
        "http.response.status_code": note.status,
    }
    return {name: value for name, value in told.items() if value is not None}


@asynccontextmanager
async def tracing(address: str) -> AsyncIterator[Traces | None]:
    """Where spans go meanwhile; what is left is sent at the end.

    Raises:
        SettingsError: the packages that send them are not installed.
    """
    if not address:
        yield None
        return
    exporter = exporter_to(address)
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource({"service.name": SERVICE}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield Traces(provider)
    finally:
        await asyncio.to_thread(provider.shutdown)


def exporter_to(address: str) -> SpanExporter:
    """What sends spans by OTLP over HTTP."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise SettingsError(
            "KAIGO_TRACES needs the packages of requirements-traces.txt: "
            "`pip install --require-hashes -r requirements-traces.txt`, or leave it out."
        ) from None
    return OTLPSpanExporter(endpoint=address)
