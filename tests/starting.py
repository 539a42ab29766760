"""The server as it is started, and as it refuses to start."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.__main__ import main
from models.settings import ROOT

EMPTY = "The database is empty. Make one with `python -m seed`.\n"


def url(file: Path) -> str:
    return f"sqlite:///{file}"


def serve(**settings: str) -> subprocess.CompletedProcess[str]:
    """Start the server as people do."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KAIGO_")}
    chosen = {f"KAIGO_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "graph", "serve"]
    return subprocess.run(
        command, env={**inherited, **chosen}, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def assert_refused(started: subprocess.CompletedProcess[str], line: str) -> None:
    assert (started.returncode, started.stdout, started.stderr) == (2, "", line)


def started_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: dict[str, str]
) -> tuple[int, str]:
    """The same in this process: the exit code and what stands on standard error."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["graph", "serve"])
    code = main()
    told = capsys.readouterr()
    assert told.out == ""
    return code, told.err


@contextmanager
def changed(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file)
    with connection:
        yield connection
    connection.close()


@pytest.fixture
def copied(seeded: Path, tmp_path: Path) -> Path:
    """A database the server would serve."""
    return Path(shutil.copy(seeded, tmp_path / "kaigo.db"))
