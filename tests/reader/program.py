"""`python -m reader_bridge` as people start it, at a terminal of its own."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from select import select
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


class Program:
    """The program and its terminal; what it has said so far is `said`."""

    def __init__(self, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self._terminal, theirs = pty.openpty()
        command = [sys.executable, "-m", "reader_bridge", *arguments]
        given = {**os.environ, **(environment or {}), "PYTHONIOENCODING": "utf-8"}
        self._process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=ROOT,
            env=given,
            start_new_session=True,
            preexec_fn=_hears_interrupts,
        )
        os.close(theirs)
        self.said, self._read = "", 0

    def expect(self, pattern: str) -> str:
        """Wait for these words after those that were waited for before; what is in the pattern's group."""
        deadline = time.monotonic() + PATIENCE
        while not (found := re.compile(pattern).search(self.said, self._read)):
            assert time.monotonic() < deadline, f"{pattern} is not said: {self.said}"
            assert self._listen(), f"{pattern} is not said before the end: {self.said}"
        self._read = found.end()
        return found[found.lastindex or 0]

    def enter(self, words: str) -> None:
        """A line, and Enter."""
        os.write(self._terminal, f"{words}\n".encode())

    def interrupted(self) -> int:
        """Its exit code after Ctrl-C, to the program and its children; pressed again, as people do, when it goes on.

        Python hears nothing of a signal between a question and the wait for its answer, until the next one comes.
        """
        for _ in range(3):
            os.killpg(self._process.pid, signal.SIGINT)
            if self._over(PATIENCE / 3):
                return self._process.wait(PATIENCE)
        raise AssertionError(f"it does not end: {self.said}")

    def ended(self) -> int:
        """Its exit code, when it has ended."""
        assert self._over(PATIENCE), f"it does not end: {self.said}"
        return self._process.wait(PATIENCE)

    def children(self) -> list[int]:
        """The process ids of its children."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]

    def kill(self) -> None:
        self._process.kill()

    def _over(self, seconds: float) -> bool:
        """Take what it says, so long; whether it says no more."""
        deadline = time.monotonic() + seconds
        while self._listen():
            if time.monotonic() > deadline:
                return False
        return True

    def _listen(self) -> bool:
        """Take what it says, for a moment; whether it may say more."""
        if not select([self._terminal], [], [], 0.1)[0]:
            return self._process.poll() is None
        try:
            piece = os.read(self._terminal, 65_536)
        except OSError:  # its end of the terminal is closed
            return False
        self.said += piece.decode(errors="replace").replace("\r\n", "\n")
        return bool(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)


def _hears_interrupts() -> None:
    """Also where the tests run in the background, whose processes a shell makes deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
