"""For whom the viewer's clinic writes an opinion (主治医意見書作成対象者; S72): its own alone, by their last day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import aliased

from loaders.batch import fetch
from loaders.connection import PAGE, Connection, connection, page_asked
from loaders.opinion_version import Draft, Version, drafts, versions
from loaders.reading import Reading
from loaders.source import Plain
from models.row import col
from models.rows import Beneficiary, Insurer, OpinionTarget
from permissions.information import Action
from permissions.scope import OFFICE

ID = re.compile(r"opt_[a-z2-7]{16}")
ORDER = (col(OpinionTarget.due_on), col(OpinionTarget.key))


@dataclass(frozen=True)
class Target:
    """A target as its clinic sees it."""

    row: OpinionTarget
    insurer_number: str
    insurer_name: str
    draft: Draft | None
    versions: Sequence[Version]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def electronic(self) -> bool:
        return self.row.asked_at is not None

    @property
    def status_label(self) -> str:
        return self.row.status.label


async def opinion_targets(reading: Reading, arguments: Mapping[str, Any]) -> Connection:
    """The clinic's targets behind `after`, of one status or of all, those that are due first first.

    Raises:
        BadInput: `first` or `after` is wrong.
    """
    size, after = page_asked(arguments, ID)
    status = arguments.get("status")
    where = [col(OpinionTarget.office_key) == OFFICE]
    where += [col(OpinionTarget.status) == status] if status is not None else []
    rows = await fetch(reading.engine, _page(where, after, size), reading.binds)
    [(total,)] = await fetch(
        reading.engine, select(func.count()).select_from(OpinionTarget).where(*where), reading.binds
    )
    shown = [row for row, *_ in rows[:size]]
    written, sent = await drafts(reading, shown), await versions(reading, shown)
    targets = [Target(row, number, name, written.get(row.key), sent.get(row.key, [])) for row, number, name, _ in rows]
    for row, _, _, person_id in rows[:size]:
        note(reading, row, person_id)
    return connection(targets, size, after, total)


def note(reading: Reading, target: OpinionTarget, person_id: str | None) -> None:
    """For the record: whose opinion it is, or else which target's."""
    if person_id is None:
        reading.unidentified.append(target.id)
    else:
        assert target.beneficiary_key is not None
        reading.people[target.beneficiary_key] = person_id


def _page(where: Sequence[Any], after: str | None, size: int) -> Select[Any]:
    found = (
        select(OpinionTarget, col(Insurer.number), col(Insurer.name), col(Beneficiary.id))
        .join(Insurer, col(Insurer.key) == col(OpinionTarget.insurer_key))
        .outerjoin(Beneficiary, col(Beneficiary.key) == col(OpinionTarget.beneficiary_key))
        .where(*where)
    )
    if after is not None:
        place = aliased(OpinionTarget)
        here = select(col(place.due_on), col(place.key)).where(col(place.id) == after, col(place.office_key) == OFFICE)
        found = found.where(tuple_(*ORDER) > here.scalar_subquery())
    return found.order_by(*ORDER).limit(size + 1)


TARGETS = Plain(opinion_targets, PAGE, (Action.OPINION,))
