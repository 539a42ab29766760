"""Filings as they were received: the municipality sees those of its people (S83), an office its own; oldest first."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select

from loaders.batch import fetch
from loaders.connection import PAGE, page_asked
from loaders.reading import Reading
from loaders.source import Plain
from loaders.step import Step, steps
from models.codes.beneficiary import Sex
from models.row import col
from models.rows import Beneficiary, Filing, FilingEvent, FilingReason, Insurer
from permissions.information import Action
from permissions.scope import OFFICE

ID = re.compile(r"fil_[a-z2-7]{16}")


class Person(NamedTuple):
    """Whom a filing is for, as the municipality knows them today."""

    insurer_number: str
    insured_number: str
    name: str
    kana: str
    birth_date: datetime.date
    sex: Sex
    postal_code: str | None
    address: str | None
    phone: str | None


class Office(NamedTuple):
    """An office as a filing tells of it."""

    number: str
    name: str
    address: str
    phone: str


@dataclass(frozen=True)
class Received:
    """A filing as it is shown to the municipality, or without the person to the office that sent it."""

    row: Filing
    person: Person | None
    events: list[Step]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def kind_label(self) -> str:
        return self.row.kind.label

    @property
    def status_label(self) -> str:
        return self.row.status.label

    @property
    def office(self) -> Office:
        row = self.row
        return Office(row.office_number, row.office_name, row.office_address, row.office_phone)

    @property
    def delegate(self) -> Office | None:
        row = self.row
        told = (row.delegate_number, row.delegate_name, row.delegate_address, row.delegate_phone)
        return Office(*map(str, told)) if row.delegate_number is not None else None


async def received_filings(reading: Reading, arguments: Mapping[str, Any]) -> list[Received]:
    """The filings behind `after`, of one status or of all, a page of them.

    An office is told nothing of the person: who it is stands on its list, or was proven for that filing alone.

    Raises:
        BadInput: `first` or `after` is wrong.
    """
    municipal = Action.FEED_CARE in reading.grants.write
    whose = col(Insurer.key) == reading.viewer.insurer_key if municipal else col(Filing.office_key) == OFFICE
    rows = await fetch(reading.engine, _page(whose, arguments), reading.binds)
    for filing, person_id, *_ in rows:
        reading.people[filing.beneficiary_key] = person_id
    keys = [row[0].key for row in rows]
    events = await steps(reading, FilingEvent, FilingReason, col(FilingEvent.filing_key), keys)
    return [Received(filing, Person(*told) if municipal else None, events[filing.key]) for filing, _, *told in rows]


def _page(whose: ColumnElement[bool], arguments: Mapping[str, Any]) -> Any:
    (size, after), status = page_asked(arguments, ID), arguments.get("status")
    columns = (getattr(Beneficiary, name) for name in Person._fields[1:])
    found = (
        select(Filing, col(Beneficiary.id), col(Insurer.number), *map(col, columns))
        .join(Beneficiary, col(Beneficiary.key) == col(Filing.beneficiary_key))
        .join(Insurer, col(Insurer.key) == col(Beneficiary.insurer_key))
        .where(whose)
    )
    if status is not None:
        found = found.where(col(Filing.status) == status)
    if after is not None:
        found = found.where(col(Filing.key) > select(col(Filing.key)).where(col(Filing.id) == after).scalar_subquery())
    return found.order_by(col(Filing.key)).limit(size)


RECEIVED = Plain(received_filings, PAGE, (Action.FILE, Action.FEED_CARE))
