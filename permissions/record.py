"""The read record: who read what of whom, on which basis, and what was refused; one row a request, one commit."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from permissions.information import Information
from permissions.matrix import Matrix
from permissions.viewer import Viewer

READ_FIELDS = (
    "at",
    "staff_key",
    "office_key",
    "operation",
    "document_hash",
    "people",
    "coordinates",
    "basis",
    "refusals",
    "file",
)
"""What the hash of a read record is over, in this order. Another order or another field would be another hash."""
ACTION_FIELDS = ("key", "at", "staff_key", "office_key", "action", "outcome", "subjects", "request_hash")
"""The same of an action record."""


@dataclass(frozen=True)
class Read:
    """What one request read: ids and coordinates, never a value."""

    operation: str | None
    document_hash: str
    people: Iterable[str]
    coordinates: Iterable[str]
    refusals: Sequence[Mapping[str, object]]
    file: str | None = None
    """The id of the document whose file was opened, or refused."""


def record(
    viewer: Viewer, matrix: Matrix, information: Iterable[Information], read: Read, now: datetime.datetime
) -> dict[str, object]:
    """The row of the record, by column, as a driver takes it."""
    return {
        "at": now,
        "staff_key": viewer.staff_key,
        "office_key": viewer.office_key,
        "operation": read.operation,
        "document_hash": read.document_hash,
        "people": _json(sorted(read.people)),
        "coordinates": _json(sorted(read.coordinates)),
        "basis": _json(basis(viewer, matrix, information)),
        "refusals": _json(list(read.refusals)),
        "file": read.file,
    }


def basis(viewer: Viewer, matrix: Matrix, information: Iterable[Information]) -> dict[str, object]:
    """On what the request was decided: the matrix's version, the viewer's posts, and the conditions that were asked."""
    return {
        "matrix": matrix.version,
        "kind": viewer.kind.name,
        "posts": sorted(f"{service.name}/{occupation.name}" for service, occupation in viewer.posts),
        "conditions": {
            item.name: [condition.name for condition in matrix.conditions[item]]
            for item in sorted(set(information), key=lambda item: item.name)
        },
    }


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
