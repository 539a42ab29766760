"""A real pcscd of the tests' own, with vsmartcard's virtual reader; cards are put in by a TCP connection.

Debian: apt-get install pcscd vsmartcard-vpcd libpcsclite-dev opensc (`make virtual-reader` does it). The service gets a socket of
its own by socket activation, so neither the machine's readers nor the cards in them are ever reached.
"""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from tests.reader.card import ATR, Pulled, VirtualCard

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
PATIENCE = 20.0
ACTIVATED = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3);"
    " os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])"
)
"""LISTEN_PID must be pcscd's own: so the process becomes pcscd only when it knows it."""
READER = """FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:0x{port:X}
LIBPATH {driver}
CHANNELID 0x{port:X}
"""
POWER_OFF, POWER_ON, RESET, GET_ATR = 0, 1, 2, 4


def missing() -> str:
    """What is not here, in words; empty where everything is."""
    absent = [
        name
        for name, there in (
            ("pcscd", pcscd_program()),
            ("vsmartcard-vpcd", DRIVER.exists()),
            ("opensc", shutil.which("pkcs15-tool")),
            ("pyscard", find_spec("smartcard")),
        )
        if not there
    ]
    return f"{', '.join(absent)} missing: run `make virtual-reader card`" if absent else ""


def pcscd_program() -> str | None:
    return shutil.which("pcscd") or shutil.which("pcscd", path="/usr/sbin")


class Pcscd:
    """The service, and its one reader with two slots; it can be stopped and started again on the same socket."""

    def __init__(self, folder: Path, *, with_reader: bool = True) -> None:
        self.socket = folder / "pcscd.comm"
        self.port = _free_pair()
        self._folder, self._with_reader = folder, with_reader
        (folder / "reader.conf.d").mkdir()
        if with_reader:
            written = READER.format(port=self.port, driver=DRIVER)
            (folder / "reader.conf.d" / "vpcd").write_text(written)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        program = pcscd_program()
        assert program
        command = [program, "--foreground", "--config", str(self._folder / "reader.conf.d")]
        helped = subprocess.run([program, "--help"], capture_output=True, text=True, check=False).stdout
        command += ["--disable-polkit"] if "--disable-polkit" in helped else []
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(self.socket))
            door.listen()
            shim = [sys.executable, "-c", ACTIVATED, str(door.fileno()), *command]
            log = (self._folder / "pcscd.log").open("ab")
            with log:
                self._process = subprocess.Popen(shim, pass_fds=[door.fileno()], stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while self._with_reader and not {self.port, self.port + 1} <= _ports("0A"):
            assert time.monotonic() < deadline, "pcscd does not start"
            assert self._process.poll() is None, "pcscd has ended"
            time.sleep(0.005)  # the start of a process tells nobody

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def environment(self) -> dict[str, str]:
        """What leads programs to this service, and to no other."""
        return {**os.environ, "PCSCLITE_CSOCK_NAME": str(self.socket)}

    def insert(self, card: VirtualCard, slot: int = 0) -> "Inserted":
        return Inserted(card, self.port + slot)


class Inserted:
    """A card in the reader, until it is pulled: a connection to the driver that answers for the card."""

    def __init__(self, card: VirtualCard, port: int) -> None:
        self._card, self._powered = card, Event()
        self._line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._line.settimeout(None)
        self._thread = Thread(target=self._live)
        self._thread.start()

    def seen(self) -> Self:
        """Wait until the service has looked into the reader, and powered what it found."""
        assert self._powered.wait(PATIENCE), "pcscd does not see the card"
        return self

    def pull(self) -> None:
        """Take the card away; the service notices at its next look."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.pull()

    def _live(self) -> None:
        with self._line, suppress(OSError, Pulled, EOFError):
            while True:
                told = self._received(int.from_bytes(self._received(2), "big"))
                if len(told) > 1:
                    self._send(self._card.answer(told))
                elif told[0] == GET_ATR:
                    self._send(ATR)
                elif told[0] in (POWER_OFF, POWER_ON, RESET):
                    self._card.reset()
                    if told[0] == POWER_ON:
                        self._powered.set()

    def _received(self, length: int) -> bytes:
        found = b""
        while len(found) < length:
            piece = self._line.recv(length - len(found))
            # The driver sends length and content apart: a delayed acknowledgement would cost 40 ms each.
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            if not piece:
                raise EOFError
            found += piece
        return found

    def _send(self, answer: bytes | None) -> None:
        if answer is not None:
            self._line.sendall(len(answer).to_bytes(2, "big") + answer)


def _free_pair() -> int:
    """Two ports side by side that nobody uses; they are not tried, because a connection is a card."""
    used = _ports("*")
    return next(port for port in iter(lambda: random.randrange(20_000, 30_000, 2), 0) if not {port, port + 1} & used)


def _ports(state: str) -> set[int]:
    """Local ports in use, or only those in a state of /proc/net/tcp (0A is listening)."""
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()[1:]]
    return {int(line[1].rpartition(":")[2], 16) for line in lines if state in ("*", line[3])}
