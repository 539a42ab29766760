"""The service over the people and accounts of the permission tests, one for many tests that only ask."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session as Rows
from sqlmodel import select
from starlette.testclient import TestClient

from graph.http.app import create_app
from models import rows
from models.clock import SetClock
from models.settings import Settings
from permissions.credentials import digest
from tests.databases import Copies, beside, record_of
from tests.service import Service


@contextmanager
def standing_service(copies: Copies, folder: Path, **settings: Any) -> Iterator[Service]:
    """Open the service over a copy of the database, every account signed in; settings as keyword arguments."""
    url = copies.copy()
    clock, engine = SetClock(), beside(url)
    beside_it = {
        "partner_operations": "any",
        "outbox": folder / "outbox",
        "files": str(folder / "files"),
        **record_of(url, folder),
    }
    app = create_app(Settings(**{"database_url": url, **beside_it, **settings}), clock)
    with TestClient(app) as client:
        yield Service(client, engine, clock, app, _signed_in(engine))
    engine.dispose()
    copies.drop(url)


def _signed_in(database: Engine) -> dict[str, str]:
    """A session for each account at once; one after the other takes a commit each."""
    end = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
    with Rows(database) as session:
        staff = session.exec(select(rows.Staff)).all()
        tokens = {one.user_id: f"token-of-{one.user_id}" for one in staff}
        session.add_all(
            rows.Session(token_hash=digest(tokens[one.user_id]), staff_key=one.key, expires_at=end, idle_until=end)
            for one in staff
        )
        session.commit()
    return tokens
