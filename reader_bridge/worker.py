"""The process that touches the card, and may be killed: PC/SC waits for ever on a card that has stopped answering.

It does one job after another, as they come through the pipe, and answers each with what it found or with Failed.
The PIN follows its job as a message of its own: it is never pickled.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import TypeVar

from reader_bridge.card import Card, Opened
from reader_bridge.failures import Failed, Failure
from reader_bridge.pin import wipe
from reader_bridge.readers import Look, Readers, Session

LONGEST_PIN = 16
"""Bytes that are read from the pipe for a PIN."""


@dataclass(frozen=True)
class Source:
    """Which readers: those of the PC, of this name where one is named, or a demo card out of a file."""

    reader: str = ""
    demo_card: Path | None = None

    def readers(self) -> Readers:
        """Made in the worker's process only.

        Raises:
            Failed: PYSCARD_MISSING.
        """
        if self.demo_card is not None:
            from reader_bridge.demo_card import DemoReaders

            return DemoReaders(self.demo_card)
        try:
            from reader_bridge.pcsc import PcscReaders
        except ImportError:
            raise Failed.by(Failure.PYSCARD_MISSING) from None
        return PcscReaders(self.reader)


@dataclass(frozen=True)
class Watch:
    """Wait until the readers look otherwise; answered with a Look."""

    known: tuple[tuple[str, int], ...]
    seconds: float


@dataclass(frozen=True)
class Open:
    """Take hold of the card and read what needs no PIN; answered with Opened."""


@dataclass(frozen=True)
class Sign:
    """Prove the PIN and sign, with the card that is held; answered with the signature. The PIN follows."""

    digest_info: bytes


@dataclass(frozen=True)
class Close:
    """Let the card go; answered with None."""


Job = Watch | Open | Sign | Close
Answered = Look | Opened | bytes | None
Found = TypeVar("Found")


class Desk:
    """The readers and, between Open and Close, a card."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._readers: Readers | None = None
        self._session: Session | None = None

    def do(self, job: Job, pin: bytearray) -> Answered:
        """Raises Failed: whatever went wrong; a card whose transport failed has been let go."""
        match job:
            case Watch(known, seconds):
                return self._all().look(known, seconds)
            case Open():
                self._close()
                self._session = self._all().connect()
                return self._ask(Card.open)
            case Sign(digest_info):
                return self._ask(lambda card: card.sign(pin, digest_info))
            case Close():
                self._close()
        return None

    def _all(self) -> Readers:
        if self._readers is None:
            self._readers = self._source.readers()
        return self._readers

    def _ask(self, ask: Callable[[Card], Found]) -> Found:
        """Only a wrong PIN leaves the card in hand: anything else makes what was read before worthless.

        A card that is not held any more is not taken up again here: it may be another one.
        """
        if self._session is None:
            raise Failed.by(Failure.CARD_LOST)
        try:
            return ask(Card(self._session.transmit))
        except Failed as failed:
            if failed.code != Failure.PIN_WRONG.name:
                self._close()
            raise

    def _close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def work(pipe: Connection, source: Source) -> None:
    """The whole life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's; it ends this process
    Thread(target=_end_with_the_supervisor, daemon=True).start()
    desk = Desk(source)
    with suppress(EOFError, BrokenPipeError):
        pipe.send(None)
        while True:
            pipe.send(_done(desk, pipe))


def _done(desk: Desk, pipe: Connection) -> Answered | Failed:
    job: Job = pipe.recv()
    pin = bytearray(pipe.recv_bytes(LONGEST_PIN)) if isinstance(job, Sign) else bytearray()
    try:
        return desk.do(job, pin)
    except Failed as failed:
        return failed
    finally:
        wipe(pin)


def _end_with_the_supervisor() -> None:
    """Also where the main thread waits for a card that never answers: nobody would kill this process any more."""
    supervisor = multiprocessing.parent_process()
    assert supervisor is not None
    supervisor.join()
    os._exit(1)
