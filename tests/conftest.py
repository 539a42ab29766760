"""Fixtures: one seeded database a worker, a copy of it a test, and the service over the copy."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

import seed
from graph.commands import check_operation
from graph.http import app
from graph.http.app import create_app
from graph.schema import BuiltSchema, build_schema
from models.clock import DEMO_START, SetClock
from models.files import Files
from models.settings import Settings
from permissions import credentials
from permissions.matrix import Matrix
from seed.pdf import put_papers
from tests.card_desk import Desk
from tests.cards import Card, Issuer, anchors
from tests.choosing import pytest_addoption as pytest_addoption
from tests.choosing import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.choosing import pytest_configure as pytest_configure
from tests.databases import Copies, SqliteCopies, beside, folder, postgresql, record_of
from tests.live_server import live_environment as live_environment
from tests.live_server import live_server as live_server
from tests.live_server import live_token as live_token
from tests.live_server import live_user as live_user
from tests.live_server import outbox as outbox
from tests.mail_server import Box, mail_server
from tests.processes import site as site
from tests.processes import start_server as start_server
from tests.reader.pcscd import Pcscd, missing
from tests.reader.server import FakeServer, Server
from tests.reader.station import Station
from tests.recorded import Verify, found, read_together, sign, verifying
from tests.secured import Secured, opener
from tests.service import Service

PEOPLE = 300


BUILT: dict[str, BuiltSchema] = {}


@pytest.fixture(autouse=True)
def schema_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds the schema of a matrix once a worker: every service of a test would take half a second for its own."""

    def once(matrix: Matrix) -> BuiltSchema:
        if matrix.version not in BUILT:
            BUILT[matrix.version] = build_schema(matrix)
        return BUILT[matrix.version]

    for house in (app, check_operation):
        monkeypatch.setattr(house, "build_schema", once)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashes of a millisecond, where 46 MiB for each would take half of what the tests of signing in take."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(credentials, "HASHER", hasher)
        patch.setattr(credentials, "_NOBODY", hasher.hash(""))
        yield


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small seeded database; never written to, only copied."""
    path = tmp_path_factory.mktemp("seeded") / "kaigo.db"
    seed.make(f"sqlite:///{path}", PEOPLE, DEMO_START)
    return path


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    """The seeded database, to be copied: every test that uses the service runs on both kinds."""
    if request.param == "postgresql":
        with postgresql(PEOPLE) as found:
            yield found
    else:
        place = folder()
        yield SqliteCopies(request.getfixturevalue("seeded"), place)
        shutil.rmtree(place)


@pytest.fixture
def open_service(copies: Copies, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts the service over a fresh copy of the database; settings as keyword arguments."""
    with ExitStack() as stack:

        def start(**settings: object) -> Service:
            url = copies.copy()
            stack.callback(copies.drop, url)
            files = str(tmp_path / "files")
            put_papers(Files(files))
            beside_it = {
                "partner_operations": "any",
                "requests_a_minute": 1_000_000_000,  # the clock stands still
                "cost_a_minute": 1_000_000_000_000,
                "anonymous_requests_a_minute": 1_000_000_000,
                "request_seconds": 300,  # machines may be slow
                "outbox": tmp_path / "outbox",
                "files": files,
                **record_of(url, tmp_path),
            }
            chosen = Settings(**{"database_url": url, **beside_it, **settings})  # type: ignore[arg-type]
            clock = SetClock()
            service = create_app(chosen, clock)
            client = stack.enter_context(TestClient(service))
            engine = beside(url)
            stack.callback(engine.dispose)
            return Service(client, engine, clock, service)

        yield start


@pytest.fixture
def service(open_service: Callable[..., Service]) -> Service:
    """The service with default settings, at 2025-12-15 09:00 in Japan."""
    return open_service()


@pytest.fixture
def open_secured(copies: Copies, tmp_path: Path) -> Iterator[Callable[..., Secured]]:
    """Serves the service over real connections, with TLS of its own; settings as keyword arguments."""
    with ExitStack() as stack:
        yield opener(copies, tmp_path, stack)


@pytest.fixture
def secured(open_secured: Callable[..., Secured]) -> Secured:
    """The service as it is served with TLS, without further settings."""
    return open_secured()


@pytest.fixture
def desk(open_service: Callable[..., Service], tmp_path: Path) -> Desk:
    """A service that believes the cards of two generations of an issuer; it has no revocation list yet."""
    issuer, list_ = Issuer.new(), tmp_path / "revoked.crl"
    believed = anchors(tmp_path / "anchors", issuer, Issuer.new(key=1))
    return Desk(open_service(card_anchors=believed, card_revocations=list_), issuer, list_)


@pytest.fixture
def reading(desk: Desk) -> Service:
    """A service that reads cards."""
    return desk.service


@pytest.fixture
def card(desk: Desk) -> Card:
    """A card of somebody who is on no list."""
    return desk.link(desk.issuer.card())


@pytest.fixture
def smtp() -> Iterator[tuple[Box, str]]:
    """A real mail server: what it took, and its URL."""
    with mail_server() as found:
        yield found


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Verify:
    """`python -m graph verify-audit` on the database of a service."""
    return verifying(monkeypatch, capsys)


@pytest.fixture
def recorded(service: Service) -> Service:
    """A service with four batches: the records 0, 1 to 3, 4, and 5 to 9; a checkpoint behind the third and the last."""
    for records in (1, 3, 1):
        read_together(service, records)
    sign(service)
    read_together(service, 5)
    sign(service)
    assert found(service, "SELECT number, first, size FROM record_batch ORDER BY number") == [
        *((1, 0, 1), (2, 1, 3), (3, 4, 1), (4, 5, 5)),
    ]
    return service


@pytest.fixture
def pcscd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pcscd]:
    """A PC/SC service with an empty virtual reader; what is started from here on reaches it, and no other."""
    if why := missing():
        pytest.skip(why)
    with tempfile.TemporaryDirectory(prefix="pcscd") as folder:  # a socket's path must be short
        service = Pcscd(Path(folder))
        monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(service.socket))
        service.start()
        try:
            yield service
        finally:
            service.stop()


@pytest.fixture
def fake_server() -> Iterator[FakeServer]:
    """A server that speaks the contract of card readings."""
    with Server() as server:
        yield server.fake
        server.shutdown()


@pytest.fixture
def station(pcscd: Pcscd, fake_server: FakeServer) -> Iterator[Station]:
    """A bridge at the virtual reader."""
    with Station(fake_server) as found:
        yield found


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI runs, a skipped test is a failure: what is not looked at is not known to work."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("CI") and reporter.stats.get("skipped"):
        reporter.write_line("Skipped tests fail here; see above for what they need.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
