"""The log of a real server, after much was asked and much went wrong, holds nothing of any person of the database."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx2
from sqlalchemy import text
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from models.row import METADATA
from seed.accounts import STAFF
from tests.changing import SUBSCRIBE
from tests.databases import beside
from tests.endurance.deeds import CREATE
from tests.endurance.load import open_sessions
from tests.endurance.place import SERVE, Place, start

TOKEN = "session-of-hachiro"
SECRET_COLUMNS = re.compile(
    r"name|kana|number|address|phone|mail|birth|user_id|postal|recipient|body|password|token_hash|secret|applicant|doctor"
)
"""Of which columns no value may be in the log."""
ASKED = """
query Look($search: String) { beneficiaries(first: 50, search: $search) { edges { node {
  id name nameKana insuredNumber address burdenRatioLabel access { readable } } } } }
"""


def secrets(place: Place) -> set[str]:
    """The names, numbers, addresses, user ids and hashes of the database, as far as a word can be told from another."""
    found: set[str] = {TOKEN, "a-ticket-nobody-may-see", "Kaigo-Demo-2026"}
    engine = beside(place.url)
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            for column in table.columns:
                if SECRET_COLUMNS.search(column.name):
                    statement = f"SELECT DISTINCT {column.name} FROM {table.name}"
                    values = connection.execute(text(statement)).scalars()
                    found |= {value for value in values if isinstance(value, str)}
    engine.dispose()
    return {value for value in found if len(value) > 4 or not value.isascii()}


def questions(name: str, number: str) -> Iterator[dict[str, object]]:
    """What is sent to /graphql, right and wrong, with a name and a number of somebody in it."""
    yield {"query": ASKED, "variables": {"search": name}}
    yield {"query": f'query Look {{ beneficiaries(search: "{name}") {{ edges {{ node {{ name consentStatus }} }} }} }}'}
    yield {"query": f"{{ beneficiaries(search: {name}) {{ edges }} }}"}
    yield {"query": f'{{ beneficiary(id: "{number}") {{ nothing{number} }} }}'}
    yield {"query": f"query Of{number} {{ viewer {{ userId name }} }}"}
    yield {"query": ASKED, "variables": {"search": {"name": name, "number": number}}}
    yield {"query": f'{{ accessHistory(insuredNumber: "{number}", insurerNumber: "{number}") {{ summary }} }}'}
    account = {"idempotencyKey": number, "userId": name, "name": name, "mail": number, "posts": []}
    yield {"query": CREATE % "createGeneralUser", "variables": {"input": account}}
    yield {"query": f'mutation {{ startSignIn(input: {{userId: "hachiro", password: "{name}"}}) {{ __typename }} }}'}
    yield {"operationName": name, "query": ASKED, "variables": number, "extensions": {"persistedQuery": name}}


def ask_everything(address: str, name: str, number: str) -> int:
    """Ask all of it at all doors, as somebody and as nobody; tells how many answers came."""
    answers = 0
    signed_in = {"Authorization": f"Bearer {TOKEN}"}
    strange = {"User-Agent": name, "apollographql-client-name": name, "X-Request-Id": number}
    junk = [(header.encode(), value.encode()) for header, value in (signed_in | strange).items()]
    with httpx2.Client(base_url=address, timeout=60) as client:
        for headers in (signed_in, {}):
            for question in questions(name, number):
                answers += client.post("/graphql", json=question, headers=headers).status_code > 0
        answers += client.post("/graphql", content=f"{{{name}", headers=junk).status_code > 0
        answers += client.get("/graphql", params={"query": name}, headers=signed_in).status_code > 0
        answers += client.get(f"/documents/a-ticket-nobody-may-see?of={number}", headers=signed_in).status_code > 0
        answers += client.get(f"/{number}/{name}").status_code > 0
        answers += client.post("/token", data={"grant_type": "client_credentials", "client_id": name}).status_code > 0
        file = {"Content-Type": "text/csv", "Content-Disposition": f'attachment; filename="{number}.csv"'}
        answers += (
            client.post("/uploads", content=f"{name},{number}\r\n".encode(), headers=signed_in | file).status_code > 0
        )
    return answers


def subscribe(address: str, name: str) -> None:
    """Subscribe, and then say something that is wrong."""
    with connect(
        f"ws{address.removeprefix('http')}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]
    ) as talk:
        talk.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {TOKEN}"}}))
        talk.send(json.dumps({"type": "subscribe", "id": name, "payload": {"query": SUBSCRIBE}}))
        for _ in range(2):
            talk.recv(20)
        talk.send(json.dumps({"type": name}))
        with suppress(ConnectionClosed):
            while True:
                talk.recv(20)


def test_nothing_about_a_person_is_in_the_log(site: Place, tmp_path: Path) -> None:
    # given
    engine = beside(site.url)
    open_sessions(engine, "log")
    with engine.connect() as connection:
        people = connection.execute(text("SELECT name, insured_number FROM beneficiary ORDER BY key"))
        name, number = people.all()[0]
    hidden, log = secrets(site), tmp_path / "server.log"
    assert {name, number, "hachiro", "nurse"} <= hidden
    assert len(hidden) > 1_000
    server = start(site, ("sh", "-c", f'exec "$@" 2>{log}', "serve", *SERVE))
    try:
        # when
        answers = ask_everything(server.address, name, number)
        subscribe(server.address, name)
        with engine.begin() as connection:  # and now the service fails
            for table in ("consent_receipt", "consent"):
                connection.execute(text(f"DROP TABLE {table}"))
        answers += ask_everything(server.address, name, number)
        server.end()
    finally:
        server.kill()
        engine.dispose()
    # then
    written = log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    told = [line for line in lines if line["log"] == "kaigo.request"]
    assert len(told) == answers + 2  # the connection of the subscription, and the subscription
    assert {line["level"] for line in lines} >= {"INFO", "ERROR"}
    assert {line.get("status") for line in told} >= {200, 400, 401, 404}
    assert {code for line in told for code in line.get("codes", [])} >= {"INTERNAL_SERVER_ERROR", "UNAUTHENTICATED"}
    assert {line["account"] for line in told if "account" in line} == {STAFF["hachiro"]}
    plain = json.dumps(lines, ensure_ascii=False)
    assert [value for value in sorted(hidden) if value in plain] == []
