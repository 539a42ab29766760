"""python -m tests.benchmarks.card_reading: how long the program on the office's PC takes for a card, without the server."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from reader_bridge.pin import Pin
from reader_bridge.readers import ReaderState
from reader_bridge.supervisor import Supervisor
from reader_bridge.worker import Close, Open, Sign, Source, Watch
from tests.reader.card import VirtualCard
from tests.reader.issuer import issued
from tests.reader.pcscd import Pcscd, missing
from tests.reader.station import NAME

READINGS = 100
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420") + bytes(32)


async def readings() -> list[float]:
    """Milliseconds of each reading: take hold of the card, read it, show the PIN, sign, let it go."""
    supervisor, taken = Supervisor(Source(NAME)), []
    look = await supervisor.do(Watch((), 0))
    while look.state is not ReaderState.CARD_PRESENT:
        look = await supervisor.do(Watch(look.known, 1))
    for _ in range(READINGS):
        begun = time.perf_counter()
        await supervisor.do(Open())
        with Pin(bytearray(b"1234")) as pin:
            await supervisor.do(Sign(DIGEST_INFO), pin)
        await supervisor.do(Close())
        taken.append((time.perf_counter() - begun) * 1_000)
    await supervisor.stop()
    return taken


def main() -> int:
    """0 when it is measured, or cannot be."""
    if why := missing():
        print(f"card reading: not measured, {why}")
        return 0
    with tempfile.TemporaryDirectory(prefix="pcscd") as folder:
        service = Pcscd(Path(folder))
        os.environ["PCSCLITE_CSOCK_NAME"] = str(service.socket)
        service.start()
        try:
            with service.insert(VirtualCard(issued())):
                taken = asyncio.run(readings())
        finally:
            service.stop()
    print(f"card reading: {statistics.median(taken):.1f} ms (longest of {READINGS}: {max(taken):.1f} ms)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
