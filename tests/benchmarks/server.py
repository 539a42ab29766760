"""Processes that are measured: started with their environment, waited for, ended at the end."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.data import FOLDER

LONGEST_START = 60


@dataclass(frozen=True)
class Server:
    """A process that listens on a port of this machine."""

    pid: int
    port: int

    def rss_anon(self) -> int:
        """Bytes of memory of its own (RssAnon)."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in text.splitlines() if line.startswith("RssAnon"))
        return int(line.split()[1]) * 1024


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serve(
    name: str, command: Sequence[str], port: int, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start a server; its words go to a file under var/bench."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("KAIGO_")}
    log = FOLDER / f"{name}.log"
    with log.open("wb") as words:
        process = subprocess.Popen(
            command, env={**inherited, **(environment or {})}, stdout=words, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(port, process, log)
            yield Server(process.pid, port)
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:  # it waits for somebody's answer
        process.kill()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < LONGEST_START:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{log.name} did not start:\n{log.read_text()[-2000:]}")
