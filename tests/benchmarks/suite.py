"""The run: starts all contenders, compares, measures in turn, and gathers what came out."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.benchmarks import contenders, data, targets
from tests.benchmarks.compare import compare
from tests.benchmarks.contenders import Contender, handwritten, mercurius, ours, without_record
from tests.benchmarks.postgraphile import postgraphile
from tests.benchmarks.postgres import postgresql
from tests.benchmarks.rounds import Figure, Pace, interleaved, mixed
from tests.benchmarks.structure import statements
from tests.benchmarks.targets import Target
from tests.benchmarks.workload import Workload

CONNECTIONS = (1, 16)


@dataclass
class Results:
    """Everything one run found."""

    sizes: dict[str, int] = field(default_factory=dict)
    statements: dict[str, dict[str, int]] = field(default_factory=dict)
    figures: dict[Workload, dict[int, dict[str, Figure]]] = field(default_factory=dict)
    mixed: dict[str, dict[str, Any]] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)


@contextmanager
def _everybody(on_sqlite: data.Data, on_postgresql: data.Data | None) -> Iterator[list[Contender]]:
    """All contenders at once; ours on SQLite first, because the others are compared with it."""
    with ExitStack() as stack:
        start = stack.enter_context
        running = [start(ours("ours, SQLite", on_sqlite, **without_record()))]
        if on_postgresql:
            running.append(start(ours("ours, PostgreSQL", on_postgresql, **without_record())))
        running.append(start(ours("ours, interpreted, SQLite", on_sqlite, interpret="true", **without_record())))
        running.append(start(handwritten("by hand, SQLite", on_sqlite)))
        running.append(start(mercurius(on_sqlite)))
        if on_postgresql:
            running.append(start(handwritten("by hand, PostgreSQL", on_postgresql)))
            running.append(start(postgraphile(on_postgresql)))
        if contenders.CAN_SWITCH:
            running.append(start(ours("ours, SQLite, recording", on_sqlite)))
        running.append(start(handwritten("by hand, SQLite, recording", on_sqlite, record=True)))
        if on_postgresql and contenders.CAN_SWITCH:
            running.append(start(ours("ours, PostgreSQL, recording", on_postgresql)))
        if on_postgresql:
            running.append(start(handwritten("by hand, PostgreSQL, recording", on_postgresql, record=True)))
        yield running


def rivals(people: int, workloads: Sequence[Workload], pace: Pace, with_postgresql: bool) -> Results:
    """W1 to W3 against all rivals, and the mixed load."""
    results = Results()
    with ExitStack() as stack:
        on_sqlite = data.prepare(data.sqlite_url(people))
        on_postgresql = data.prepare(stack.enter_context(postgresql())(people)) if with_postgresql else None
        for name, each in (("SQLite", on_sqlite), ("PostgreSQL", on_postgresql)):
            if each:
                results.statements[name] = statements(each)
        running = stack.enter_context(_everybody(on_sqlite, on_postgresql))
        _measure(results, running, workloads, pace)
        for contender in running:
            if contender.name in targets.OURS.values():
                _mix(results, contender, pace)
    results.targets += [*targets.rates(results.figures), *targets.recording(results.figures)]
    results.targets.append(targets.nothing_failed(results.figures))
    return results


def scale(people: int, usual: int, workloads: Sequence[Workload], pace: Pace, with_postgresql: bool) -> Results:
    """W1 to W3 with very many people beside the usual number, and the memory of our server."""
    results = Results()
    with ExitStack() as stack:
        running = []
        on_postgresql = stack.enter_context(postgresql()) if with_postgresql else None
        for size in (people, usual):
            urls = {"SQLite": data.sqlite_url(size)}
            if on_postgresql:
                urls["PostgreSQL"] = on_postgresql(size)
            for database, url in urls.items():
                prepared = data.prepare(url)
                name = f"{targets.OURS[database]}, {size:,}"
                running.append(stack.enter_context(ours(name, prepared, **without_record())))
                name = f"{targets.BY_HAND[database]}, {size:,}"
                running.append(stack.enter_context(handwritten(name, prepared)))
        _measure(results, running, workloads, pace, alike=len(running) // 2)
    results.targets += targets.scale(results.figures, f"{people:,}", f"{usual:,}")
    results.targets.append(targets.nothing_failed(results.figures))
    most = max(count for name, count in results.memory.items() if "SQLite" in name)
    results.targets.append(targets.at_most("bytes of memory (RssAnon), SQLite", targets.MEMORY_MOST, most))
    return results


def _measure(
    results: Results, running: Sequence[Contender], workloads: Sequence[Workload], pace: Pace, alike: int | None = None
) -> None:
    """Compare those that hold the same people (the first ones, the rest), then measure all in turn."""
    for group in (running[:alike], running[alike:] if alike else []):
        results.sizes.update(compare(group) if group else {})
    for workload in workloads:
        for connections in CONNECTIONS:
            print(f"{workload.value}, {connections} connections ...", flush=True)
            found = interleaved(running, workload, connections, pace)
            results.figures.setdefault(workload, {})[connections] = found
            for contender in running:
                if contender.name.startswith("ours"):
                    known = results.memory.get(contender.name, 0)
                    results.memory[contender.name] = max(known, contender.server.rss_anon())


def _mix(results: Results, contender: Contender, pace: Pace) -> None:
    print(f"mixed load, {contender.name} ...", flush=True)
    alone, beside = mixed(contender, pace)
    database = contender.name.removeprefix("ours, ")
    results.mixed[database] = {"alone": asdict(alone), "beside two W3": asdict(beside)}
    results.targets.append(targets.mixed(database, alone, beside))
