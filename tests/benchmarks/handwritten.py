"""The rival written by hand: one endpoint a question, its SQL typed for that question, no sign-in and no permissions.

Run as `python -m tests.benchmarks.handwritten URL PORT OFFSET [--record]`; OFFSET moves its clock as the demo's.
"""

import argparse
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.benchmarks.handwritten_store import Store, open_store

JST = timezone(timedelta(hours=9))
DAY = 24 * 60 * 60
CONSTANT_RECORD = {"staff_key": 18, "office_key": 9, "document_hash": "0" * 64, "refusals": "[]"}


def create_app(url: str, offset: int, recording: bool) -> Starlette:
    """The three endpoints over this database."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_store(url) as store:
            app.state.endpoints = Endpoints(store, offset, recording)
            yield

    async def people(request: Request) -> Response:
        office, size = int(request.path_params["office"]), int(request.path_params["size"])
        return await request.app.state.endpoints.people(office, size)  # type: ignore[no-any-return]

    async def person(request: Request) -> Response:
        return await request.app.state.endpoints.person(request.path_params["id"])  # type: ignore[no-any-return]

    routes = [Route("/offices/{office}/people/{size}", people), Route("/people/{id}", person)]
    return Starlette(routes=routes, lifespan=lifespan)


class Endpoints:
    """Asks the store and joins the bytes."""

    def __init__(self, store: Store, offset: int, recording: bool) -> None:
        self._store, self._offset, self._recording = store, offset, recording
        self._shard, self._places = -int(time.time()), count()

    async def people(self, office: int, size: int) -> Response:
        """A page of the list: 50 with the list's columns, 500 with certificates and LIFE."""
        now = int(time.time()) + self._offset
        name = "list" if size == 50 else "bulk"
        found = await self._store.rows(name, {"office": office, "today": _today(now), "lapses": now - DAY})
        rows = found[:size]
        await self._record(name, rows, now)
        nodes = b'},{"node":'.join(row[1] for row in rows)
        more = b"true" if len(found) > size else b"false"
        start = b'{"data":{"beneficiaries":{"pageInfo":{"hasNextPage":' + more + b',"endCursor":"'
        return _answer(start + rows[-1][0].encode() + b'"},"edges":[{"node":' + nodes + b"}]}}}")

    async def person(self, id_: str) -> Response:
        """One person with all tabs."""
        now = int(time.time()) + self._offset
        today = _today(now)
        year = int(today[:4]) - (today[5:7] < "04")
        rows = await self._store.rows("person", {"id": id_, "today": today, "fiscal_year": year})
        await self._record("person", rows, now)
        return _answer(b'{"data":{"beneficiary":' + (rows[0][1] if rows else b"null") + b"}}")

    async def _record(self, name: str, rows: Sequence[Sequence[Any]], now: int) -> None:
        if self._recording:
            people = orjson.dumps([row[0] for row in rows]).decode()
            values = {"at": now, "operation": name, "people": people, **RECORDED[name]}
            placed = {"shard": self._shard, "place": next(self._places), "salt": b""}
            await self._store.record({**CONSTANT_RECORD, **placed, **values})


RECORDED: Mapping[str, Mapping[str, str]] = {
    name: {
        "coordinates": orjson.dumps(coordinates).decode(),
        "basis": orjson.dumps({"posts": ["CARE_MANAGEMENT/CARE_MANAGER"], "conditions": coordinates}).decode(),
    }
    for name, coordinates in {
        "list": ["Beneficiary.name", "Beneficiary.kana", "Beneficiary.registration", "Beneficiary.insuredNumber"],
        "bulk": ["Beneficiary.name", "Beneficiary.insuredNumber", "Beneficiary.certificates", "Beneficiary.life"],
        "person": ["Beneficiary.name", "Beneficiary.certificates", "Beneficiary.certification", "Beneficiary.life"],
    }.items()
}
"""What its record says beside the people: as long as ours, known beforehand."""


def _today(now: int) -> str:
    return datetime.fromtimestamp(now, JST).date().isoformat()


def _answer(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.handwritten")
    parser.add_argument("url")
    parser.add_argument("port", type=int)
    parser.add_argument("offset", type=int)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    app = create_app(given.url, given.offset, given.record)
    uvicorn.run(app, port=given.port, loop="uvloop", http="httptools", log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
