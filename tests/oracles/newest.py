"""Which of several entries counts: the one with the latest day or moment; of equals the one entered last."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True)
class Entry:
    """Something entered: the day or moment it is about, and its place in the order of entry."""

    about: datetime.date
    number: int


E = TypeVar("E", bound=Entry)


def newest_first(entries: Sequence[E]) -> list[E]:
    """All entries, the one that counts first."""
    return sorted(entries, key=lambda entry: (entry.about, entry.number), reverse=True)


def newest(entries: Sequence[E]) -> E | None:
    """The entry that counts."""
    return next(iter(newest_first(entries)), None)
