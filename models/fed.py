"""What municipalities' systems have brought of a person, and what of it was replaced or retracted (features.md B25).

What is shown stands in the tables of its kind alone, as if it had always been so; no read looks in here.
"""

import datetime
from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson
from sqlmodel import UniqueConstraint

from models.beneficiary import Beneficiary
from models.certificates import CERTIFICATES
from models.codes import Coded
from models.codes.fed import FedKind, VersionEnding
from models.equipment import EquipmentPurchase
from models.housing import Renovation, Residence
from models.opinion import Opinion, OpinionBodyFinding, OpinionDiagnosis
from models.progress import Progress
from models.row import Row, code, instant, key, owner, public_id
from models.survey import Survey, SurveyNote

TABLES: Mapping[FedKind, type[Row]] = {
    FedKind.BENEFICIARY: Beneficiary,
    **{FedKind[kind.name]: table for kind, table in CERTIFICATES.items()},
    FedKind.PROGRESS: Progress,
    FedKind.RESIDENCE: Residence,
    FedKind.RENOVATION: Renovation,
    FedKind.EQUIPMENT_PURCHASE: EquipmentPurchase,
    FedKind.SURVEY: Survey,
    FedKind.OPINION: Opinion,
}
"""Where each kind of what is fed stands."""
LISTS: Mapping[FedKind, Mapping[str, tuple[type[Row], str]]] = {
    FedKind.SURVEY: {"notes": (SurveyNote, "survey_key")},
    FedKind.OPINION: {
        "diagnoses": (OpinionDiagnosis, "opinion_key"),
        "findings": (OpinionBodyFinding, "opinion_key"),
    },
}
"""The papers of a certification, each with its lists: their table, and its column that says of which paper."""


class Fed(Row, table=True):
    """One thing that was fed, by the id under which it is corrected. `since`: when it came to be shown as it is.

    `row_key` is that of the row in the table of its kind, and so no foreign key; none once it is retracted.
    """

    __table_args__ = (UniqueConstraint("kind", "row_key"),)

    key: int = key()
    id: str = public_id()
    beneficiary_key: int = owner("beneficiary.key")
    kind: FedKind = code(FedKind)
    row_key: int | None = None
    staff_key: int | None = owner("staff.key", index=False)
    since: datetime.datetime | None = instant()
    """None for what stood here before any feed told of it."""


class FedVersion(Row, table=True):
    """A version that is shown no more: its values (JSON, by column), from when until when, who ended it, and why."""

    key: int = key()
    fed_key: int = owner("fed.key")
    content: str
    staff_key: int | None = owner("staff.key", index=False)
    """Who had brought it."""
    since: datetime.datetime | None = instant()
    until: datetime.datetime = instant()
    ending: VersionEnding = code(VersionEnding)
    ended_by_key: int = owner("staff.key", index=False)
    reason: str | None = None
    """Why it was corrected or retracted; None where a feed brought the next version."""


def said(row: Any) -> dict[str, Any]:
    """What a row says: the values of its columns, apart from keys and ids of this service."""
    return {name: getattr(row, name) for name in _names(row.__class__)}


def written(row: Any, **beside: Any) -> str:
    """The same as JSON, with what else belongs to it: codes by name, days by ISO 8601, without what is not known."""
    return orjson.dumps(_known(said(row) | beside)).decode()


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_known(each) if isinstance(each, Mapping) else each for each in value]
    return value.name if isinstance(value, Coded) else value


@cache
def _names(table: Any) -> tuple[str, ...]:
    columns = table.__table__.columns
    return tuple(column.key for column in columns if column.key not in ("key", "id") and not column.foreign_keys)
