"""The book: rows to be written, kept by table until they are, with keys that count up from 1."""

from collections import defaultdict
from typing import Any

from pydantic_core import PydanticUndefined
from sqlalchemy import Connection, Table, insert

from models import rows
from models.row import METADATA, Row
from seed.numbers import Ids


def table_of(row: type[Row]) -> Table:
    """The table a row is kept in."""
    return METADATA.tables[str(row.__tablename__)]


def _blank(row: type[Row]) -> dict[str, Any]:
    fields = row.model_fields.items()
    return {name: None if field.default is PydanticUndefined else field.default for name, field in fields}


BLANKS: dict[type[Row], dict[str, Any]] = {kind: _blank(kind) for kind in map(rows.__dict__.get, rows.__all__) if kind}
"""An empty row of every table: all columns, each with its default."""


class Book:
    """Rows by table. `next` tells the key the next row of a table will get, `ids` gives public ids."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.ids = Ids("kaigo")
        self.next: dict[type[Row], int] = defaultdict(lambda: 1)
        self._pages: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, row: type[Row], **values: object) -> int:
        """Enter a row and tell its key (0 where the table has none of its own)."""
        entry = {**BLANKS[row], **values}
        if len(entry) > len(BLANKS[row]):
            raise TypeError(f"{row.__name__} has no {', '.join(values.keys() - BLANKS[row].keys())}")
        self._pages[str(row.__tablename__)].append(entry)
        if "key" not in entry:
            return 0
        entry["key"] = self.next[row]
        self.next[row] += 1
        return int(entry["key"])

    def keys(self) -> dict[type[Row], int]:
        """The key the next row of every table will get."""
        return {kind: self.next[kind] for kind, blank in BLANKS.items() if "key" in blank}

    def write(self) -> None:
        """Write what was entered since the last time, owners first."""
        for table in METADATA.sorted_tables:
            if page := self._pages.pop(table.name, None):
                self.connection.execute(insert(table), page)
