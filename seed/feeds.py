"""What municipalities' systems have told of themselves: when they last delivered; and one thing that was corrected."""

import orjson

from models import rows
from models.codes.fed import FedKind, FeedSubject, VersionEnding
from seed.accounts import STAFF
from seed.book import Book
from seed.dates import at, day
from seed.numbers import Ids
from seed.offices import INSURERS
from seed.person import Person

LATE = "月影島村"
"""Whose system has not delivered since five days ago, though it agreed to every day."""


def enter_sources(book: Book) -> None:
    """Enter when each insurer last delivered each information: last night, and one of them not."""
    for insurer, (_, name) in enumerate(INSURERS, start=1):
        late = name == LATE
        as_of = at(day("2025-12-10" if late else "2025-12-15"), 3)
        for information in FeedSubject:
            told = {"information": information, "as_of": as_of, "interval_hours": 24 if late else None}
            book.add(rows.FeedSource, insurer_key=insurer, **told)


def enter_correction(person: Person, certificate: int, wrong: dict[str, object]) -> None:
    """Have had a certificate of the insured shown wrongly for three days."""
    began, ended = at(day("2025-03-22"), 3), at(day("2025-03-25"), 3)
    system = STAFF["municipal-system"]
    fed = person.book.add(
        rows.Fed,
        id=Ids(f"fed {person.insured_number}").new("fed"),
        beneficiary_key=person.key,
        kind=FedKind.INSURED,
        row_key=certificate,
        staff_key=system,
        since=ended,
    )
    person.book.add(
        rows.FedVersion,
        fed_key=fed,
        content=orjson.dumps(wrong).decode(),
        staff_key=system,
        since=began,
        until=ended,
        ending=VersionEnding.CORRECTED,
        ended_by_key=system,
        reason="判定結果の入力誤り",
    )
