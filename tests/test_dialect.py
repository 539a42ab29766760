"""What the two databases build alike: objects of any width, a constant, a text with a quote in it."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from loaders.dialect import Dialect, Postgresql, Sqlite
from tests.service import Service

pytestmark = pytest.mark.both


def built(service: Service, expression: str) -> Any:
    """What the database makes of an expression, with the order of keys in it."""
    with service.database.connect() as connection:
        made: str = connection.execute(text(f"SELECT CAST({expression} AS TEXT)".replace(":", "\\:"))).scalar_one()
    return json.loads(made, object_pairs_hook=list)


def dialect_of(service: Service) -> Dialect:
    return Postgresql() if service.database.name == "postgresql" else Sqlite()


@pytest.mark.parametrize("keys", [0, 1, 49, 50, 51, 63, 64, 100, 101, 126, 127, 128, 500])
def test_an_object_has_every_key_in_order(service: Service, keys: int) -> None:
    """Databases take 127 and 100 arguments a function: a wider object is put together from parts."""
    dialect = dialect_of(service)
    values = {f"k{n}": (None, "x,y}", {"in": None})[n % 3] for n in range(keys)}
    inner = dialect.json_object([("in", dialect.constant(None))])

    def written(value: object) -> str:
        return inner if isinstance(value, dict) else dialect.constant(value)

    found = built(service, dialect.json_object([(key, written(value)) for key, value in values.items()]))

    assert found == [(key, [("in", None)] if isinstance(value, dict) else value) for key, value in values.items()]


def test_constants(service: Service) -> None:
    dialect = dialect_of(service)
    values = [True, False, None, "it's", "介護", '"']
    pairs = [(f"k{place}", dialect.constant(value)) for place, value in enumerate(values)]
    assert [value for _, value in built(service, dialect.json_object(pairs))] == values
