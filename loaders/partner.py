"""The operations of partner systems: the one that runs, looked up at every request, and the list people look at."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from loaders.needs import Needs
from loaders.phrase import finished_once
from loaders.reading import Reading
from loaders.reads import Reads
from loaders.source import Plain
from models.codes.partner import OperationStatus
from models.row import col
from models.rows import PartnerOperation, Staff
from permissions.information import Action, Information
from permissions.partner import approved_operation

DOCUMENT_ID = "sha256:"
"""What a hash begins with where it stands for a document."""


class ApprovedOperations:
    """Looks up what a partner may run over the raw connections of the readers, so that a withdrawal counts at once."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._text, self._names = finished_once(type(reads.dialect), approved_operation)

    async def document(self, staff_key: int, hash_: str, operation_name: str | None) -> str | None:
        """The text of the approved document with this hash; None where there is none, or its operation has another
        name than the one that was asked for.
        """
        rows = await self._reads.run(self._text, self._names, {"staff": staff_key, "hash": hash_}, 1)
        if not rows or operation_name not in (None, rows[0][0]):
            return None
        return str(rows[0][1])


@dataclass(frozen=True)
class Change:
    """How an operation differs from the one of its name that was approved before."""

    before: PartnerOperation
    after: PartnerOperation

    @property
    def previous_id(self) -> str:
        return self.before.id

    @property
    def widens(self) -> Needs:
        return needed(self.after) - needed(self.before)

    @property
    def drops(self) -> Needs:
        return needed(self.before) - needed(self.after)

    @property
    def difference(self) -> str:
        """The two texts as a unified diff."""
        before, after = self.before.document.splitlines(), self.after.document.splitlines()
        return "\n".join(difflib.unified_diff(before, after, self.before.id, self.after.id, lineterm=""))


@dataclass(frozen=True)
class Registered:
    """A registered operation as it is shown; `approved_by` and `withdrawn_by` are names."""

    row: PartnerOperation
    partner: str
    partner_user_id: str
    approved_by: str | None
    withdrawn_by: str | None
    change: Change | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def document_id(self) -> str:
        return DOCUMENT_ID + self.row.hash

    @property
    def needs(self) -> Needs:
        return needed(self.row)

    @property
    def status(self) -> OperationStatus:
        if self.row.withdrawn_at is not None:
            return OperationStatus.WITHDRAWN
        return OperationStatus.PENDING if self.row.approved_at is None else OperationStatus.APPROVED

    @property
    def status_label(self) -> str:
        return self.status.label


def needed(row: PartnerOperation) -> Needs:
    """What the operation needed when it was registered."""
    cells = frozenset(Information[name] for name in orjson.loads(row.information))
    return Needs(cells, frozenset(orjson.loads(row.coordinates)))


async def operations(reading: Reading, _: Mapping[str, Any]) -> list[Registered]:
    """The operations the viewer has to do with, newest first: all of the office, or a partner's own."""
    async with AsyncSession(reading.engine) as session:
        rows = (await session.execute(_named(_mine(reading)))).all()
    return list(_with_changes(rows))[::-1]


async def operation(reading: Reading, id_: str) -> Registered:
    """One of them, which there is."""
    return next(one for one in await operations(reading, {}) if one.row.id == id_)


LISTED = Plain(operations, rights=(Action.APPROVE_OPERATIONS, Action.REGISTER_OPERATIONS))


def _mine(reading: Reading) -> ColumnElement[bool]:
    if Action.APPROVE_OPERATIONS in reading.grants.write:
        return col(PartnerOperation.office_key) == reading.viewer.office_key
    return col(PartnerOperation.staff_key) == reading.viewer.staff_key


def _named(where: ColumnElement[bool]) -> Select[Any]:
    """Operations, oldest first, with the partner's name and id and the names of those who decided."""
    partner, approver, withdrawer = aliased(Staff), aliased(Staff), aliased(Staff)
    return (
        select(PartnerOperation, col(partner.name), col(partner.user_id), col(approver.name), col(withdrawer.name))
        .join(partner, col(partner.key) == col(PartnerOperation.staff_key))
        .outerjoin(approver, col(approver.key) == col(PartnerOperation.approved_by_key))
        .outerjoin(withdrawer, col(withdrawer.key) == col(PartnerOperation.withdrawn_by_key))
        .where(where)
        .order_by(col(PartnerOperation.key))
    )


def _with_changes(rows: Sequence[Any]) -> Iterator[Registered]:
    """Each with its change from the last one of its partner and name that may run."""
    approved: dict[tuple[int, str], PartnerOperation] = {}
    for row, partner, user_id, approver, withdrawer in rows:
        before = approved.get((row.staff_key, row.name))
        yield Registered(row, partner, user_id, approver, withdrawer, Change(before, row) if before else None)
        if row.approved_at is not None and row.withdrawn_at is None:
            approved[row.staff_key, row.name] = row
