"""Two loads at once on two servers that are alike: as much as one can answer, and twice as much.

`python -m tests.benchmarks.arrivals PORT OTHER CONNECTIONS SECONDS FILE`; the file holds the requests as for
tests.benchmarks.client. At the first port so many connections ask again whenever they are answered. At the other two
new callers arrive for each of those answers, whatever became of the callers before; a refused one does not come again.
So both servers have the same machine at the same time, however busy it is with other things.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from tests.benchmarks.client import raw

WARM = 1.5
"""Seconds that do not count: the line fills."""
PATIENCE = 2.0
"""Seconds after which an answer comes too late to be of use."""
OK, BUSY = b"http/1.1 200", b"http/1.1 503"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Callers:
    """Those of one server; what became of them counts while the round lasts."""

    port: int
    begin: float
    end: float
    idle: list[Connection] = field(default_factory=list)
    served: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    failed: int = 0

    async def one(self, request: bytes) -> None:
        begun = time.perf_counter()
        try:
            head = await self._asked(request)
        except (OSError, asyncio.IncompleteReadError):
            head = b""
        now = time.perf_counter()
        if not self.begin <= now <= self.end:
            return
        if head.startswith(BUSY):
            self.refused.append(now - begun)
        elif head.startswith(OK) and now - begun <= PATIENCE:
            self.served.append(now - begun)
        else:
            self.failed += 1

    async def _asked(self, request: bytes) -> bytes:
        """The head of the answer. A connection is used again until the server closes it."""
        reader, writer = self.idle.pop() if self.idle else await self._opened()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        if b"\r\nconnection: close" in head:
            writer.close()
        else:
            self.idle.append((reader, writer))
        return head

    async def _opened(self) -> Connection:
        return await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)


async def both(ports: tuple[int, int], connections: int, seconds: float, turns: Iterator[bytes]) -> list[Callers]:
    """The callers of both servers."""
    begin = time.perf_counter() + WARM
    steady, twice = (Callers(port, begin, begin + seconds) for port in ports)
    async with asyncio.TaskGroup() as group:

        async def busy() -> None:
            while time.perf_counter() < steady.end:
                await steady.one(next(turns))
                for _ in range(2):
                    group.create_task(twice.one(next(turns)))

        for _ in range(connections):
            group.create_task(busy())
    return [steady, twice]


def main() -> None:
    first, other, connections, seconds, file = sys.argv[1:]
    turns = itertools.cycle([raw(*request) for request in json.loads(Path(file).read_text())])
    found = uvloop.run(both((int(first), int(other)), int(connections), float(seconds), turns))
    print(json.dumps([{"served": each.served, "refused": each.refused, "failed": each.failed} for each in found]))


if __name__ == "__main__":
    main()
