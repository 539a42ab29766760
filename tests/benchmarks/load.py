"""The load: wrk where it is installed, else a client process of our own; both keep so many connections busy."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.workload import Request

WRK = shutil.which("wrk")
LONGEST = 60
SCRIPT = """
local prepared = {{}}
local next_one = 0
function init(arguments)
{requests}
end
function request()
  next_one = next_one % #prepared + 1
  return prepared[next_one]
end
function done(summary, latency, requests)
  local errors = summary.errors
  local wrong = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration, wrong,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Measured:
    """One round: requests a second, and how long one took, in milliseconds."""

    rate: float
    p50: float
    p99: float
    failed: int = 0


class LoadError(Exception):
    """The load could not be made."""


class NothingAnswered(LoadError):
    """The round was too short for one answer."""


def start(port: int, requests: Sequence[Request], connections: int, seconds: float) -> "subprocess.Popen[str]":
    """Begin a round in a process of its own."""
    file = Path(tempfile.mkstemp(suffix=".lua" if WRK else ".json")[1])
    if WRK:
        file.write_text(SCRIPT.format(requests="\n".join(_lua(request) for request in requests)))
        command = [
            WRK,
            "-t1",
            f"-c{connections}",
            f"-d{seconds:g}s",
            "--timeout",
            "60s",
            "-s",
            str(file),
            f"http://127.0.0.1:{port}",
        ]
    else:
        asked = [[each.method, each.path, each.body.decode(), dict(each.headers)] for each in requests]
        file.write_text(json.dumps(asked))
        command = [
            sys.executable,
            "-m",
            "tests.benchmarks.client",
            str(port),
            str(connections),
            str(seconds),
            str(file),
        ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> Measured:
    """Wait for the round's end.

    Raises:
        LoadError: nothing was measured.
    """
    words, _ = process.communicate()
    line = next((line for line in words.splitlines() if line.startswith("RESULT")), None)
    if line is None:
        raise LoadError(words)
    requests, duration, wrong, half, most = (int(word) for word in line.split()[1:])
    if not requests and not wrong:
        raise NothingAnswered("nothing was answered in time")
    return Measured((requests - wrong) / (duration / 1e6), half / 1000, most / 1000, wrong)


def run(port: int, requests: Sequence[Request], connections: int, seconds: float) -> Measured:
    """A whole round; a longer one where nothing was answered in time."""
    while True:
        try:
            return finish(start(port, requests, connections, seconds))
        except NothingAnswered:
            seconds *= 4
            if seconds > LONGEST:
                raise


def _lua(request: Request) -> str:
    headers = ", ".join(f"[ {_quoted(key)} ] = {_quoted(value)}" for key, value in request.headers.items())
    body = _quoted(request.body.decode()) if request.body else "nil"
    made = f"wrk.format({_quoted(request.method)}, {_quoted(request.path)}, {{{headers}}}, {body})"
    return f"  prepared[#prepared + 1] = {made}"


def _quoted(text: str) -> str:
    assert "]==]" not in text
    return f"[==[{text}]==]"
