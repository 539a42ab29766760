"""Looking into a seeded database from beside it, without the service."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlmodel import Session

from models.row import METADATA

DIFFERING = {"installation": ("clock_offset", "size"), "staff": ("password_hash",)}
"""What may differ between two makings."""


@contextmanager
def opened(path: Path) -> Iterator[Session]:
    engine = create_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        yield session
    engine.dispose()


def raw(path: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def content(path: Path) -> dict[str, list[Any]]:
    """All rows of all tables, but for what may differ."""
    found = {}
    for table in METADATA.sorted_tables:
        names = [f'"{column.name}"' for column in table.columns if column.name not in DIFFERING.get(table.name, ())]
        found[table.name] = raw(path, f"SELECT {', '.join(names)} FROM {table.name} ORDER BY 1, 2")
    return found
