"""Finds a document by its id, with what is true of its person today: the same one door to people as the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, bindparam

from loaders.batch import fetch
from loaders.reading import Reading
from models.row import col
from models.rows import Beneficiary, Document, Opinion, Survey
from permissions.decide import Facts
from permissions.information import Information
from permissions.scope import people_on_list

PAPERS: Mapping[str, Information] = {
    "Survey.document": Information.CERTIFICATION_PDF,
    "Opinion.document": Information.CERTIFICATION_PDF,
}
"""The fields that hand out a document's id, and the information each belongs to (graph/survey.py, graph/opinion.py)."""


@dataclass(frozen=True)
class Filed:
    """A document of a person on the viewer's list."""

    document: Document
    person: str
    """The public id."""
    facts: Facts
    coordinate: str
    """The field it belongs to."""
    leave: bool
    """The doctor's leave, where it is an opinion."""

    @property
    def information(self) -> Information:
        return PAPERS[self.coordinate]


async def find_document(reading: Reading, id_: str) -> Filed | None:
    """The document with this id; None where nobody on the list has it, and the same statement for everyone."""
    if Information.LIST not in reading.grants.read:
        return None
    asked = "" if "\0" in id_ else id_  # PostgreSQL takes no zero byte; no document has one
    statement = _filed(reading.house.settings.in_charge)
    rows = await fetch(reading.engine, statement, {**reading.binds, "document": asked})
    if not rows:
        return None
    person, *facts, document, survey, leave = rows[0]
    if survey is None and leave is None:  # no paper of ours: nothing says who may see it
        return None
    opinion = leave is not None
    coordinate = "Opinion.document" if opinion else "Survey.document"
    return Filed(document, person.id, Facts(*map(bool, facts)), coordinate, leave=not opinion or leave)


def _filed(in_charge_rule: str) -> Select[Any]:
    """One row; where two papers share the document, the one whose doctor gives no leave."""
    return (
        people_on_list(in_charge_rule)
        .add_columns(Document, col(Survey.key), Opinion.leave)
        .join(Document, col(Document.beneficiary_key) == col(Beneficiary.key))
        .outerjoin(Survey, col(Survey.document_key) == col(Document.key))
        .outerjoin(Opinion, col(Opinion.document_key) == col(Document.key))
        .where(col(Document.id) == bindparam("document", type_=String))
        .order_by(Opinion.leave)
        .limit(1)
    )
