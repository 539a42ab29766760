"""Makes a crowd of one district: its rows are copied in the database, its people and offices made anew here."""

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from seed.areas import insurer_of, label, serial_number
from seed.book import Book, table_of
from seed.copying import DOCUMENT, FILED, NEWCOMER, OFFICE, PERSON, Span, copy_statements
from seed.homes import home
from seed.names import FAMILIES, GIVEN, Name, draw, whole
from seed.people import number_of
from seed.person import list_keys

Template = Sequence[Mapping[str, Any]]


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
        connection.execute(insert(NEWCOMER), _newcomers(book, people, shifts, new))
        connection.execute(insert(FILED), _documents(book, documents, shifts))
        for statement in statements:
            connection.execute(statement, {**shifts, "old_label": label(district), "new_label": label(new)})
        connection.execute(delete(NEWCOMER))
        connection.execute(delete(FILED))
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


def _newcomers(book: Book, people: Template, shifts: Mapping[str, int], district: int) -> list[dict[str, Any]]:
    dice, insurer = random.Random(f"district {district}"), insurer_of(district)
    newcomers = []
    for old, public_id in zip(people, book.ids.many("bnf", len(people)), strict=True):
        key = old["key"] + shifts["shift_beneficiary"]
        name = whole(draw(FAMILIES, dice), draw(GIVEN[old["sex"]], dice))
        number = number_of(key)
        who = {"key": key, "insurer_key": insurer, "id": public_id, "insured_number": number}
        newcomers.append({**_names(name), **home(insurer, dice)._asdict(), **who})
    return newcomers


@cache
def _names(name: Name) -> dict[str, str]:
    return {**name._asdict(), **list_keys("", name)}


def _documents(book: Book, documents: Template, shifts: Mapping[str, int]) -> list[dict[str, Any]]:
    keys = (old["key"] + shifts["shift_document"] for old in documents)
    ids = book.ids.many("doc", len(documents))
    return [{"key": key, "id": public_id} for key, public_id in zip(keys, ids, strict=True)]
