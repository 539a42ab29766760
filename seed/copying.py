"""Copies a district's rows inside the database: one INSERT ... SELECT a table, with all keys moved on.

People are copied like everything else, but who they are comes from the newcomers, told beforehand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Insert,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    func,
    insert,
    select,
)

from models import rows
from models.row import METADATA
from seed.book import table_of

PERSON, OFFICE, DOCUMENT = table_of(rows.Beneficiary), table_of(rows.Office), table_of(rows.Document)

NEWCOMER = Table(
    "newcomer",
    MetaData(),
    Column("key", Integer, primary_key=True),
    Column("insurer_key", Integer),
    *(Column(name, String) for name in ("id", "insured_number", "name", "kana")),
    *(Column(name, String) for name in ("sort_kana", "initial", "search_name", "search_kana")),
    *(Column(name, String) for name in ("postal_code", "address", "phone")),
    prefixes=["TEMPORARY"],
)
"""The people of the copy that is being made: what is new about each, and how lists find them."""

FILED = Table(
    "filed",
    MetaData(),
    Column("key", Integer, primary_key=True),
    Column("id", String),
    prefixes=["TEMPORARY"],
)
"""The ids of the copied documents."""

HEADER = ("name", "kana", "postal_code", "address", "phone")
OLD_LABEL, NEW_LABEL = bindparam("old_label", type_=String), bindparam("new_label", type_=String)

LIST_KEYS = ("insured_number", "sort_kana", "initial", "search_name", "search_kana")

NEW: dict[Table, dict[str, str]] = {
    PERSON: {name: name for name in ("insurer_key", "id", "insured_number", *HEADER)},
    DOCUMENT: {"id": "id"},
    table_of(rows.Registration): {name: name for name in LIST_KEYS},
    table_of(rows.Dwelling): {"address": "address"},
    table_of(rows.Opinion): {f"applicant_{name}": name for name in HEADER},
}
"""What is new in a copy: columns of a table, and what the newcomer (or the filed document) calls them."""


@dataclass(frozen=True)
class Span:
    """A district's rows: by table, the first key and how many there are."""

    first: Mapping[Table, int]
    size: Mapping[Table, int]

    def holds(self, key: ColumnElement[Any], table: Table) -> ColumnElement[bool]:
        """Whether a key is one of the district's."""
        return and_(key >= self.first[table], key < self.first[table] + self.size[table])

    def shifts(self, number: int) -> dict[str, int]:
        """By how much keys move in the n-th copy, as the statements' binds."""
        return {_shift(table).key: number * size for table, size in self.size.items()}


def copy_statements(span: Span) -> Iterator[Insert]:
    """The statements that copy all the district's rows but its offices, owners first."""
    for table in METADATA.sorted_tables:
        if table is not OFFICE and (among := _among(table, span)) is not None:
            values = {column.name: _moved(column, span) for column in table.columns}
            found = _with_news(table, values).where(among)
            yield insert(table).from_select(list(values), found)


def _among(table: Table, span: Span) -> ColumnElement[bool] | None:
    """The district's rows of a table: by their own key, or by their owner's; None where there are none."""
    for column in table.primary_key:
        owner = table if column.name == "key" else _owner(column)
        if owner is not None and span.size.get(owner):
            return span.holds(column, owner)
    return None


def _moved(column: Column[Any], span: Span) -> ColumnElement[Any]:
    owner = column.table if column.name == "key" else _owner(column)
    if isinstance(owner, Table) and span.size.get(owner):
        moved: ColumnElement[Any] = column + _shift(owner)
        return moved
    if column.name == "plan_office_name":
        return func.replace(column, OLD_LABEL, NEW_LABEL)
    return column


def _with_news(table: Table, values: dict[str, ColumnElement[Any]]) -> Select[Any]:
    if table not in NEW:
        return select(*values.values())
    source = FILED if table is DOCUMENT else NEWCOMER
    for name, called in NEW[table].items():
        # What the paper left out stays out.
        values[name] = case((table.c[name].is_not(None), source.c[called]))
    key = values["key"] if table in (PERSON, DOCUMENT) else values["beneficiary_key"]
    return select(*values.values()).join(source, source.c.key == key)


def _owner(column: Column[Any]) -> Table | None:
    return next((reference.column.table for reference in column.foreign_keys), None)


def _shift(table: Table) -> Any:
    return bindparam(f"shift_{table.name}", type_=Integer)
