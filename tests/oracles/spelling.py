"""How stored names and values are spelt in an answer."""

import datetime

from models.codes import Coded


def snake(name: str) -> str:
    """The column of a field: `validUntil` is kept in `valid_until`."""
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name)


def camel(name: str) -> str:
    """The field of a column."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def written(value: object) -> object:
    """A stored value as the answer writes it."""
    if isinstance(value, Coded):
        return value.name
    return value.isoformat() if isinstance(value, datetime.date) else value
