"""The Japanese words of stored codes and numbers, derived in SQL, so that a screen needs no table of its own."""

from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, literal

from models.codes import Coded


def label(column: Any) -> ColumnElement[Any]:
    """The Japanese term of a stored code."""
    values: type[Coded] = column.type.enum_class
    return case({literal(member, column.type): literal(member.label) for member in values}, value=column)


def tenths_label(percent: ColumnElement[Any]) -> ColumnElement[Any]:
    """A share in tenths as people say it: 10 is 1割."""
    return cast(percent // 10, String) + literal("割")
