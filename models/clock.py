"""The clock. Each request asks once; a demo database runs at an offset (A12), tests set their own."""

import datetime
from dataclasses import dataclass, field
from typing import Protocol

from models.row import JST

DEMO_START = datetime.datetime(2025, 12, 15, 9, 0, tzinfo=JST)
"""Where the clock of a demo database stands when it is made: the guide's sample people live in that month."""


class Clock(Protocol):
    """Tells the time, in whole seconds, in Asia/Tokyo."""

    def now(self) -> datetime.datetime: ...


@dataclass(frozen=True)
class SystemClock:
    """Real time, moved by a fixed offset for a demo database."""

    offset: datetime.timedelta = datetime.timedelta()

    def now(self) -> datetime.datetime:
        return (datetime.datetime.now(JST) + self.offset).replace(microsecond=0)


@dataclass
class SetClock:
    """A clock that stands where it is set."""

    instant: datetime.datetime = field(default=DEMO_START)

    def now(self) -> datetime.datetime:
        return self.instant
