"""Servers in processes of their own, as people start them, on either database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import Copies
from tests.endurance.place import SERVE, Place, Server, start

Started = Callable[..., Server]


@pytest.fixture
def site(copies: Copies, tmp_path: Path) -> Iterator[Place]:
    """Where the servers of a test live: a fresh copy of the database, and a folder."""
    url = copies.copy()
    found = Place(url, tmp_path / "site")
    found.furnish()
    yield found
    copies.drop(url)


@pytest.fixture
def start_server(site: Place) -> Iterator[Started]:
    """Starts a server there and waits until it answers; settings as keyword arguments. It is killed at the end."""
    with ExitStack() as stack:

        def begin(**settings: object) -> Server:
            chosen = [f"KAIGO_{name.upper()}={value}" for name, value in settings.items()]
            server = start(site, ("env", *chosen, *SERVE))
            stack.callback(server.kill)
            return server

        yield begin
