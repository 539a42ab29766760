"""The service behind real connections: uvicorn in a thread as it is served, with TLS of its own or on a Unix socket."""

import http.client
import json
import socket
import ssl
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import uvicorn
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from graph.commands.authority import LOCAL, SERVER_AUTH, Authority, Pair
from graph.http.app import create_app
from graph.http.server import bind, make_server, new_door
from models.clock import SetClock
from models.codes.client_certificate import ClientCertificateStatus
from models.row import col
from models.rows import ClientCertificate, ReadRecord, SignInAttempt
from models.settings import Settings
from tests.databases import Copies, beside, record_of
from tests.service import Answer, Service

TEST_OFFICE, OTHER_OFFICE = 1, 2
"""Keys; hachiro, the nurse and the partner belong to the first."""
NOTHING = (0, 0)
"""No read record, no attempt to sign in."""
SECRET = "a-secret-between-proxy-and-service-of-this-test"
HEADERS = tuple[tuple[str, str], ...]
PEOPLE = "{ beneficiaries(first: 1) { edges { node { insuredNumber } } } }"
WHO = "{ viewer { userId } }"


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket, as a proxy speaks it."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))


@dataclass
class Secured:
    """A server, its authority, and the database behind it."""

    settings: Settings
    authority: Authority
    service: Service
    server: uvicorn.Server
    _stack: ExitStack

    def certificate(self, office: int = TEST_OFFICE, pair: Pair | None = None) -> Pair:
        """A certificate of this office, in the table; one of our authority where none is given."""
        made = pair or self.authority.issue(f"office {office}")
        with self.service.rows() as rows:
            rows.add(
                ClientCertificate(
                    office_key=office,
                    fingerprint=made.fingerprint,
                    not_after=made.certificate.not_valid_after_utc,
                    status=ClientCertificateStatus.VALID,
                    registered_at=self.service.clock.now(),
                )
            )
            rows.commit()
        return made

    def revoke_in_table(self, pair: Pair) -> None:
        with self.service.rows() as rows:
            named = col(ClientCertificate.fingerprint) == pair.fingerprint
            rows.execute(update(ClientCertificate).where(named).values(status=ClientCertificateStatus.REVOKED))
            rows.commit()

    def revoke_in_list(self, *pairs: Pair) -> None:
        self.write("crl.pem", self.authority.revocations([pair.certificate.serial_number for pair in pairs]))

    def write(self, name: str, content: bytes) -> None:
        """Put a file into KAIGO_TLS whole."""
        assert self.settings.tls is not None
        (self.settings.tls / f".{name}").write_bytes(content)
        (self.settings.tls / f".{name}").chmod(0o600)
        (self.settings.tls / f".{name}").rename(self.settings.tls / name)

    def connect(
        self, pair: Pair | None = None, context: ssl.SSLContext | None = None, port: int = 0
    ) -> http.client.HTTPConnection:
        """A connection with this certificate, open until the test ends."""
        chosen = context or self.client_context(pair)
        port = port or self.settings.port
        opened = http.client.HTTPSConnection("localhost", port, context=chosen, timeout=20)
        self._stack.callback(opened.close)
        return opened

    def plain(self) -> http.client.HTTPConnection:
        """A connection to the Unix socket."""
        assert self.settings.socket is not None
        opened = UnixConnection(self.settings.socket)
        self._stack.callback(opened.close)
        return opened

    def client_context(self, pair: Pair | None) -> ssl.SSLContext:
        context = ssl.create_default_context(cadata=self.authority.pem.decode())
        if pair is not None:
            assert self.settings.tls is not None
            file = self.settings.tls / f"client-{pair.fingerprint}.pem"
            file.write_bytes(pair.pem + pair.key_pem)
            context.load_cert_chain(file)
        return context

    def ask(
        self,
        connection: http.client.HTTPConnection,
        user: str | None,
        query: str = PEOPLE,
        headers: HEADERS = (),
        **variables: str,
    ) -> Answer:
        """Send one operation as an account, or as nobody."""
        signed_in = () if user is None else (("Authorization", f"Bearer {self.service.token(user)}"),)
        return post(connection, {"query": query, "variables": variables}, (*signed_in, *headers))

    def stored(self) -> tuple[int, ...]:
        """How many read records and attempts to sign in the service has written."""
        with self.service.rows() as rows:
            counted = [select(func.count()).select_from(kind) for kind in (ReadRecord, SignInAttempt)]
            return tuple(int(rows.execute(statement).scalar_one()) for statement in counted)


def post(connection: http.client.HTTPConnection, body: object, headers: HEADERS = ()) -> Answer:
    """Send JSON to /graphql; a header may stand in `headers` twice."""
    content = json.dumps(body).encode()
    connection.putrequest("POST", "/graphql")
    sent = (("Content-Type", "application/json"), ("Content-Length", str(len(content))), *headers)
    for name, value in sent:
        connection.putheader(name, value)
    connection.endheaders(content)
    with closing(connection.getresponse()) as response:
        read = response.read()
    return Answer(response.status, json.loads(read), read)


def assert_answered(answer: Answer) -> None:
    """To PEOPLE."""
    assert answer.status == 200
    assert len(answer.data["beneficiaries"]["edges"]) == 1


def fill(folder: Path, authority: Authority) -> None:
    """The files of KAIGO_TLS."""
    folder.mkdir(mode=0o700)
    server = authority.issue("localhost", SERVER_AUTH, names=LOCAL)
    files = {
        "server.pem": server.pem,
        "server.key": server.key_pem,
        "ca.pem": authority.pem,
        "crl.pem": authority.revocations([]),
        "proxy.secret": SECRET.encode(),
        "proxy-secret.conf": f'proxy_set_header X-Proxy-Secret "{SECRET}";\n'.encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)


def only_tls_1_1(context: ssl.SSLContext) -> ssl.SSLContext:
    """A client that would speak TLS 1.1 if the server did."""
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that this is old is the point
        context.minimum_version = ssl.TLSVersion.TLSv1_1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(server: uvicorn.Server, settings: Settings) -> Iterator[None]:
    """The server at work in a thread, until the block ends."""
    with new_door(settings) as door:
        bind(door, settings)
        thread = Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.01)
            yield
        finally:
            server.should_exit = True
            thread.join()


def opener(copies: Copies, folder: Path, stack: ExitStack) -> Callable[..., Secured]:
    """Starts the service with TLS over a fresh copy of the database; settings as keyword arguments."""
    authority = Authority.new("Test CA")
    fill(folder / "tls", authority)

    def start(**settings: object) -> Secured:
        url = copies.copy()
        stack.callback(copies.drop, url)
        told = {
            "database_url": url,
            "outbox": folder / "outbox",
            "files": str(folder / "files"),
            "tls": folder / "tls",
            "port": free_port(),
        }
        chosen = Settings(**{**told, **record_of(url, folder), **settings})  # type: ignore[arg-type]
        clock = SetClock()
        app = create_app(chosen, clock)
        server = make_server(app, chosen)
        stack.enter_context(running(server, chosen))
        engine = beside(url)
        stack.callback(engine.dispose)
        return Secured(chosen, authority, Service(TestClient(app), engine, clock, app), server, stack)

    return start
