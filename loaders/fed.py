"""What a municipality's system has fed of a person, as it stands and as it once stood (features.md B25)."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Select, select

from loaders.batch import fetch
from loaders.papers import belongings
from loaders.reading import Reading
from loaders.source import Plain
from models.codes.fed import FedKind
from models.fed import TABLES, written
from models.row import col
from models.rows import Beneficiary, Fed, FedVersion, Staff
from permissions.errors import BadInput
from permissions.information import Action

PAGE = 100
"""The most entries that come at once."""
ID = re.compile(r"fed_[a-z2-7]{16}")


@dataclass(frozen=True)
class Version:
    """What was shown once."""

    row: FedVersion
    by: str | None
    ended_by: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def ending_label(self) -> str:
        return self.row.ending.label


@dataclass(frozen=True)
class Entry:
    """One thing that was fed; without content where it is retracted."""

    row: Fed
    by: str | None
    content: str | None
    versions: list[Version]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def kind_label(self) -> str:
        return self.row.kind.label


async def feed_history(reading: Reading, arguments: Mapping[str, Any]) -> list[Entry]:
    """What was fed of one of the insurer's people, in the order of entry, a page behind `after`.

    Nothing of somebody who is not the insurer's, as of somebody of whom nothing was fed.

    Raises:
        BadInput: `first` or `after` is wrong.
    """
    found = await fetch(reading.engine, _page(reading, arguments), {})
    for entry, person_id in found:
        reading.people[entry.beneficiary_key] = person_id
    entries = [entry for entry, _ in found]
    versions = await _versions(reading, [entry.key for entry in entries])
    names = await _names(reading, entries, versions)
    contents = await _contents(reading, entries)
    told: dict[int, list[Version]] = defaultdict(list)
    for row in versions:
        by = names[row.staff_key] if row.staff_key else None
        told[row.fed_key].append(Version(row, by, names[row.ended_by_key]))
    return [
        Entry(
            row, names[row.staff_key] if row.staff_key else None, contents.get((row.kind, row.row_key)), told[row.key]
        )
        for row in entries
    ]


def _page(reading: Reading, arguments: Mapping[str, Any]) -> Any:
    size, after, kind = (arguments.get(name) for name in ("first", "after", "kind"))
    size = PAGE if size is None else size
    if not 1 <= size <= PAGE:
        raise BadInput(f"件数は1から{PAGE}の間で指定してください。", "first")
    if after is not None and not ID.fullmatch(after):
        raise BadInput("カーソルが正しくありません。", "after")
    found = (
        select(Fed, col(Beneficiary.id))
        .join(Beneficiary, col(Beneficiary.key) == col(Fed.beneficiary_key))
        .where(
            col(Beneficiary.insurer_key) == reading.viewer.insurer_key,
            col(Beneficiary.insured_number) == arguments["insuredNumber"].replace("\0", ""),
        )
    )
    if kind is not None:
        found = found.where(col(Fed.kind) == kind)
    if after is not None:
        found = found.where(col(Fed.key) > select(col(Fed.key)).where(col(Fed.id) == after).scalar_subquery())
    return found.order_by(col(Fed.key)).limit(size)


async def _versions(reading: Reading, entries: Sequence[int]) -> list[FedVersion]:
    found = select(FedVersion).where(col(FedVersion.fed_key).in_(entries)).order_by(col(FedVersion.key))
    return [row for (row,) in await fetch(reading.engine, found, {})]


async def _names(reading: Reading, entries: Sequence[Fed], versions: Sequence[FedVersion]) -> Mapping[int, str]:
    """What the accounts are called."""
    keys = {entry.staff_key for entry in entries} | {row.staff_key for row in versions}
    keys |= {row.ended_by_key for row in versions}
    found = select(col(Staff.key), col(Staff.name)).where(col(Staff.key).in_(keys - {None}))
    return dict(await fetch(reading.engine, found, {}))


async def _contents(reading: Reading, entries: Sequence[Fed]) -> dict[tuple[FedKind, int | None], str]:
    """What each row says now: one statement a kind."""
    by_kind: dict[FedKind, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.row_key is not None:
            by_kind[entry.kind].append(entry.row_key)
    found: dict[tuple[FedKind, int | None], str] = {}
    for kind, keys in by_kind.items():
        table: Any = TABLES[kind]
        rows = await fetch(reading.engine, select(table).where(col(table.key).in_(keys)), {})
        beside = await belongings(partial(_run, reading), kind, keys)
        found |= {(kind, row.key): written(row, **beside.get(row.key, {})) for (row,) in rows}
    return found


async def _run(reading: Reading, statement: Select[Any]) -> Sequence[Any]:
    return await fetch(reading.engine, statement, {})


HISTORY = Plain(feed_history, PAGE, (Action.FEED_CARE,))
