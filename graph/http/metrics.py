"""What the service counts, as Prometheus reads it: what comes through the doors (graph/http/traffic.py), who stands in
line, plans of the compiled reader, and what it declined and why.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from graph.http.connections import Connections
from graph.http.endpoint import Endpoint
from graph.http.overload import Gate
from graph.http.shared import Shared
from graph.http.tls import CRL, revocations_end

LOG = logging.getLogger("kaigo.graph")
EVERY = 1.0
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class _Counts(Collector):
    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def collect(self) -> Iterator[Metric]:
        plans = self._endpoint.plans
        asked = CounterMetricFamily(
            "kaigo_plans_asked", "Queries that asked for a plan, by outcome.", labels=["outcome"]
        )
        for outcome in ("hit", "miss"):
            asked.add_metric([outcome], plans.counted[outcome])
        yield asked
        yield GaugeMetricFamily("kaigo_plans_kept", "Plans in the store.", value=len(plans.kept))
        declined = CounterMetricFamily(
            "kaigo_declined", "Queries left to the plain reader, by reason.", labels=["reason"]
        )
        for reason, times in sorted(self._endpoint.answers.declined.items()):
            declined.add_metric([reason], times)
        yield declined
        yield from _line(self._endpoint.gate)
        yield _open(self._endpoint.connections)
        if (folder := self._endpoint.house.settings.tls) is not None:
            yield _revocations(folder / CRL)


def _line(gate: Gate) -> Iterator[Metric]:
    yield GaugeMetricFamily("kaigo_requests_running", "Requests that are worked on.", value=gate.running)
    yield GaugeMetricFamily("kaigo_requests_waiting", "Requests that stand in line.", value=gate.waiting)
    yield CounterMetricFamily("kaigo_requests_overload", "Requests refused with 503: too many.", value=gate.refused)


def _open(connections: Connections) -> Metric:
    told = GaugeMetricFamily("kaigo_websockets_open", "Open WebSockets, let in or waiting to be.", labels=["state"])
    told.add_metric(["let_in"], connections.open)
    told.add_metric(["waiting"], connections.waiting)
    return told


def _revocations(file: Path) -> Metric:
    """The alarm that has to ring in time: past that instant every client certificate is refused."""
    try:
        ends = revocations_end(file).timestamp()
    except (OSError, ValueError):
        ends = 0
    words = "When the revocation list has to be renewed, in seconds since 1970; 0 where it cannot be read."
    return GaugeMetricFamily("kaigo_revocations_end", words, value=ends)


def metrics(endpoint: Endpoint) -> bytes:
    """The counts of this process, in Prometheus's text form; of several behind one door, those of each, by `worker`."""
    registry = CollectorRegistry()
    registry.register(_Counts(endpoint))
    own = generate_latest(registry) + generate_latest(endpoint.traffic.registry)
    if endpoint.shared is None:
        return own
    endpoint.shared.keep_counts(own)
    together = CollectorRegistry()
    together.register(_Together(endpoint.shared))
    return generate_latest(together)


class _Together(Collector):
    """What several processes have counted: each name once, with the samples of all."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    def collect(self) -> Iterator[Metric]:
        found: dict[str, Metric] = {}
        for number, text in self._shared.counts():
            for metric in text_string_to_metric_families(text):
                kept = found.setdefault(metric.name, Metric(metric.name, metric.documentation, metric.type))
                for sample in metric.samples:
                    kept.samples.append(sample._replace(labels={**sample.labels, "worker": str(number)}))
        yield from found.values()


@asynccontextmanager
async def telling_counts(endpoint: Endpoint) -> AsyncIterator[None]:
    """Meanwhile the other processes are told every second what this one has counted."""

    async def tell() -> None:
        while True:
            try:
                metrics(endpoint)
            except OSError:
                LOG.exception("what is counted cannot be shared")
            await asyncio.sleep(EVERY)

    if endpoint.shared is None:
        yield
        return
    task = asyncio.create_task(tell())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
