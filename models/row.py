"""What every stored row shares: table names, column types, and the two kinds of identifier."""

import datetime
import re
import secrets
from base64 import b32encode
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, Dialect, Enum, Integer, MetaData, SmallInteger, String, TypeDecorator
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from models.codes import Coded

JST = datetime.timezone(datetime.timedelta(hours=9), "Asia/Tokyo")

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(column_0_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA: MetaData = SQLModel.metadata


class Row(SQLModel):
    """The base of every table; `BurdenRatio` is kept in `burden_ratio`."""

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Instant(TypeDecorator[datetime.datetime]):
    """A point in time: whole seconds since 1970 (UTC) inside, an aware datetime outside."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime.datetime | None:
        return None if value is None else datetime.datetime.fromtimestamp(value, JST)


class Month(TypeDecorator[int]):
    """A calendar month as one integer, year * 12 + month - 1, so that a year back is minus 12."""

    impl = Integer
    cache_ok = True


class Tenths(TypeDecorator[int]):
    """A measure in integer tenths (kg, cm): 1525 is 152.5."""

    impl = Integer
    cache_ok = True


class Yen(TypeDecorator[int]):
    """Whole yen."""

    impl = Integer
    cache_ok = True


class Percent(TypeDecorator[int]):
    """A whole percentage: 10 is 1割."""

    impl = SmallInteger
    cache_ok = True


def month_number(year: int, month: int) -> int:
    """The integer `Month` stores for a calendar month (1-12)."""
    return year * 12 + month - 1


def new_id(prefix: str) -> str:
    """A public identifier: `prefix_` and 80 random bits in base 32. It says nothing about the row."""
    return f"{prefix}_{b32encode(secrets.token_bytes(10)).decode().lower()}"


def col(attribute: Any) -> ColumnElement[Any]:
    """A row class's attribute as what it is in SQL: SQLModel types it as the value it has in a row."""
    return cast(ColumnElement[Any], attribute)


def key() -> Any:
    """The internal key of a row; it never leaves the service."""
    return Field(default=None, primary_key=True)


def public_id() -> Any:
    """The random text under which the outside knows the row."""
    return Field(sa_type=String(24), unique=True)


def owner(column: str, *, index: bool = True) -> Any:
    """The key of the row this one belongs to, as `table.key`."""
    return Field(foreign_key=column, index=index)


def code(values: type[Coded], *, primary_key: bool = False) -> Any:
    """A closed value set, stored by name with a CHECK. Whether it may be absent is the annotation's word."""
    stored = Enum(
        values,
        native_enum=False,
        create_constraint=True,
        length=max(len(value.name) for value in values),
        name=re.sub(r"(?<!^)(?=[A-Z])", "_", values.__name__).lower(),
    )
    return Field(default=None, sa_type=stored, primary_key=primary_key)


def instant() -> Any:
    """A point in time (see Instant)."""
    return Field(default=None, sa_type=Instant)


def month() -> Any:
    """A calendar month (see Month)."""
    return Field(default=None, sa_type=Month)


def yen() -> Any:
    """Whole yen."""
    return Field(default=None, sa_type=Yen)


def sort_text(*, unique: bool = False) -> Any:
    """Text that is ordered by its signs alone, the same on every database."""
    return Field(unique=unique, sa_type=String().with_variant(String(collation="C"), "postgresql"))


def percent() -> Any:
    """A whole percentage."""
    return Field(default=None, sa_type=Percent)


def tenths() -> Any:
    """A measure in integer tenths."""
    return Field(default=None, sa_type=Tenths)
