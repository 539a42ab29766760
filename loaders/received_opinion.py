"""Doctors' opinions as the municipality's system receives them (features.md S83): all versions, as they came."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from loaders.batch import fetch
from loaders.connection import PAGE, Connection, connection, page_asked
from loaders.opinion_target import note
from loaders.opinion_version import Version
from loaders.reading import Reading
from loaders.source import Plain
from models.codes.beneficiary import Sex
from models.row import col
from models.rows import Beneficiary, Insurer, Office, OpinionTarget, OpinionVersion
from permissions.information import Action

ID = re.compile(r"opv_[a-z2-7]{16}")


class Person(NamedTuple):
    """Whom an opinion is about, as the request or the letter says."""

    insurer_number: str
    insured_number: str
    name: str
    kana: str
    birth_date: datetime.date
    sex: Sex


class Request(NamedTuple):
    """What the opinion answers."""

    id: str
    electronic: bool
    requested_on: datetime.date
    due_on: datetime.date


class Clinic(NamedTuple):
    """Who wrote it; its name as it is today."""

    number: str
    name: str


@dataclass(frozen=True)
class Received(Version):
    """A version as the municipality sees it. `identified_number` is whose the municipality said it is."""

    target: OpinionTarget
    insurer_number: str
    clinic: Clinic
    identified_number: str | None

    @property
    def person(self) -> Person:
        told = self.target
        return Person(self.insurer_number, told.insured_number, told.name, told.kana, told.birth_date, told.sex)

    @property
    def request(self) -> Request:
        target = self.target
        return Request(target.id, target.asked_at is not None, target.requested_on, target.due_on)


async def received_opinions(reading: Reading, arguments: Mapping[str, Any]) -> Connection:
    """The versions behind `after` that were sent to the viewer's insurer, all or those not confirmed.

    Raises:
        BadInput: `first` or `after` is wrong.
    """
    size, after = page_asked(arguments, ID)
    where: list[Any] = [col(OpinionVersion.insurer_key) == reading.viewer.insurer_key]
    if (confirmed := arguments.get("confirmed")) is not None:
        at = col(OpinionVersion.confirmed_at)
        where.append(at.is_not(None) if confirmed else at.is_(None))
    rows = await fetch(reading.engine, _page(where, after, size), {})
    counted = select(func.count()).select_from(OpinionVersion).where(*where)
    [(total,)] = await fetch(reading.engine, counted, {})
    for _, target, _, _, _, person_id, _, _ in rows[:size]:
        note(reading, target, person_id)
    received = [
        Received(row, not later, target, insurer, Clinic(number, name), identified)
        for row, target, insurer, number, name, _, identified, later in rows
    ]
    return connection(received, size, after, total)


def _page(where: list[Any], after: str | None, size: int) -> Select[Any]:
    newer = aliased(OpinionVersion)
    later = exists(
        select(col(newer.key)).where(
            col(newer.target_key) == col(OpinionVersion.target_key),
            col(newer.version) > col(OpinionVersion.version),
        )
    )
    columns = (Insurer.number, Office.number, Office.name, Beneficiary.id, Beneficiary.insured_number)
    found = (
        select(OpinionVersion, OpinionTarget, *map(col, columns), later)
        .join(OpinionTarget, col(OpinionTarget.key) == col(OpinionVersion.target_key))
        .join(Insurer, col(Insurer.key) == col(OpinionVersion.insurer_key))
        .join(Office, col(Office.key) == col(OpinionTarget.office_key))
        .outerjoin(Beneficiary, col(Beneficiary.key) == col(OpinionTarget.beneficiary_key))
        .where(*where)
    )
    if after is not None:
        here = select(col(newer.key)).where(col(newer.id) == after).scalar_subquery()
        found = found.where(col(OpinionVersion.key) > here)
    return found.order_by(col(OpinionVersion.key)).limit(size + 1)


RECEIVED = Plain(received_opinions, PAGE, (Action.FEED_CARE,))
