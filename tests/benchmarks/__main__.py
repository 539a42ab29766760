"""python -m tests.benchmarks: everything in one run, the results to results.json, the table on the screen."""

import argparse

from tests.benchmarks import contenders, data
from tests.benchmarks.compare import compare
from tests.benchmarks.rounds import Pace, interleaved
from tests.benchmarks.workload import Workload


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[workload.name for workload in Workload])
    given = parser.parse_args()
    pace = Pace(given.seconds, given.rounds)
    prepared = data.prepare(data.sqlite_url(given.people))
    with contenders.on_sqlite(prepared) as running:
        print(compare(running))
        for workload in (Workload[name] for name in given.only):
            for connections in (1, 16):
                print(workload.value, connections)
                for name, figure in interleaved(running, workload, connections, pace).items():
                    print(f"   {name:20} {figure.rate:8.1f} ({figure.lowest:.1f}-{figure.highest:.1f}) p99 {figure.p99:.2f}")


if __name__ == "__main__":
    main()
