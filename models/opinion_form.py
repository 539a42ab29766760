"""What the form of the doctor's opinion (主治医意見書) asks, as the columns of its row say, and its content as JSON.

A content is a mapping from the names of items to their values, every item present; `diagnoses` and `findings` are lists
of such mappings. As JSON, codes are names and days are written 2025-12-15; keys are sorted, so that what is equal is
equal as text.
"""

import datetime
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Boolean, Column, Date, Enum
from sqlmodel.sql.sqltypes import AutoString

from models.codes import Coded
from models.opinion import Opinion, OpinionBodyFinding, OpinionDiagnosis
from models.row import METADATA, Row

Content = Mapping[str, Any]


def _columns(row: type[Row], *but: str) -> dict[str, Column[Any]]:
    columns = METADATA.tables[str(row.__tablename__)].columns
    return {column.key: column for column in columns if not column.key.endswith("key") and column.key not in but}


ITEMS = _columns(Opinion, "received_on", "has_data")
"""Every item of the form."""
SUPPLIED = frozenset(
    {
        *("institution_name", "institution_address", "institution_phone"),
        *("applicant_name", "applicant_kana", "applicant_sex", "applicant_birth_date", "applicant_age"),
    }
)
"""What the service knows: whom it was asked about, and whose clinic it is."""
ENTERED = {name: column for name, column in ITEMS.items() if name not in SUPPLIED}
"""What the doctor fills in."""
LISTS = {"diagnoses": _columns(OpinionDiagnosis, "position"), "findings": _columns(OpinionBodyFinding)}
ANSWERS = frozenset({"shared", "other_departments", "bpsd", "neuropsychiatric_symptoms", "specialist_visit"})
"""Yes or no, where nothing is no answer; everything else that is true or false is a tick."""
TICKS = frozenset(name for name, column in ITEMS.items() if isinstance(column.type, Boolean)) - ANSWERS
TEXTS = frozenset(name for name, column in ENTERED.items() if isinstance(column.type, AutoString))


def entered(given: Content) -> dict[str, Any]:
    """A content from what was given: an empty text is none, a tick that was not made is no tick."""
    found = {name: _plain(given.get(name)) for name in ENTERED}
    found |= {name: bool(found[name]) for name in TICKS}
    rows = {name: [{item: _plain(row.get(item)) for item in LISTS[name]} for row in given[name]] for name in LISTS}
    return {**found, **rows}


def packed(content: Content) -> str:
    """A content as JSON."""
    written = {name: _written(value) for name, value in content.items() if name not in LISTS}
    for name in LISTS:
        written[name] = [{item: _written(value) for item, value in row.items()} for row in content[name]]
    return orjson.dumps(written, option=orjson.OPT_SORT_KEYS).decode()


def unpacked(text: str) -> dict[str, Any]:
    """A content from its JSON."""
    written: dict[str, Any] = orjson.loads(text)
    found = {name: _value(ITEMS[name], value) for name, value in written.items() if name not in LISTS}
    for name, columns in LISTS.items():
        found[name] = [{item: _value(columns[item], value) for item, value in row.items()} for row in written[name]]
    return found


def _plain(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _written(value: Any) -> Any:
    return value.name if isinstance(value, Coded) else value  # orjson would write the value of a code, not its name


def _value(column: Column[Any], written: Any) -> Any:
    if written is None:
        return None
    if isinstance(column.type, Enum) and column.type.enum_class is not None:
        return column.type.enum_class[written]
    return datetime.date.fromisoformat(written) if isinstance(column.type, Date) else written
