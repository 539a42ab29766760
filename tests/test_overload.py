"""Overload: so many run, so many wait, in the order they came; the rest is told at once to come again, and to whom."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from graph.http.overload import LATEST, SOONEST, Gate
from permissions.capacity_errors import Overloaded
from tests.service import Service

WHO = "{ viewer { userId } }"
BUSY = {
    "message": "ただいま混み合っています。少し待ってからもう一度お試しください。",
    "extensions": {"code": "OVERLOADED"},
}
Opened = Callable[..., Service]


async def settle() -> None:
    """Let whatever can go on go on."""
    for _ in range(10):
        await asyncio.sleep(0)


class Crowd:
    """Requests that stay in until they are let go."""

    def __init__(self, gate: Gate) -> None:
        self.gate, self.inside, self.refused = gate, list[int](), list[int]()
        self.leave: dict[int, asyncio.Event] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    async def come(self, *numbers: int) -> None:
        for number in numbers:
            self.leave[number] = asyncio.Event()
            self.tasks[number] = asyncio.create_task(self._stay(number))
            await settle()

    async def go(self, number: int) -> None:
        self.leave[number].set()
        await settle()

    async def _stay(self, number: int) -> None:
        try:
            async with self.gate.slot():
                self.inside.append(number)
                await self.leave[number].wait()
                self.inside.remove(number)
        except Overloaded:
            self.refused.append(number)


def test_so_many_run_so_many_wait_and_the_rest_is_refused() -> None:
    async def day() -> None:
        crowd = Crowd(gate := Gate(2, 2, 60))
        await crowd.come(1, 2, 3, 4, 5)
        assert (crowd.inside, gate.running, gate.waiting) == ([1, 2], 2, 2)
        assert (crowd.refused, gate.refused) == ([5], 1)
        await crowd.go(2)
        assert crowd.inside == [1, 3], "who came first is next"
        await crowd.come(6)
        await crowd.go(1)
        await crowd.go(3)
        assert crowd.inside == [4, 6]
        await crowd.go(4)
        await crowd.go(6)
        assert (crowd.refused, gate.running, gate.waiting) == ([5], 0, 0)

    asyncio.run(day())


def test_who_waits_too_long_is_refused_and_nobody_s_place_is_lost() -> None:
    async def day() -> None:
        crowd = Crowd(gate := Gate(1, 5, 0.000_001))
        await crowd.come(1, 2)
        await crowd.tasks[2]
        assert (crowd.inside, crowd.refused, gate.running, gate.waiting) == ([1], [2], 1, 0)
        gate.longest_wait = 60
        await crowd.come(3, 4)
        crowd.tasks[3].cancel()  # its caller has gone
        await settle()
        await crowd.go(1)
        assert (crowd.inside, gate.running, gate.waiting) == ([4], 1, 0)
        await crowd.go(4)
        assert gate.running == 0

    asyncio.run(day())


def test_who_would_wait_too_long_is_refused_at_once() -> None:
    """The line moves once a second: two behind those who run are two seconds."""

    async def day() -> None:
        now = 0.0
        crowd = Crowd(gate := Gate(1, 50, 2.5, clock=lambda: now))
        await crowd.come(*range(50))
        assert (gate.waiting, gate.refused) == (49, 0), "nobody knows yet"
        for number in range(47):
            now += 1
            await crowd.go(number)
        assert (crowd.inside, gate.waiting) == ([47], 2)
        await crowd.come(50, 51)
        assert (crowd.refused, gate.waiting) == ([51], 3), "2 seconds are not too long, 3 are"
        for number in (47, 48, 49, 50):
            await crowd.go(number)
        await crowd.come(*range(60, 80))
        assert (crowd.refused, gate.waiting) == ([51], 19), "the line has begun anew"
        for number in range(60, 80):
            await crowd.go(number)
        assert gate.running == 0

    asyncio.run(day())


def test_a_place_that_is_given_to_somebody_who_goes_at_that_instant_is_given_on() -> None:
    async def day() -> None:
        crowd = Crowd(gate := Gate(1, 5, 60))
        await crowd.come(1, 2, 3)
        gate._leave()
        crowd.tasks[2].cancel()  # it has the place and does not know yet
        await settle()
        assert (crowd.inside, gate.running, gate.waiting) == ([1, 3], 1, 0)

    asyncio.run(day())


def test_a_full_service_says_when_to_come_again(open_service: Opened) -> None:
    # given a service with one place, which is taken, and no line
    service = open_service(requests_at_once=1, requests_waiting=0)
    service.token("hachiro")
    gate = service.app.state.endpoint.gate
    gate.running = 1
    # when somebody asks by any door, then all are refused at once, unread and without a statement
    waits = set()
    for path in ("/graphql", "/uploads"):
        for _ in range(40):
            with service.statements() as ran:
                answer = service.client.post(
                    path, content=b"\xff", headers={"Authorization": "Bearer token-of-hachiro"}
                )
            assert (answer.status_code, answer.json(), ran) == (503, {"errors": [BUSY]}, [])
            assert (answer.headers["connection"], answer.headers["cache-control"]) == ("close", "no-store")
            waits.add(int(answer.headers["retry-after"]))
    assert waits == set(range(SOONEST, LATEST + 1)), "not all at the same instant"
    form = {"grant_type": "client_credentials", "client_id": "x"}
    others = [service.client.post("/token", data=form), service.client.get("/documents/x")]
    assert [other.json() for other in others] == [{"errors": [BUSY]}] * 2
    # and whoever looks after the service sees it
    assert service.client.get("/livez").status_code == 200
    lines = service.client.get("/metrics").text.splitlines()
    assert {"kaigo_requests_running 1.0", "kaigo_requests_waiting 0.0", "kaigo_requests_overload_total 82.0"} <= set(
        lines
    )
    # and when the place is free again, it is as before
    gate.running = 0
    assert service.ask("hachiro", WHO).data == {"viewer": {"userId": "hachiro"}}
    assert gate.running == 0


def test_a_body_is_read_before_a_place_is_taken(service: Service) -> None:
    """Else somebody who sends slowly would keep others out."""
    service.token("hachiro")
    gate, places = service.app.state.endpoint.gate, []
    pieces = [b'{"query": "{ viewer ', b'{ userId } }"}']
    sent: list[Any] = []

    async def receive() -> dict[str, object]:
        places.append(gate.running)
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Any) -> None:
        sent.append((gate.running, message.get("status")))

    headers = [(b"content-type", b"application/json"), (b"authorization", b"Bearer token-of-hachiro")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    assert service.client.portal is not None
    service.client.portal.call(service.app, {**scope, "server": ("a", 1), "client": None}, receive, send)
    assert places == [0, 0]
    assert sent == [(0, 200), (0, None)], "nor while the answer is sent"


@pytest.mark.parametrize("query", [WHO, "{ nothing }", "{"])
def test_every_way_out_gives_the_place_back(service: Service, query: str) -> None:
    service.ask("hachiro", query)
    service.ask(None, query)
    assert service.app.state.endpoint.gate.running == 0
