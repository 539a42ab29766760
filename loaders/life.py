"""Sources of the LIFE tab: per scale the twelve months that end with its newest record, points and totals (S37-S41)."""

from collections.abc import Mapping
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import aliased

from loaders.source import Derived, Relation
from models import rows
from models.codes.life import BARTHEL_POINTS
from models.row import Row, col

COGNITION_ITEMS = (
    "things_placed",
    "events_remembered",
    "orientation",
    "conversation",
    "medication",
    "dressing",
    "appliances",
)


def year_of(scale: Any) -> Relation:
    """A scale's records of the year that ends with its newest one, oldest first; months without data are absent."""
    other = aliased(scale)
    newest = select(func.max(col(other.month))).where(col(other.beneficiary_key) == col(scale.beneficiary_key))
    window = col(scale.month) > newest.correlate(scale).scalar_subquery() - 12
    return Relation(scale, col(scale.beneficiary_key), where=(window,), order=(col(scale.month),), many=True)


def _points(scale: type[Row], item: str, points: Mapping[Any, int]) -> ColumnElement[Any]:
    stored = col(getattr(scale, item))
    return case({literal(level, stored.type): worth for level, worth in points.items() if worth}, value=stored, else_=0)


def _cognition_points(item: str) -> Mapping[Any, int]:
    stored: Any = col(getattr(rows.CognitionRecord, item)).type
    return {level: level.points for level in stored.enum_class}


_BARTHEL = {item: _points(rows.BarthelRecord, item, points) for item, points in BARTHEL_POINTS.items()}
_COGNITION = {item: _points(rows.CognitionRecord, item, _cognition_points(item)) for item in COGNITION_ITEMS}

BARTHEL = {item: Derived(rows.BarthelRecord, points, int, optional=False) for item, points in _BARTHEL.items()}
"""The points of each item of the Barthel Index."""
BARTHEL_TOTAL = Derived(rows.BarthelRecord, reduce(add, _BARTHEL.values()), int, optional=False)
COGNITION = {item: Derived(rows.CognitionRecord, points, int, optional=False) for item, points in _COGNITION.items()}
"""The points of each item of 生活・認知機能尺度."""
COGNITION_TOTAL = Derived(rows.CognitionRecord, reduce(add, _COGNITION.values()), int, optional=False)
