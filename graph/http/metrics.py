"""What the service counts, as Prometheus reads it: plans of the compiled reader, and what it declined and why."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from graph.http.endpoint import Endpoint

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


def metrics(endpoint: Endpoint) -> bytes:
    """The counts of this process, in Prometheus's text form."""
    registry = CollectorRegistry()
    registry.register(_Counts(endpoint))
    return generate_latest(registry)
