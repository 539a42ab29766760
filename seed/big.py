"""The big office: its list is made of people who stand on others' lists, so that lists differ and overlap."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import FromClause, and_, func, insert, literal, or_, select
from sqlalchemy import Select as Found

from models import rows
from models.codes.registration import ProofMethod, ProofPurpose
from models.row import Row
from seed.accounts import STAFF
from seed.book import Book, table_of
from seed.dates import TODAY, day
from seed.offices import At

MOST = 20_000
LAST_KEY = 22_000
"""Among this many people there are MOST who are on a list."""
LEFT_OUT_EACH = 40

LIST, CHARGE = table_of(rows.Registration), table_of(rows.CareManagement)


def enter_big_list(book: Book, apart: Collection[int]) -> None:
    """Put everybody who is on a list on the big office's as well, up to 20,000 people, but for some.

    Its care manager makes the plan of those for whom nobody else does.
    """
    first = select(LIST).join(people := _people(apart).subquery(), LIST.c.key == people.c.key).subquery()
    _enter(
        book,
        rows.Registration,
        first,
        office_key=At.BIG.value,
        purpose=ProofPurpose.VIEWING,
        staff_key=STAFF["big-manager"],
    )
    planned = select(CHARGE.c.beneficiary_key).where(CHARGE.c.beneficiary_key <= LAST_KEY)
    alone = select(LIST.c.beneficiary_key).where(LIST.c.office_key == At.BIG, LIST.c.beneficiary_key.not_in(planned))
    charge = {"office_key": At.BIG.value, "staff_key": STAFF["big-manager"], "valid_from": day("2025-04-01")}
    _enter(book, rows.CareManagement, alone.subquery(), **charge, valid_until=None)


def _people(apart: Collection[int]) -> Found[Any]:
    """The first registration of each person that holds today."""
    opened = or_(LIST.c.method == ProofMethod.PRINTED_FIELDS, LIST.c.list_opened_at.is_not(None))
    holds = and_(LIST.c.viewing_until >= TODAY, LIST.c.removed_at.is_(None), opened)
    person = LIST.c.beneficiary_key
    wanted = and_(person <= LAST_KEY, person % LEFT_OUT_EACH != 0, person.not_in(sorted(apart)))
    return (
        select(func.min(LIST.c.key).label("key"))
        .where(LIST.c.purpose == ProofPurpose.VIEWING, holds, wanted)
        .group_by(person)
        .order_by(person)
        .limit(MOST)
    )


def _enter(book: Book, kind: type[Row], source: FromClause, **values: object) -> None:
    """Enter a row for each of the source's, with these values and else its own."""
    table = table_of(kind)
    place = func.row_number().over(order_by=source.c.beneficiary_key)
    columns: dict[str, Any] = {column.name: source.c.get(column.name) for column in table.columns}
    columns.update({name: literal(value, table.c[name].type) for name, value in values.items()})
    columns["key"] = place + (book.next[kind] - 1)
    entered = book.connection.execute(insert(table).from_select(list(columns), select(*columns.values())))
    book.next[kind] += entered.rowcount
