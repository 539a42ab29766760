"""The load where wrk is not installed: so many connections of one process, each asks again when it is answered.

`python -m tests.benchmarks.client PORT CONNECTIONS SECONDS FILE`; the file holds the requests, the line it prints is
that of the script for wrk.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

OK = b"HTTP/1.1 200"


def raw(method: str, path: str, body: str, headers: dict[str, str]) -> bytes:
    """A request as it goes over the wire."""
    told = {"Host": "127.0.0.1", **headers}
    if body:
        told["Content-Length"] = str(len(body.encode()))
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode()


async def one(port: int, requests: Iterator[bytes], end: float, took: list[float]) -> int:
    """Keep one connection busy; tells how many requests went wrong."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    wrong = 0
    while time.perf_counter() < end:
        begun = time.perf_counter()
        writer.write(next(requests))
        wrong += not await _answered(reader)
        took.append(time.perf_counter() - begun)
    writer.close()
    return wrong


async def _answered(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))
    return head.startswith(OK)


async def load(port: int, connections: int, seconds: float, requests: list[bytes]) -> str:
    """The line that tells of the round."""
    took: list[float] = []
    begun = time.perf_counter()
    turns = itertools.cycle(requests)
    wrong = sum(await asyncio.gather(*(one(port, turns, begun + seconds, took) for _ in range(connections))))
    duration = time.perf_counter() - begun
    took.sort()
    half, most = (round(took[int(len(took) * share)] * 1e6) if took else 0 for share in (0.5, 0.99))
    return f"RESULT {len(took)} {round(duration * 1e6)} {wrong} {half} {most}"


def main() -> None:
    port, connections, seconds, file = sys.argv[1:]
    requests = [raw(*request) for request in json.loads(Path(file).read_text())]
    print(uvloop.run(load(int(port), int(connections), float(seconds), requests)))


if __name__ == "__main__":
    main()
