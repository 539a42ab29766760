"""What is written of a doctor's opinion: a clinic's draft, the versions that were sent, and their content (S73)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from loaders.batch import fetch
from loaders.reading import Reading
from models.opinion_form import ITEMS, LISTS, entered, unpacked
from models.row import Tenths, col
from models.rows import OpinionDraft, OpinionTarget, OpinionVersion, Staff
from permissions.faults import Fault
from permissions.opinion import opinion_faults


@dataclass(frozen=True)
class Draft:
    """A draft as its clinic sees it, with what it lacks today."""

    row: OpinionDraft
    saved_by: str
    errors: Sequence[Fault]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def content(self) -> SimpleNamespace:
        return content_shown(self.row.content)


@dataclass(frozen=True)
class Version:
    """A version that was sent; `latest` tells whether it is the one that counts."""

    row: OpinionVersion
    latest: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def content(self) -> SimpleNamespace:
        return content_shown(self.row.content)


def content_shown(text: str) -> SimpleNamespace:
    """A content as both readers take it: every item, measures as text."""
    content = {**dict.fromkeys(ITEMS), **unpacked(text)}
    for name, column in ITEMS.items():
        if isinstance(column.type, Tenths) and content[name] is not None:
            content[name] = f"{content[name] // 10}.{content[name] % 10}"
    return SimpleNamespace(**{**content, **{name: [SimpleNamespace(**row) for row in content[name]] for name in LISTS}})


async def drafts(reading: Reading, targets: Sequence[OpinionTarget]) -> Mapping[int, Draft]:
    """The drafts of these targets, by the target's key."""
    births = {target.key: target.birth_date for target in targets}
    written = (
        select(OpinionDraft, col(Staff.name))
        .join(Staff, col(Staff.key) == col(OpinionDraft.staff_key))
        .where(col(OpinionDraft.target_key).in_(births))
    )
    today = reading.binds["today"]
    return {
        row.target_key: Draft(row, name, [*opinion_faults(_whole(row.content), births[row.target_key], today)])
        for row, name in await fetch(reading.engine, written, {})
    }


async def versions(reading: Reading, targets: Sequence[OpinionTarget]) -> Mapping[int, list[Version]]:
    """The versions of these targets, the newest first, by the target's key."""
    sent = select(OpinionVersion).where(col(OpinionVersion.target_key).in_([target.key for target in targets]))
    found: dict[int, list[Version]] = defaultdict(list)
    for (row,) in await fetch(reading.engine, sent.order_by(col(OpinionVersion.version).desc()), {}):
        found[row.target_key].append(Version(row, latest=not found[row.target_key]))
    return found


def _whole(text: str) -> dict[str, Any]:
    return entered(unpacked(text))
