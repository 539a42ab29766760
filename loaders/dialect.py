"""The two databases, where they differ: how JSON is built, how values are written, how names are bound.

Both write the same text: dates as ISO, instants as +09:00, months as 2025-02, tenths as 152.5.
"""

import datetime
from collections.abc import Sequence
from typing import Any, Protocol

import orjson
from sqlalchemy import Boolean, bindparam, func, literal_column, select
from sqlalchemy import String as Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect as Compiler
from sqlalchemy.types import TypeEngine

from models.row import Instant, Month, Tenths

Pair = tuple[str, str]
"""A key, and the SQL of its value."""


class Dialect(Protocol):
    """What the statement builder needs of a database; SQL comes and goes as text."""

    compiler: Compiler

    def json_object(self, pairs: Sequence[Pair]) -> str:
        """A JSON object with these keys, in this order, however many."""

    def array(self, item: str, where: str = "") -> str:
        """A JSON array of one item a row, in the order of the rows, where a condition holds; empty for none."""

    def listed(self, items: Sequence[str]) -> str:
        """A JSON array of these items."""

    def value(self, expression: str, kind: TypeEngine[Any]) -> str:
        """A value of a stored type as JSON writes it."""

    def constant(self, value: object) -> str:
        """A constant as a JSON value: a text, true, false or null."""

    def document(self, json: str) -> str:
        """A finished JSON document as the driver should hand it over: bytes."""

    def bound(self, value: object) -> object:
        """A named value as the driver takes it."""

    def placeholder(self, name: str, kind: str, place: int) -> str:
        """How the text of a statement names a bound value."""

    def ids(self) -> Any:
        """The bound list `:ids` as something to be in."""


def quoted(word: str) -> str:
    """A text as SQL writes it."""
    return "'" + word.replace("'", "''") + "'"


def _parts(pairs: Sequence[Pair], most: int) -> list[Sequence[Pair]]:
    return [pairs[start : start + most] for start in range(0, len(pairs), most)] or [()]


def _written(pairs: Sequence[Pair]) -> str:
    return ", ".join(f"{quoted(key)}, {value}" for key, value in pairs)


class Sqlite:
    """SQLite 3.40: 127 arguments a function, no ORDER BY inside an aggregate, true and false only as JSON."""

    compiler: Compiler = sqlite.dialect()
    most_pairs = 63

    def json_object(self, pairs: Sequence[Pair]) -> str:
        first, *more = _parts(pairs, self.most_pairs)
        made = f"json_object({_written(first)})"
        for part in more:  # json_patch would drop the nulls
            made = f"json_set({made}, {_written([(f'$.{key}', value) for key, value in part])})"
        return made

    def array(self, item: str, where: str = "") -> str:
        return f"json_group_array({item})" + (f" FILTER (WHERE {where})" if where else "")

    def listed(self, items: Sequence[str]) -> str:
        return f"json_array({', '.join(items)})"

    def value(self, expression: str, kind: TypeEngine[Any]) -> str:
        if isinstance(kind, Boolean):
            return f"CASE {expression} WHEN 1 THEN json('true') WHEN 0 THEN json('false') END"
        if isinstance(kind, Instant):
            return f"strftime('%Y-%m-%dT%H:%M:%S+09:00', {expression}, 'unixepoch', '+9 hours')"
        if isinstance(kind, Month):
            return f"({expression} / 12) || '-' || substr({expression} % 12 + 101, 2)"
        return _tenths(expression) if isinstance(kind, Tenths) else expression

    def constant(self, value: object) -> str:
        if isinstance(value, bool):
            return f"json('{str(value).lower()}')"
        return "NULL" if value is None else quoted(str(value))

    def document(self, json: str) -> str:
        return f"CAST({json} AS BLOB)"

    def bound(self, value: object) -> object:
        if isinstance(value, list):
            return orjson.dumps(value).decode()
        return value.isoformat() if type(value) is datetime.date else _seconds(value)

    def placeholder(self, name: str, kind: str, place: int) -> str:
        return f":{name}"

    def ids(self) -> Any:
        return select(literal_column("value")).select_from(func.json_each(bindparam("ids", type_=Text)))


class Postgresql:
    """PostgreSQL: 100 arguments a function; json, not jsonb, because jsonb sorts the keys."""

    compiler: Compiler = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]
    most_pairs = 50

    def json_object(self, pairs: Sequence[Pair]) -> str:
        made = [f"json_build_object({_written(part)})" for part in _parts(pairs, self.most_pairs)]
        if len(made) == 1:
            return made[0]
        columns = ", ".join(f"{part}::text AS part_{place}" for place, part in enumerate(made))
        inner = ", ".join(f"substr(part_{place}, 2, length(part_{place}) - 2)" for place in range(len(made)))
        # OFFSET 0: otherwise the planner writes each part out where it is named, and builds it twice.
        return f"(SELECT ('{{' || concat_ws(',', {inner}) || '}}')::json FROM (SELECT {columns} OFFSET 0) AS parts)"

    def array(self, item: str, where: str = "") -> str:
        return f"coalesce(json_agg({item}){f' FILTER (WHERE {where})' if where else ''}, '[]'::json)"

    def listed(self, items: Sequence[str]) -> str:
        return f"json_build_array({', '.join(items)})"

    def value(self, expression: str, kind: TypeEngine[Any]) -> str:
        if isinstance(kind, Instant):
            return f"to_char(timezone('Asia/Tokyo', to_timestamp({expression})), 'YYYY-MM-DD\"T\"HH24:MI:SS\"+09:00\"')"
        if isinstance(kind, Month):
            return f"({expression} / 12) || '-' || lpad(({expression} % 12 + 1)::text, 2, '0')"
        return _tenths(expression) if isinstance(kind, Tenths) else expression

    def constant(self, value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return "NULL" if value is None else f"{quoted(str(value))}::text"

    def document(self, json: str) -> str:
        return f"convert_to(({json})::text, 'UTF8')"

    def bound(self, value: object) -> object:
        return _seconds(value)

    def placeholder(self, name: str, kind: str, place: int) -> str:
        return f"${place}::{'text[]' if name == 'ids' else kind}"

    def ids(self) -> Any:
        return select(func.unnest(bindparam("ids", type_=Text)))


def _tenths(expression: str) -> str:
    return f"({expression} / 10) || '.' || ({expression} % 10)"


def _seconds(value: object) -> object:
    return int(value.timestamp()) if isinstance(value, datetime.datetime) else value
