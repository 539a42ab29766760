"""/metrics: what came through the doors, how long it took and how it ended, without a word about anybody."""

from collections.abc import Callable
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from graph.http.metrics import metrics
from graph.http.shared import Shared
from tests.service import Service
from tests.socket_talk import bearer, closed, connected, opened, refused, say, subscribe

WHO = "{ viewer { userId } }"
MOST = 5
Counts = dict[tuple[str, ...], float]


def counted(service: Service, name: str) -> Counts:
    """The samples of this name, by their labels."""
    text = service.client.get("/metrics").text
    found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {tuple(sample.labels.values()): sample.value for sample in found if sample.name == name}


def test_requests_are_counted_by_door_and_status(service: Service) -> None:
    # given answers of several kinds, and of a path that a client made up
    for by in ("hachiro", "hachiro", None):
        service.ask(by, WHO)
    service.client.get("/documents/secret-ticket")
    service.client.get("/made-up-by-4400000011")
    # then
    told = {("graphql", "2xx"): 2, ("graphql", "4xx"): 1, ("documents", "4xx"): 1, ("other", "4xx"): 1}
    assert counted(service, "kaigo_requests_total") == told
    assert counted(service, "kaigo_requests_total") == {**told, ("metrics", "2xx"): 1}
    assert counted(service, "kaigo_request_seconds_count")[("graphql",)] == 3
    assert 0 < counted(service, "kaigo_request_seconds_sum")[("graphql",)] < 60
    buckets = [
        value for (door, _), value in counted(service, "kaigo_request_seconds_bucket").items() if door == "graphql"
    ]
    assert (buckets == sorted(buckets), len(buckets), buckets[-1]) == (True, 14, 3)
    text = service.client.get("/metrics").text
    assert not any(word in text for word in ("secret", "4400000011", "hachiro", "_created"))


def test_what_a_limit_refuses_is_counted(open_service: Callable[..., Service]) -> None:
    service = open_service(requests_a_minute=MOST, anonymous_requests_a_minute=MOST)
    for _ in range(MOST + 2):
        service.ask(None, WHO)
    with opened(service, by="hachiro") as socket:
        for number in range(MOST):
            subscribe(socket, str(number), "{ viewer { userId } }")
            refused(socket, str(number))
    with connected(service) as socket:
        say(socket, type="connection_init", payload=bearer(service, "hachiro"))
        assert closed(socket) == (4403, "RATE_LIMITED")
    assert counted(service, "kaigo_requests_limited_total") == {("graphql",): 2 + 1 + 1}


def test_websockets_are_counted(service: Service) -> None:
    with opened(service), opened(service), connected(service) as silent:
        assert counted(service, "kaigo_websockets_open") == {("let_in",): 2, ("waiting",): 1}
        say(silent, type="ping")
        closed(silent)
    assert counted(service, "kaigo_websockets_open") == {("let_in",): 0, ("waiting",): 0}
    assert counted(service, "kaigo_websockets_closed_total") == {("4400",): 1, ("none",): 2}
    assert ("graphql",) not in counted(service, "kaigo_request_seconds_count")


def test_of_several_processes_each_is_told(service: Service, tmp_path: Path) -> None:
    # given another process that has answered one request
    endpoint = service.app.state.endpoint
    service.ask("hachiro", WHO)
    Shared(tmp_path, 1).keep_counts(metrics(endpoint))
    # when this one has answered another
    endpoint.shared = Shared(tmp_path, 0)
    service.ask("hachiro", WHO)
    # then each is told under its number, with how long they took
    assert counted(service, "kaigo_requests_total") == {("graphql", "2xx", "0"): 2, ("graphql", "2xx", "1"): 1}
    assert counted(service, "kaigo_request_seconds_count")[("graphql", "1")] == 1
    buckets = counted(service, "kaigo_request_seconds_bucket")
    assert [buckets["graphql", "+Inf", number] for number in ("0", "1")] == [2, 1]
