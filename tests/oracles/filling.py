"""Fills stored rows with anything their columns may hold, so that every code and every kind of date comes by."""

import datetime
import random
from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Enum, Integer, SmallInteger
from sqlalchemy.types import TypeDecorator, TypeEngine

from models.row import Row

FIRST, LAST = datetime.date(1868, 10, 23), datetime.date(2049, 12, 31)
"""From the first day that has an era on."""


class Filling:
    """Makes rows. The codes of a column come in turn, apart for each set of columns that a caller fixes."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._turns: dict[tuple[Column[Any], frozenset[str]], Iterator[Any]] = {}

    def row(self, table: type[Row], fixed: Mapping[str, Any]) -> Any:
        """A row with these values, and with anything allowed in the columns not named."""
        columns = [column for column in table.__table__.columns if column.key not in {*fixed, "key"}]  # type: ignore[attr-defined]
        return table(**{str(column.key): self._value(column, frozenset(fixed)) for column in columns}, **fixed)

    def _value(self, column: Column[Any], fixed: frozenset[str]) -> Any:
        if isinstance(column.type, Enum):
            return next(self._turns.setdefault((column, fixed), cycle(column.type.enum_class or ())))
        if column.foreign_keys:
            return None
        if column.nullable and self.chance.random() < 0.2:
            return None
        return self._plain(column.type)

    def _plain(self, stored: TypeEngine[Any]) -> Any:
        kind = stored.impl if isinstance(stored, TypeDecorator) else stored
        if isinstance(kind, Date):
            return FIRST + datetime.timedelta(days=self.chance.randint(0, (LAST - FIRST).days))
        if isinstance(kind, BigInteger):
            return datetime.datetime.fromtimestamp(self.chance.randint(0, 2**31), datetime.UTC)
        if isinstance(kind, Boolean):
            return self.chance.random() < 0.5
        if isinstance(kind, SmallInteger):
            return self.chance.choice((10, 20, 30))
        if isinstance(kind, Integer):
            return self.chance.randint(0, 3000)
        return f"文{self.chance.randint(0, 999)}"
