"""How far a file that was fed has come, for the account that sent it (features.md S83, S84)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from loaders.batch import fetch
from loaders.reading import Reading
from loaders.source import Plain
from models.row import col
from models.rows import FeedFault, FeedJob
from permissions.information import Action

ID = re.compile(r"job_[a-z2-7]{16}")
PAGE = 100
"""The most faults that come at once."""


@dataclass(frozen=True)
class ShownJob:
    """A file and its faults."""

    row: FeedJob
    kept: Sequence[FeedFault]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def state_label(self) -> str:
        return self.row.state.label

    def faults(self, first: int | None = None, after: int | None = None) -> list[FeedFault]:
        """Those behind a place, a page of them."""
        behind = [fault for fault in self.kept if fault.place > (after or 0)]
        return behind[: max(0, min(PAGE if first is None else first, PAGE))]


async def feed_job(reading: Reading, arguments: Mapping[str, Any]) -> ShownJob | None:
    """The job of this id, where the viewer's account sent it."""
    if not ID.fullmatch(arguments["id"]):
        return None
    mine = (col(FeedJob.id) == arguments["id"], col(FeedJob.staff_key) == reading.viewer.staff_key)
    rows = await fetch(reading.engine, select(FeedJob).where(*mine), {})
    if not rows:
        return None
    job: FeedJob = rows[0][0]
    faults = select(FeedFault).where(col(FeedFault.job_key) == job.key).order_by(col(FeedFault.place))
    return ShownJob(job, [row[0] for row in await fetch(reading.engine, faults, {})])


JOB = Plain(feed_job, PAGE, (Action.FEED_CARE, Action.FEED_LIFE))
"""A file that was fed."""
