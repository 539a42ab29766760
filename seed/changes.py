"""Enters what the change feed tells of the demo's people (features.md B08): a few changes of the last days."""

from collections.abc import Iterator

from sqlalchemy import select

from models import rows
from models.codes.change import ChangeKind
from models.row import col
from seed.book import Book
from seed.dates import at, day
from seed.offices import At
from seed.stories import STORIES

ICHIRO = "1200000110"
HAPPENED: tuple[tuple[str, str, ChangeKind, At | None], ...] = (
    ("2025-12-01", ICHIRO, ChangeKind.REGISTERED, At.TEST),
    ("2025-12-10", STORIES["charge-handed-over"], ChangeKind.FILING_SUBMITTED, At.TEST),
    ("2025-12-12", STORIES["charge-handed-over"], ChangeKind.FILING_ANSWERED, At.TEST),
    ("2025-12-12", STORIES["charge-handed-over"], ChangeKind.CARE_PLAN_CHANGED, None),
    ("2025-12-13", STORIES["removed"], ChangeKind.REMOVED, At.TEST),
    ("2025-12-14", ICHIRO, ChangeKind.LIFE_ARRIVED, None),
    ("2025-12-14", ICHIRO, ChangeKind.CERTIFICATE_RENEWED, None),
)
"""Day (at nine), insured number, what, and at which office alone."""


def enter_changes(book: Book) -> None:
    """Enter them in this order."""
    for position, (date, key, kind, office) in enumerate(_of_people(book), start=1):
        place = office.value if office else None
        told = {"beneficiary_key": key, "office_key": place, "kind": kind, "at": at(day(date), 9), "position": position}
        book.add(rows.Change, **told)


def _of_people(book: Book) -> Iterator[tuple[str, int, ChangeKind, At | None]]:
    number, key = col(rows.Beneficiary.insured_number), col(rows.Beneficiary.key)
    people = select(number, key).where(number.in_({each[1] for each in HAPPENED}))
    people = people.where(col(rows.Beneficiary.insurer_key) == 1)
    keys = {row[0]: row[1] for row in book.connection.execute(people)}
    yield from ((date, keys[whose], kind, office) for date, whose, kind, office in HAPPENED)
