"""What comes through the doors, counted for Prometheus: how much, how long it took, and how it ended.

Labels are the doors of graph/http/requests.py, the first figure of a status, and the close codes we send: nothing that
a client chooses, and nothing of anybody.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from graph.request_note import RequestNote
from permissions.capacity_errors import RateLimited

disable_created_metrics()  # type: ignore[no-untyped-call]  # one more series for each, telling when a process first met it

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds, up to those an operation may take."""
GONE = "none"
"""In the place of a status, where whoever asked did not wait for one."""


class Traffic:
    """The counts of this process."""

    def __init__(self) -> None:
        self.registry = here = CollectorRegistry()
        answered, limited = "Requests answered, by status.", "Requests and subscriptions refused with RATE_LIMITED."
        self._answered = Counter("kaigo_requests", answered, ["door", "status"], registry=here)
        self._seconds = Histogram(
            "kaigo_request_seconds", "How long answers took.", ["door"], buckets=BUCKETS, registry=here
        )
        self._limited = Counter("kaigo_requests_limited", limited, ["door"], registry=here)
        self._closed = Counter(
            "kaigo_websockets_closed", "WebSockets that ended, by our code.", ["code"], registry=here
        )

    def tell(self, note: RequestNote, seconds: float) -> None:
        """Count what has ended: a request, a WebSocket, or a subscription of one."""
        if RateLimited.code in note.codes:
            self._limited.labels(note.door).inc()
        if note.method == "WEBSOCKET":
            self._closed.labels(str(note.status or GONE)).inc()
        elif note.method != "SUBSCRIPTION":
            self._answered.labels(note.door, f"{note.status // 100}xx" if note.status else GONE).inc()
            self._seconds.labels(note.door).observe(seconds)
