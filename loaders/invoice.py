"""Invoices for opinions (主治医意見書作成料請求書; S74): a clinic's own, and those an insurer received."""

import calendar
import datetime
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from loaders.batch import fetch
from loaders.connection import PAGE, Connection, connection, page_asked
from loaders.opinion_target import note
from loaders.reading import Reading
from loaders.source import Plain
from loaders.step import Step, steps
from models.codes.beneficiary import Sex
from models.row import col
from models.rows import (
    Beneficiary,
    Insurer,
    Invoice,
    InvoiceEvent,
    InvoiceExamination,
    InvoiceReason,
    OpinionTarget,
)
from permissions.information import Action
from permissions.scope import OFFICE

ID = re.compile(r"inv_[a-z2-7]{16}")
KEY = col(Invoice.key)


class Target(NamedTuple):
    """For whom the opinion was written, and what asked for it, as the request or the letter says."""

    id: str
    insurer_number: str
    insurer_name: str
    insured_number: str
    name: str
    kana: str
    birth_date: datetime.date
    sex: Sex
    requested_on: datetime.date


@dataclass(frozen=True)
class Examination:
    """A line of 診察・検査費用."""

    row: InvoiceExamination

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def kind_label(self) -> str:
        return self.row.kind.label


@dataclass(frozen=True)
class Shown:
    """An invoice as both sides see it."""

    row: Invoice
    target: Target
    examinations: list[Examination]
    events: list[Step]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def status_label(self) -> str:
        return self.row.status.label

    @property
    def category_label(self) -> str | None:
        return self.row.category.label if self.row.category else None


async def invoices(reading: Reading, arguments: Mapping[str, Any]) -> Connection:
    """The clinic's invoices behind `after`, of a status and a month or of all, newest first.

    Raises:
        BadInput: `first` or `after` is wrong.
    """
    return await _page(reading, arguments, col(Invoice.office_key) == OFFICE, newest_first=True)


async def received_invoices(reading: Reading, arguments: Mapping[str, Any]) -> Connection:
    """The invoices that were sent to the viewer's insurer, as `invoices`, oldest first; drafts are not there.

    Raises:
        BadInput: `first` or `after` is wrong.
    """
    arrived = (col(Invoice.insurer_key) == reading.viewer.insurer_key, col(Invoice.sent_at).is_not(None))
    return await _page(reading, arguments, *arrived, newest_first=False)


def in_month(arguments: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """What is claimed in the month that is asked for, or in any."""
    month = arguments.get("month")
    if month is None:
        return []
    first = datetime.date(month // 12, month % 12 + 1, 1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return [col(Invoice.claimed_on).between(first, last)]


async def _page(
    reading: Reading, arguments: Mapping[str, Any], *whose: ColumnElement[bool], newest_first: bool
) -> Connection:
    size, after = page_asked(arguments, ID)
    status = arguments.get("status")
    where = [*whose, *in_month(arguments)]
    where += [col(Invoice.status) == status] if status is not None else []
    page = _rows([*where, *_behind(whose, after, newest_first)], size, newest_first)
    rows = await fetch(reading.engine, page, reading.binds)
    counted = select(func.count()).select_from(Invoice).where(*where)
    [(total,)] = await fetch(reading.engine, counted, reading.binds)
    return connection(await _shown(reading, rows, size), size, after, total)


def _behind(whose: Sequence[ColumnElement[bool]], after: str | None, newest_first: bool) -> list[ColumnElement[bool]]:
    """What lies behind a cursor: an id of the same list."""
    if after is None:
        return []
    place = select(KEY).where(col(Invoice.id) == after, *whose).correlate(None).scalar_subquery()
    return [place > KEY if newest_first else place < KEY]


def _rows(where: Sequence[ColumnElement[bool]], size: int, newest_first: bool) -> Select[Any]:
    found = (
        select(Invoice, OpinionTarget, col(Insurer.number), col(Insurer.name), col(Beneficiary.id))
        .join(OpinionTarget, col(OpinionTarget.key) == col(Invoice.target_key))
        .join(Insurer, col(Insurer.key) == col(Invoice.insurer_key))
        .outerjoin(Beneficiary, col(Beneficiary.key) == col(OpinionTarget.beneficiary_key))
        .where(*where)
    )
    return found.order_by(KEY.desc() if newest_first else KEY).limit(size + 1)


async def _shown(reading: Reading, rows: Sequence[Any], size: int) -> list[Shown]:
    keys = [row[0].key for row in rows]
    examinations = await _examinations(reading, keys)
    events = await steps(reading, InvoiceEvent, InvoiceReason, col(InvoiceEvent.invoice_key), keys)
    for _, target, _, _, person_id in rows[:size]:
        note(reading, target, person_id)
    return [
        Shown(invoice, _target(target, number, name), examinations[invoice.key], events[invoice.key])
        for invoice, target, number, name, _ in rows
    ]


def _target(row: OpinionTarget, insurer_number: str, insurer_name: str) -> Target:
    told = (getattr(row, name) for name in Target._fields[3:])
    return Target(row.id, insurer_number, insurer_name, *told)


async def _examinations(reading: Reading, keys: Sequence[int]) -> Mapping[int, list[Examination]]:
    lines = select(InvoiceExamination).where(col(InvoiceExamination.invoice_key).in_(keys))
    found: dict[int, list[Examination]] = defaultdict(list)
    for (row,) in await fetch(reading.engine, lines.order_by(col(InvoiceExamination.points).desc()), {}):
        found[row.invoice_key].append(Examination(row))
    return found


INVOICES = Plain(invoices, PAGE, (Action.OPINION,))
RECEIVED_INVOICES = Plain(received_invoices, PAGE, (Action.FEED_CARE,))
