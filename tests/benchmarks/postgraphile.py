"""The rival PostGraphile 5: its functions in the database, its documents, its server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from models.clock import DEMO_START
from tests.benchmarks.contenders import MEMORY, NODE, RIVALS, Contender
from tests.benchmarks.data import Data
from tests.benchmarks.postgraphile_answers import as_ours
from tests.benchmarks.server import free_port, serve
from tests.benchmarks.workload import Request, Workload, post

SQL = Path(__file__).parent / "sql" / "postgresql"
DAY = 24 * 60 * 60
PRODUCTION = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}


@contextmanager
def postgraphile(data: Data) -> Iterator[Contender]:
    """PostGraphile over PostgreSQL, its answers read as ours."""
    _install(data.url)
    port = free_port()
    command = [NODE, str(RIVALS / "postgraphile.js"), data.url, str(port)]
    with serve("postgraphile", command, port, {**MEMORY, **PRODUCTION}) as server:
        requests = {workload: _requests(workload, data) for workload in Workload}
        yield Contender("PostGraphile 5, PostgreSQL", server, requests, as_ours)


def _install(url: str) -> None:
    """Put its functions into the database; money is reckoned as the endpoint by hand does."""
    money = (SQL / "money.sql").read_text()
    for bind, name in {"$1::text": "person.id", "$2::date": "today", "$3::int": "year"}.items():
        money = money.replace(bind, name)
    with psycopg.connect(url) as connection:
        connection.execute((SQL / "rival.sql").read_text().replace("/* money.sql */", money).encode())


def _requests(workload: Workload, data: Data) -> list[Request]:
    names = {Workload.PERSON: "person", Workload.BULK: "bulk"}
    document = (RIVALS / f"{names.get(workload, 'list')}.graphql").read_text()
    today = DEMO_START.date()
    if workload is Workload.PERSON:
        year = today.year - (today.month < 4)
        asked = [{"id": id_, "today": today.isoformat(), "year": year} for id_ in data.ids]
    else:
        lapses = str(int(DEMO_START.timestamp()) - DAY)
        asked = [{"office": workload.office, "today": today.isoformat(), "lapses": lapses}]
    return [post("/graphql", {"query": document, "variables": variables}) for variables in asked]
