"""The order in which the demo's world is made: what stands for itself first, then people, then the crowd."""

import datetime
import random
from collections.abc import Callable

from sqlalchemy import Connection

from models import rows
from models.clock import DEMO_START
from models.rows import Beneficiary
from seed.accounts import enter_accounts
from seed.amounts import enter_amounts
from seed.areas import HOME, enter_area
from seed.big import enter_big_list
from seed.book import Book, table_of
from seed.cards import enter_card_app
from seed.changes import enter_changes
from seed.copying import Span
from seed.crowd import copy_district
from seed.database import build, create_indexes, drop_indexes, trust_copies
from seed.feeds import enter_sources
from seed.guide import enter_guide
from seed.histories import enter_people
from seed.offices import enter_offices
from seed.partners import enter_partners
from seed.readiness import enter_readiness
from seed.stories import enter_stories

SIZES = {"small": 300, "medium": 20_000, "large": 1_000_000}
LEAST = SIZES["small"]
"""The named offices have this many people in every size; all others live in districts."""
DISTRICT = 2_000
PAGE = 200

Watch = Callable[[int], object]
"""Told how many people have been entered since it was told last."""


def make(
    url: str,
    people: int,
    now: datetime.datetime,
    watch: Watch = lambda _count: None,
    finish: Callable[[Book], None] = lambda _book: None,
) -> None:
    """Make a demo database of so many people whose clock, now, stands at DEMO_START; `finish` adds to it at the end.

    Raises:
        DatabaseError: the database has tables already, or the URL is of another kind.
    """

    def fill(connection: Connection) -> None:
        book = Book(connection)
        _fill(book, people, now, watch)
        finish(book)

    build(url, fill)


def make_real(url: str) -> None:
    """Make a database for real use: the amounts in force, nobody in it, and real time.

    Raises:
        DatabaseError: as `make`.
    """
    build(url, _fill_real)


def size_of(people: int) -> str:
    """The name of a size, or the number of people where it has none."""
    return next((size for size, count in SIZES.items() if count == people), str(people))


def _fill_real(connection: Connection) -> None:
    book = Book(connection)
    book.add(rows.Installation, demo=False, clock_offset=0, size="real")
    enter_amounts(book)
    book.write()


def _fill(book: Book, people: int, now: datetime.datetime, watch: Watch) -> None:
    drop_indexes(book.connection)
    offset = int((DEMO_START - now).total_seconds())
    book.add(rows.Installation, demo=True, clock_offset=offset, size=size_of(people))
    enter_amounts(book)
    enter_offices(book)
    enter_readiness(book)
    enter_sources(book)
    enter_accounts(book)
    apart = _enter_home(book, watch)
    _enter_districts(book, people - LEAST, watch)
    create_indexes(book.connection)
    enter_big_list(book, apart)
    enter_partners(book)
    enter_card_app(book)
    enter_changes(book)
    book.write()


def _enter_home(book: Book, watch: Watch) -> set[int]:
    """Enter the people of the named offices; tells who must not be on the big office's list."""
    apart = enter_guide(book) | enter_stories(book)
    known = book.next[Beneficiary] - 1
    watch(known)
    for _person in enter_people(book, HOME, LEAST - known, random.Random("home")):
        watch(1)
    book.write()
    return apart


def _enter_districts(book: Book, people: int, watch: Watch) -> None:
    """Enter the rest: a district of those left over, a whole one, and copies of it."""
    whole, left = divmod(people, DISTRICT)
    if left:
        _enter_district(book, 1, left, watch)
    if whole:
        first = book.keys()
        _enter_district(book, 2, DISTRICT, watch)
        size = {table_of(kind): book.next[kind] - key for kind, key in first.items()}
        span = Span({table_of(kind): key for kind, key in first.items()}, size)
        trust_copies(book.connection)
        for count in copy_district(book, 2, span, whole - 1):
            watch(count)


def _enter_district(book: Book, district: int, people: int, watch: Watch) -> None:
    dice = random.Random(f"district {district}")
    area = enter_area(book, district, people, dice)
    for place, _person in enumerate(enter_people(book, area, people, dice), start=1):
        watch(1)
        if place % PAGE == 0:
            book.write()
    book.write()
