"""The two databases, where they differ: how JSON is built, how values are written, how names are bound.

Both write the same text: dates as ISO, instants as +09:00, months as 2025-02, tenths as 152.5.
"""

import datetime
from collections.abc import Sequence
from typing import Any, Protocol

import orjson
from sqlalchemy import Boolean, ColumnElement, FromClause, Select, bindparam, case, cast, func, literal_column, select
from sqlalchemy import String as Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect as Compiler
from sqlalchemy.types import TypeEngine

from models.row import Instant, Month, Tenths

Pair = tuple[str, ColumnElement[Any]]
NULL: ColumnElement[Any] = literal_column("NULL")


class Dialect(Protocol):
    """What the statement builder needs of a database."""

    compiler: Compiler

    def json_object(self, pairs: Sequence[Pair]) -> ColumnElement[Any]:
        """A JSON object with these keys, in this order, however many."""

    def array(self, item: ColumnElement[Any], rows: FromClause) -> Select[Any]:
        """A JSON array of one item a row, in the order of the rows; empty for none."""

    def listed(self, items: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
        """A JSON array of these items."""

    def value(self, expression: ColumnElement[Any]) -> ColumnElement[Any]:
        """A value as JSON writes it."""

    def text(self, word: str) -> ColumnElement[Any]:
        """A constant text as a JSON value."""

    def document(self, json: ColumnElement[Any]) -> ColumnElement[Any]:
        """A finished JSON document as the driver should hand it over."""

    def bound(self, value: object) -> object:
        """A named value as the driver takes it."""

    def placeholder(self, name: str, kind: TypeEngine[Any], place: int) -> str:
        """How the text of a statement names a bound value."""

    def ids(self) -> Any:
        """The bound list `:ids` as something to be in."""


def quoted(word: str) -> ColumnElement[Any]:
    """A name or code in the text of the statement: letters, digits and underscores only."""
    if not word.replace("_", "").isalnum() or not word.isascii():
        raise ValueError(f"{word!r} is not a name.")
    return literal_column(f"'{word}'")


def _two(number: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((number < 10, literal_column("'0'") + cast(number, Text)), else_=cast(number, Text))


def _month(number: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(number // 12, Text) + literal_column("'-'") + _two(number % 12 + 1)


def _tenths(number: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(number // 10, Text) + literal_column("'.'") + cast(number % 10, Text)


class Sqlite:
    """SQLite 3.40: 127 arguments a function, no ORDER BY inside an aggregate, true and false only as JSON."""

    compiler: Compiler = sqlite.dialect()
    most_pairs = 63

    def json_object(self, pairs: Sequence[Pair]) -> ColumnElement[Any]:
        parts = [pairs[start : start + self.most_pairs] for start in range(0, len(pairs), self.most_pairs)]
        objects = [func.json_object(*(item for key, value in part for item in (quoted(key), value))) for part in parts]
        if len(objects) <= 1:
            return objects[0] if objects else func.json_object()
        # The parts are spliced as text; json_patch would drop the nulls.
        inner = [func.substr(part, 2, func.length(part) - 2) for part in objects]
        text: ColumnElement[Any] = literal_column("'{'")
        for place, part in enumerate(inner):
            text = text + literal_column("','") + part if place else text + part
        return func.json(text + literal_column("'}'"))

    def array(self, item: ColumnElement[Any], rows: FromClause) -> Select[Any]:
        return select(func.json_group_array(item)).select_from(rows)

    def listed(self, items: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
        return func.json_array(*items)

    def value(self, expression: ColumnElement[Any]) -> ColumnElement[Any]:
        kind = expression.type
        if isinstance(kind, Boolean):
            true, false = func.json(literal_column("'true'")), func.json(literal_column("'false'"))
            return case((expression.is_(True), true), (expression.is_(False), false))
        if isinstance(kind, Instant):
            form: ColumnElement[str] = literal_column("'%Y-%m-%dT%H:%M:%S+09:00'")
            return func.strftime(form, expression, literal_column("'unixepoch'"), literal_column("'+9 hours'"))
        return _shared(expression)

    def text(self, word: str) -> ColumnElement[Any]:
        return quoted(word)

    def document(self, json: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(json, sqlite.BLOB)

    def bound(self, value: object) -> object:
        if isinstance(value, list):
            return orjson.dumps(value).decode()
        return value.isoformat() if type(value) is datetime.date else _seconds(value)

    def placeholder(self, name: str, kind: TypeEngine[Any], place: int) -> str:
        return f":{name}"

    def ids(self) -> Any:
        return select(literal_column("value")).select_from(func.json_each(bindparam("ids", type_=Text)))


class Postgresql:
    """PostgreSQL: 100 arguments a function; json, not jsonb, because jsonb sorts the keys."""

    compiler: Compiler = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]
    most_pairs = 50

    def json_object(self, pairs: Sequence[Pair]) -> ColumnElement[Any]:
        parts = [pairs[start : start + self.most_pairs] for start in range(0, len(pairs), self.most_pairs)]
        objects = [
            func.json_build_object(*(item for key, value in part for item in (quoted(key), value))) for part in parts
        ]
        if len(objects) <= 1:
            return objects[0] if objects else func.json_build_object()
        texts = [cast(part, Text) for part in objects]
        inner = [func.substr(part, 2, func.length(part) - 2) for part in texts]
        return cast(
            literal_column("'{'") + func.concat_ws(literal_column("','"), *inner) + literal_column("'}'"),
            postgresql.JSON,
        )

    def array(self, item: ColumnElement[Any], rows: FromClause) -> Select[Any]:
        return select(func.coalesce(func.json_agg(item), literal_column("'[]'::json"))).select_from(rows)

    def listed(self, items: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
        return func.json_build_array(*items)

    def value(self, expression: ColumnElement[Any]) -> ColumnElement[Any]:
        if isinstance(expression.type, Instant):
            form: ColumnElement[str] = literal_column('\'YYYY-MM-DD"T"HH24:MI:SS"+09:00"\'')
            moment = func.timezone(literal_column("'Asia/Tokyo'"), func.to_timestamp(expression))
            return func.to_char(moment, form)
        return _shared(expression)

    def text(self, word: str) -> ColumnElement[Any]:
        return cast(quoted(word), Text)

    def document(self, json: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(json, Text)

    def bound(self, value: object) -> object:
        return _seconds(value)

    def placeholder(self, name: str, kind: TypeEngine[Any], place: int) -> str:
        return f"${place}::{'text[]' if name == 'ids' else kind.compile(dialect=self.compiler)}"

    def ids(self) -> Any:
        return select(func.unnest(bindparam("ids", type_=Text)))


def _shared(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(expression.type, Month):
        return _month(expression)
    if isinstance(expression.type, Tenths):
        return _tenths(expression)
    return expression


def _seconds(value: object) -> object:
    return int(value.timestamp()) if isinstance(value, datetime.datetime) else value
