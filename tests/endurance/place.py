"""Where a service lives that is ended and started again: its database, its files, and the process of the moment."""

import datetime
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2
from sqlalchemy import update

from models.clock import DEMO_START
from models.files import Files
from models.installation import Installation
from models.row import JST
from models.settings import ROOT, Settings
from seed.pdf import put_papers
from tests.databases import beside, record_of

SERVE = (sys.executable, "-m", "graph", "serve")
VERIFY = (sys.executable, "-m", "graph", "verify-audit")
LONGEST_START = 60.0
MANY = "1000000000"


def planted(fault: str) -> tuple[str, ...]:
    """The command of a server with a fault of `planted.py`."""
    return (sys.executable, "-m", "tests.endurance.planted", fault, "serve")


@dataclass(frozen=True)
class Place:
    """What outlives a process: all but a PostgreSQL database lies in `folder`."""

    url: str
    folder: Path

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def settings(self) -> Settings:
        """The settings as a command in this process takes them."""
        return Settings(**self._named())  # type: ignore[arg-type]

    def furnish(self) -> None:
        """Make the folders, put the papers of the demo there, and let its clock begin now, where its people live."""
        self.outbox.mkdir(parents=True, exist_ok=True)
        put_papers(Files(str(self.files)))
        engine = beside(self.url)
        offset = DEMO_START - datetime.datetime.now(JST)
        with engine.begin() as connection:
            connection.execute(update(Installation).values(clock_offset=int(offset.total_seconds())))
        engine.dispose()

    def environment(self, port: int = 0) -> dict[str, str]:
        """The environment of a process here."""
        limits = {
            "UPLOAD_FILES_A_DAY": MANY,
            "UPLOAD_BYTES_A_DAY": MANY,
            "REQUESTS_A_MINUTE": MANY,
            "COST_A_MINUTE": MANY,
            "PORT": port or 8000,
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith("KAIGO_")}
        return others | {f"KAIGO_{name.upper()}": str(value) for name, value in (self._named() | limits).items()}

    def _named(self) -> dict[str, object]:
        beside = record_of(self.url, self.folder)
        return {"database_url": self.url, "outbox": self.outbox, "files": str(self.files), **beside}

    def run(self, command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        """A command to its end."""
        return subprocess.run(command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False)


@dataclass(frozen=True)
class Server:
    """A server in a process group of its own; `ready` is the time from its start to its first answer, in seconds."""

    process: "subprocess.Popen[bytes]"
    address: str
    ready: float

    def kill(self) -> None:
        """End the whole group at once, without a word to it."""
        kill(self.process)

    def end(self) -> None:
        """End it as an operator does; the group may be led by a tracer, and then its child is the server."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        os.kill(int(children[0]) if self.process.args[0] == "strace" else self.process.pid, signal.SIGTERM)  # type: ignore[index]
        self.process.wait(LONGEST_START)


def launch(place: Place, command: Sequence[str] = SERVE) -> tuple["subprocess.Popen[bytes]", str]:
    """Start a server and do not wait for it; its words go to a file beside the folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log(place).open("ab") as words:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=place.environment(port),
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return process, f"http://127.0.0.1:{port}"


def start(place: Place, command: Sequence[str] = SERVE) -> Server:
    """Start a server and wait until it answers.

    Raises:
        RuntimeError: it ended, or did not answer in time; with its last words.
    """
    begun = time.monotonic()
    process, address = launch(place, command)
    while time.monotonic() - begun < LONGEST_START and process.poll() is None:
        try:
            httpx2.get(f"{address}/livez", timeout=1)
        except httpx2.TransportError:
            time.sleep(0.02)
        else:
            return Server(process, address, time.monotonic() - begun)
    kill(process)
    raise RuntimeError(f"the server did not start:\n{log(place).read_text()[-2000:]}")


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process that leads a group, and its group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def log(place: Place) -> Path:
    """Where the words of its servers are."""
    return place.folder.with_suffix(".log")
