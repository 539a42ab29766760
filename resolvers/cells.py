"""What stands in a cell of a CSV file, as a value: days, months, numbers and codes, each written one way."""

import datetime
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Date, Enum, String
from sqlmodel.sql.sqltypes import AutoString

from models.codes import Coded
from models.codes.care import CARE_PLAN_CODES
from models.row import month_number

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
NUMBER = re.compile(r"-?[0-9]{1,9}")
FIRST_YEAR = 1868
"""As in the schema: before it no era can be written."""


class CellWrong(Exception):
    """The cell holds no such value."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


def read_cell(column: Column[Any], text: str) -> Any:
    """The value for a column of a table.

    Raises:
        CellWrong: DATE_WRONG, CODE_WRONG, NUMBER_WRONG.
    """
    stored = column.type
    if isinstance(stored, Enum):
        assert stored.enum_class is not None
        return read_code(stored.enum_class, text)
    if isinstance(stored, Date):
        return read_day(text)
    return text if isinstance(stored, String | AutoString) else read_number(text)


def read_day(text: str) -> datetime.date:
    """A day like 2025-12-15."""
    try:
        day = datetime.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year < FIRST_YEAR:
        raise CellWrong("DATE_WRONG", "日付は2025-12-15のように、実在する年月日で書いてください。")
    return day


def read_month(text: str) -> int:
    """The number of a month like 2025-12 (see models.row.Month)."""
    found = MONTH.fullmatch(text)
    if found is None or int(found[1]) < FIRST_YEAR:
        raise CellWrong("DATE_WRONG", "年月は2025-12のように書いてください。")
    return month_number(int(found[1]), int(found[2]))


def read_number(text: str) -> int:
    """A whole number."""
    if not NUMBER.fullmatch(text):
        raise CellWrong("NUMBER_WRONG", "整数を書いてください。")
    return int(text)


def read_code(values: Any, text: str) -> Coded:
    """A member of a value set: by its name in the schema, its official code, or its term."""
    found = _names(values).get(text)
    if found is None:
        raise CellWrong("CODE_WRONG", "この項目で使える値ではありません。")
    return found


@cache
def _names(values: type[Coded]) -> Mapping[str, Coded]:
    """Every way in which a member is written. Care plan files have codes of their own for the scales of autonomy, with
    two digits where the others have one (domain.md section 8): both are read.
    """
    found: dict[str, Coded] = {}
    for value in values:
        others = CARE_PLAN_CODES.get(value, "")  # type: ignore[call-overload]
        for name in (value.name, value.code, value.label, others):
            assert not name or found.setdefault(name, value) is value, f"{name} is two of {values.__name__}"
    return found
