"""Fixtures: one seeded database a worker, a copy of it a test, and the service over the copy."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import seed
from graph.http import app
from graph.http.app import create_app
from graph.schema import BuiltSchema, build_schema
from models.clock import DEMO_START, SetClock
from models.files import Files
from models.settings import Settings
from permissions.matrix import Matrix
from seed.pdf import put_papers
from tests.databases import Copies, SqliteCopies, beside, postgresql, record_of
from tests.mail_server import Box, mail_server
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

    monkeypatch.setattr(app, "build_schema", once)


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
        yield SqliteCopies(request.getfixturevalue("seeded"), tmp_path_factory.mktemp("copies"))


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


@pytest.fixture(scope="session")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the live server puts its mail."""
    return tmp_path_factory.mktemp("outbox")


@pytest.fixture(scope="session")
def live_environment(seeded: Path, outbox: Path) -> dict[str, str]:
    """The environment of the live server: its own copy of the database, its own port."""
    database = outbox.parent / "live.db"
    shutil.copy(seeded, database)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    files = outbox.parent / "files"
    put_papers(Files(str(files)))
    settings = {"DATABASE_URL": f"sqlite:///{database}", "OUTBOX": str(outbox), "FILES": str(files), "PORT": str(port)}
    return {**os.environ, **{f"KAIGO_{name}": value for name, value in settings.items()}}


@pytest.fixture(scope="session")
def live_server(live_environment: dict[str, str]) -> Iterator[str]:
    """The address of a server started as people start it."""
    address = f"http://127.0.0.1:{live_environment['KAIGO_PORT']}"
    with subprocess.Popen([sys.executable, "-m", "graph", "serve"], env=live_environment) as server:
        try:
            _wait_for(address)
            yield address
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def live_token(live_server: str, live_environment: dict[str, str]) -> str:
    """A token for the live server, from the command people use."""
    command = [sys.executable, "-m", "graph", "token", "hachiro"]
    return subprocess.run(command, env=live_environment, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="session")
def live_user() -> tuple[str, str]:
    """User id and password of a demo account with mail."""
    return "hachiro", "Kaigo-Demo-2026"


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{address}/livez", timeout=1):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(f"The server at {address} did not start.")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI runs, a skipped test is a failure: what is not looked at is not known to work."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("CI") and reporter.stats.get("skipped"):
        reporter.write_line("Skipped tests fail here; see above for what they need.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
