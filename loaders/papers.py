"""What belongs to the papers of a certification (認定調査票, 主治医意見書) beside their rows (features.md B25)."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, inspect, select

from models.codes.fed import FedKind
from models.fed import LISTS, TABLES, said
from models.row import Row, col
from models.rows import Document, Progress

Run = Callable[[Select[Any]], Awaitable[Sequence[Any]]]
"""Runs a statement: in a session of its own, or in the transaction that changes what it asks for."""


async def belongings(run: Run, kind: FedKind, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By key of the paper: day and kind of its application, the id of its PDF, and its lists in their order.

    Nothing for a kind that is no paper.
    """
    if kind not in LISTS:
        return {}
    table: Any = TABLES[kind]
    heads = (
        select(col(table.key), col(Progress.applied_on), col(Progress.application_kind), col(Document.id))
        .join(Progress, col(Progress.key) == col(table.progress_key))
        .outerjoin(Document, col(Document.key) == col(table.document_key))
        .where(col(table.key).in_(keys))
    )
    found = {
        key: {"applied_on": on, "application_kind": how, "document": document, **{name: [] for name in LISTS[kind]}}
        for key, on, how, document in await run(heads)
    }
    for name, (listed, owner) in LISTS[kind].items():
        mine = select(listed).where(getattr(listed, owner).in_(keys)).order_by(*inspect(listed).primary_key)
        for (row,) in await run(mine):
            found[getattr(row, owner)][name].append(listed_item(row))
    return found


def listed_item(row: Row) -> dict[str, Any]:
    """What a row of such a list says; its place in the list is not part of it."""
    return {name: value for name, value in said(row).items() if name != "position"}
