"""What must be reached, and what was: ratios within one run, so that the machine cancels out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.benchmarks.rounds import Figure
from tests.benchmarks.workload import Workload

Figures = Mapping[Workload, Mapping[int, Mapping[str, Figure]]]
"""By workload, number of connections, and contender."""

OURS = {"SQLite": "ours, SQLite", "PostgreSQL": "ours, PostgreSQL"}
BY_HAND = {"SQLite": "by hand, SQLite", "PostgreSQL": "by hand, PostgreSQL"}
MERCURIUS, POSTGRAPHILE = "Mercurius with JIT, SQLite", "PostGraphile 5, PostgreSQL"

RATIOS: tuple[tuple[str, str, Mapping[str, float]], ...] = (
    (OURS["SQLite"], BY_HAND["SQLite"], {"W1": 0.85, "W2": 0.85, "W3": 0.9}),
    (OURS["PostgreSQL"], BY_HAND["PostgreSQL"], {"W1": 0.85, "W2": 0.85, "W3": 0.85}),
    (OURS["SQLite"], MERCURIUS, {"W1": 2, "W2": 2, "W3": 2.5}),
    (OURS["SQLite"], POSTGRAPHILE, {"W1": 5, "W2": 7, "W3": 5}),
    (OURS["PostgreSQL"], POSTGRAPHILE, {"W1": 1.5, "W2": 2.5, "W3": 2.5}),
)
"""Ours, the rival, and how many times its requests a second are wanted."""
RECORDED_SHARE = 0.85
RECORD_MOST = {"SQLite": 0.4, "PostgreSQL": 1.0}
"""Milliseconds the read record may add to a request at one connection."""
MIXED_MOST = 3.0
SCALE_MOST = {"SQLite": 1.3, "PostgreSQL": 1.5}
MEMORY_MOST = 300 * 1024 * 1024


@dataclass(frozen=True)
class Target:
    """A figure that is wanted, and the one that was found."""

    name: str
    wanted: str
    found: float
    reached: bool


def at_least(name: str, wanted: float, found: float) -> Target:
    return Target(name, f">= {wanted:g}", round(found, 3), found >= wanted)


def at_most(name: str, wanted: float, found: float) -> Target:
    return Target(name, f"<= {wanted:g}", round(found, 3), found <= wanted)


def rates(figures: Figures) -> Iterator[Target]:
    """Requests a second against the rivals."""
    for ours, rival, wanted in RATIOS:
        for workload, by_connections in figures.items():
            for connections, found in by_connections.items():
                if ours in found and rival in found:
                    name = f"{workload.value}, {connections} connections: {ours} / {rival}"
                    yield at_least(name, wanted[workload.short], found[ours].over(found[rival]))


def recording(figures: Figures) -> Iterator[Target]:
    """What the durable read record costs: its milliseconds at one connection, the share kept at sixteen."""
    for workload, by_connections in figures.items():
        for database, most in RECORD_MOST.items():
            ours, by_hand = (f"{name}, recording" for name in (OURS[database], BY_HAND[database]))
            alone, busy = by_connections.get(1, {}), by_connections.get(16, {})
            if ours in alone:
                added = alone[ours].p50 - alone[OURS[database]].p50
                yield at_most(f"{workload.value}, {database}: ms the record adds, 1 connection", most, added)
            if ours in busy and by_hand in busy:
                share = busy[ours].over(busy[by_hand])
                yield at_least(f"{workload.value}, 16 connections: {ours} / {by_hand}", RECORDED_SHARE, share)


def nothing_failed(figures: Figures) -> Target:
    """Every request of every contender was answered with 200."""
    found = [
        figure for by_connections in figures.values() for each in by_connections.values() for figure in each.values()
    ]
    return at_most("requests that failed", 0, sum(figure.failed for figure in found))


def mixed(database: str, alone: Figure, beside: Figure) -> Target:
    """How much longer the slowest lists take while two read 500 people."""
    return at_most(f"mixed load, {database}: W1 p99 / p99 alone", MIXED_MOST, beside.p99 / alone.p99)


def scale(figures: Figures, large: str, small: str) -> Iterator[Target]:
    """A million people against twenty thousand."""
    for workload, by_connections in figures.items():
        for database, most in SCALE_MOST.items():
            found = by_connections.get(1, {})
            names = [f"{OURS[database]}, {size}" for size in (large, small)]
            if all(name in found for name in names):
                name = f"{workload.value}, {database}: p50 with {large} / with {small}"
                yield at_most(name, most, found[names[0]].p50 / found[names[1]].p50)
