"""Makes a crowd of one district: its rows are copied in the database, its people and offices made anew here."""

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from models.registration import list_keys
from seed.areas import insurer_of, label, serial_number
from seed.book import Book, table_of
from seed.copying import DOCUMENT, FILED, NEWCOMER, OFFICE, PERSON, Span, copy_statements
from seed.homes import home
from seed.names import FAMILIES, GIVEN, Name, draw, whole
from seed.people import number_of

Template = Sequence[Mapping[str, Any]]
Values = tuple[object, ...]


def copy_district(book: Book, district: int, span: Span, count: int) -> Iterator[int]:
    """Copy a district so many times; tells after each copy how many people it has."""
    connection = book.connection
    statements = list(copy_statements(span))
    people, offices, documents = (_template(connection, table, span) for table in (PERSON, OFFICE, DOCUMENT))
    NEWCOMER.create(connection)
    FILED.create(connection)
    for number in range(1, count + 1):
        new, shifts = district + number, span.shifts(number)
        connection.execute(insert(OFFICE), [_office(office, shifts, district, new) for office in offices])
        _tell(connection, NEWCOMER, _newcomers(book, people, shifts, new))
        _tell(connection, FILED, _documents(book, documents, shifts))
        for statement in statements:
            connection.execute(statement, {**shifts, "old_label": label(district), "new_label": label(new)})
        yield len(people)
    NEWCOMER.drop(connection)
    FILED.drop(connection)
    for kind in book.next:
        book.next[kind] += count * span.size.get(table_of(kind), 0)


def _template(connection: Connection, table: Table, span: Span) -> Template:
    found = select(table).where(span.holds(table.c.key, table)).order_by(table.c.key)
    return [dict(row) for row in connection.execute(found).mappings()]


def _office(office: Mapping[str, Any], shifts: Mapping[str, int], old: int, new: int) -> dict[str, Any]:
    key = office["key"] + shifts["shift_office"]
    name = office["name"].replace(label(old), label(new))
    return {**office, "key": key, "number": serial_number(key), "name": name}


def _newcomers(book: Book, people: Template, shifts: Mapping[str, int], district: int) -> list[Values]:
    dice, insurer = random.Random(f"district {district}"), insurer_of(district)
    newcomers = []
    for old, public_id in zip(people, book.ids.many("bnf", len(people)), strict=True):
        key = old["key"] + shifts["shift_beneficiary"]
        names = _names(draw(FAMILIES, dice), draw(GIVEN[old["sex"]], dice))
        newcomers.append((key, insurer, public_id, number_of(key), *names, *home(insurer, dice)))
    return newcomers


@cache
def _names(family: Name, given: Name) -> Values:
    """Name and kana, and how lists find them: in a million people every name comes many times."""
    name = whole(family, given)
    keys = list_keys("", *name)
    return (*name, *(keys[part] for part in ("sort_kana", "initial", "search_name", "search_kana")))


def _documents(book: Book, documents: Template, shifts: Mapping[str, int]) -> list[Values]:
    keys = (old["key"] + shifts["shift_document"] for old in documents)
    return list(zip(keys, book.ids.many("doc", len(documents)), strict=True))


def _tell(connection: Connection, table: Table, values: list[Values]) -> None:
    """Fill a table anew, column by column as they stand; straight to the driver, for there is nothing to translate."""
    connection.execute(delete(table))
    connection.exec_driver_sql(str(insert(table).compile(dialect=connection.dialect)), values)
