"""Measures in rounds, one contender after the other, so that what the machine does meanwhile hits all alike."""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks import load
from tests.benchmarks.contenders import Contender
from tests.benchmarks.load import Measured
from tests.benchmarks.workload import Workload


@dataclass(frozen=True)
class Pace:
    """How long and how often is measured."""

    seconds: float
    rounds: int


@dataclass(frozen=True)
class Figure:
    """What the rounds of one contender come to: medians, and the spread of the rate."""

    rate: float
    lowest: float
    highest: float
    p50: float
    p99: float
    rounds: tuple[float, ...]
    """The rate of each round."""
    failed: int
    """Requests without an answer, or with another one than 200; must be 0."""

    @classmethod
    def of(cls, found: Sequence[Measured]) -> "Figure":
        rates = [each.rate for each in found]
        half, most = (statistics.median(getattr(each, name) for each in found) for name in ("p50", "p99"))
        return cls(
            statistics.median(rates),
            min(rates),
            max(rates),
            half,
            most,
            tuple(rates),
            sum(each.failed for each in found),
        )

    def over(self, other: "Figure") -> float:
        """How many times the other's rate: the median over rounds, each against the one measured beside it."""
        return statistics.median(mine / theirs for mine, theirs in zip(self.rounds, other.rounds, strict=True))


def interleaved(contenders: Sequence[Contender], workload: Workload, connections: int, pace: Pace) -> dict[str, Figure]:
    """The figures of all contenders in one workload; the first round only warms up."""
    found: dict[str, list[Measured]] = defaultdict(list)
    for turn in range(pace.rounds + 1):
        for contender in (each for each in contenders if connections == 1 or not each.slow):
            seconds = pace.seconds if turn else min(1.0, pace.seconds)
            measured = load.run(contender.server.port, contender.requests[workload], connections, seconds)
            if turn:
                found[contender.name].append(measured)
    return {name: Figure.of(each) for name, each in found.items()}


def mixed(contender: Contender, pace: Pace) -> tuple[Figure, Figure]:
    """W1 at four connections: alone, and while two connections ask for W3; in turn."""
    alone, beside = [], []
    port, lists = contender.server.port, contender.requests[Workload.LIST_LARGE]
    for turn in range(pace.rounds + 1):
        quiet = load.run(port, lists, 4, pace.seconds)
        bulk = load.start(port, contender.requests[Workload.BULK], 2, pace.seconds + 1)
        busy = load.run(port, lists, 4, pace.seconds)
        load.finish(bulk)
        if turn:
            alone.append(quiet)
            beside.append(busy)
    return Figure.of(alone), Figure.of(beside)
