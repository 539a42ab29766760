"""Fixtures of a server that runs as people start it, in a process of its own, for browsers and commands."""

import datetime
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models.clock import DEMO_START
from models.files import Files
from models.row import JST
from seed.pdf import put_papers


@pytest.fixture(scope="session")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the live server puts its mail."""
    return tmp_path_factory.mktemp("outbox")


@pytest.fixture(scope="session")
def live_environment(seeded: Path, outbox: Path) -> dict[str, str]:
    """The environment of the live server: its own copy of the database, its own port."""
    database = outbox.parent / "live.db"
    shutil.copy(seeded, database)
    with closing(sqlite3.connect(database)) as rows, rows:  # its clock begins where its people live
        offset = DEMO_START - datetime.datetime.now(JST)
        rows.execute("UPDATE installation SET clock_offset = ?", (int(offset.total_seconds()),))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    files = outbox.parent / "files"
    put_papers(Files(str(files)))
    settings = {"DATABASE_URL": f"sqlite:///{database}", "OUTBOX": str(outbox), "FILES": str(files), "PORT": str(port)}
    return {**os.environ, **{f"KAIGO_{name}": value for name, value in settings.items()}}


@pytest.fixture(scope="session")
def live_server(live_environment: dict[str, str]) -> Iterator[str]:
    """The address of a server started as people start it."""
    address = f"http://127.0.0.1:{live_environment['KAIGO_PORT']}"
    with subprocess.Popen([sys.executable, "-m", "graph", "serve"], env=live_environment) as server:
        try:
            _wait_for(address)
            yield address
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def live_token(live_server: str, live_environment: dict[str, str]) -> str:
    """A token for the live server, from the command people use."""
    command = [sys.executable, "-m", "graph", "token", "hachiro"]
    return subprocess.run(command, env=live_environment, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="session")
def live_user() -> tuple[str, str]:
    """User id and password of a demo account with mail."""
    return "hachiro", "Kaigo-Demo-2026"


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{address}/livez", timeout=1):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(f"The server at {address} did not start.")
