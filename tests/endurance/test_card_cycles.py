"""Cards in and out, 200 times, without a pause: each is read and registered once, and nothing is left over."""

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from reader_bridge.bridge import Step
from reader_bridge.readers import ReaderState
from tests.reader.card import VirtualCard
from tests.reader.issuer import issued
from tests.reader.pcscd import Pcscd
from tests.reader.server import FakeServer
from tests.reader.station import Station

CYCLES = int(os.environ.get("CARD_CYCLES", "200"))


def test_cards_come_and_go(
    pcscd: Pcscd, station: Station, fake_server: FakeServer, say: Callable[[object], None]
) -> None:
    taken, files = [], []
    station.until(ReaderState.NO_CARD)
    worker = station.supervisor.worker
    for cycle in range(CYCLES):
        with pcscd.insert(VirtualCard(issued(cycle % 5 + 1))):
            station.until(ReaderState.CARD_PRESENT)
            begun = time.perf_counter()
            station.start()
            assert station.confirm().step is Step.DONE
            taken.append(time.perf_counter() - begun)
        station.until(ReaderState.NO_CARD)
        files.append(_open_files(worker))
    assert len(fake_server.registered) == CYCLES
    assert station.supervisor.worker == worker
    # A look that is just under way has a socket of its own.
    assert max(files) - min(files) <= 1
    say(f"{CYCLES} cycles, a reading {statistics.median(taken) * 1_000:.0f} ms (longest {max(taken) * 1_000:.0f} ms)")


def _open_files(process: int | None) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))
