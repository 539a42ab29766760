"""python -m tests.benchmarks: one run, its results in results.json, its table on the screen and in README.md."""

import argparse
import sys
from typing import Any

from tests.benchmarks import report, suite
from tests.benchmarks.rounds import Pace
from tests.benchmarks.workload import Workload

USUAL = 20_000


def main() -> int:
    """Run; 0 when everything was reached, 1 when something was not."""
    given = _arguments()
    workloads = [Workload[name] for name in given.only]
    pace = Pace(given.seconds, given.rounds)
    if given.scale:
        results = suite.scale(given.scale, USUAL, workloads, pace, given.postgresql)
    else:
        results = suite.rivals(USUAL, workloads, pace, given.postgresql)
    section = "scale" if given.scale else "rivals"
    told = report.write(section, results, pace, given.scale or USUAL)
    print(report.table({section: told[section]}), report.verdicts(told[section]), sep="\n")
    if given.readme and not report.into_readme(report.table(told)):
        print("README.md has no <!-- bench --> ... <!-- /bench --> to put this between.", file=sys.stderr)
    return 0 if all(target.reached for target in results.targets) else 1


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="How fast the service answers.")
    parser.add_argument("--scale", type=int, help="so many people beside the usual 20,000, without rivals")
    parser.add_argument("--seconds", type=float, default=3, help="how long a round takes")
    parser.add_argument("--rounds", type=int, default=5, help="how many rounds count, after one to warm up")
    parser.add_argument(
        "--only", nargs="*", choices=[each.name for each in Workload], default=list(Workload.__members__)
    )
    parser.add_argument("--no-postgresql", dest="postgresql", action="store_false", help="SQLite and its rivals only")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
