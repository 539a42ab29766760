"""What stands in the documents of the fuzz run: texts of any kind, the edges of time, and ids and numbers there are."""

from collections.abc import Sequence

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes
from sqlalchemy import Engine, select
from sqlmodel import Session as Rows

from models.row import Row
from tests.documents import DAYS

VICTIMS = ("suspended", "care-worker", "office-manager")
"""The accounts whose ids stand in documents: they may be suspended and given other passwords without ending the run."""
INSTANTS = (
    "2025-12-15T09:00:00+09:00",
    "2025-12-14T23:59:59Z",
    "9999-12-31T23:59:59-12:00",
    "1868-01-01T00:00:00+14:00",
)


def spell(known: Sequence[str]) -> None:
    """Tell Schemathesis how each scalar is written."""
    days = st.sampled_from((*DAYS, "2026-01-31", "1930-02-28", "9999-12-31", "1868-01-01"))
    there = st.sampled_from(known)
    measures = st.decimals(-1, 10_000, places=1).map(str) | st.sampled_from(("0.05", "1e9", "NaN"))
    keys = st.uuids().map(str)
    texts = st.text(max_size=20) | there | days | keys | keys
    scalars = {
        "ID": there | st.text(max_size=8),
        "String": texts,
        "Date": days | st.just("2025-02-30"),
        "DateTime": st.sampled_from(INSTANTS),
        "YearMonth": st.sampled_from(("2025-12", "2024-04", "1868-01", "9999-12", "2025-13")),
        "Measure": measures,
    }
    for name, strategy in scalars.items():
        schemathesis.graphql.scalar(name, strategy.map(nodes.String))


def values(database: Engine) -> list[str]:
    """Ids, numbers and the user ids of `VICTIMS`: what a document has to name to get anywhere."""
    columns = [
        column
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if column.name in ("id", "insured_number", "number") and column.type.python_type is str
    ]
    with Rows(database) as rows:
        found = {str(value) for column in columns for value in rows.scalars(select(column).limit(60)) if value}
    return sorted(found | set(VICTIMS))
