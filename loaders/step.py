"""The steps of a paper's way (filings, invoices): what became of it when, and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from loaders.batch import fetch
from loaders.reading import Reading
from models.row import col


@dataclass(frozen=True)
class Step:
    """A step, and the reasons that were given for it."""

    row: Any
    reasons: list[str]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def status_label(self) -> str:
        return str(self.row.status.label)


async def steps(
    reading: Reading, event: Any, reason: Any, paper: ColumnElement[int], keys: Sequence[int]
) -> Mapping[int, list[Step]]:
    """The steps of so many papers, oldest first, by the paper's key; `paper` is the column of an event that has it."""
    told = select(reason).join(event, col(event.key) == col(reason.event_key))
    told = told.where(paper.in_(keys)).order_by(col(reason.position))
    reasons: dict[int, list[str]] = defaultdict(list)
    for (row,) in await fetch(reading.engine, told, {}):
        reasons[row.event_key].append(row.reason)
    found: dict[int, list[Step]] = defaultdict(list)
    for key, row in await fetch(
        reading.engine, select(paper, event).where(paper.in_(keys)).order_by(col(event.key)), {}
    ):
        found[key].append(Step(row, reasons[row.key]))
    return found
