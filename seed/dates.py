"""Days and times of the demo, as text is written in the stories."""

import datetime

from models.clock import DEMO_START
from models.row import JST

TODAY = DEMO_START.date()
ONE_DAY = datetime.timedelta(days=1)


def at(date: datetime.date, hour: int = 10, minute: int = 0) -> datetime.datetime:
    """A point in time on a day in Japan."""
    return datetime.datetime.combine(date, datetime.time(hour, minute), JST)


def day(text: str) -> datetime.date:
    """A date, as `2025-12-15`."""
    return datetime.date.fromisoformat(text)


def after(date: datetime.date, days: int) -> datetime.date:
    """The day so many days later (or earlier)."""
    return date + datetime.timedelta(days=days)


def fiscal_year(date: datetime.date) -> int:
    """年度, from April."""
    return date.year if date.month >= 4 else date.year - 1


def burden_year(date: datetime.date) -> int:
    """負担割合年度, from August."""
    return date.year if date.month >= 8 else date.year - 1


def age_on(birth_date: datetime.date, date: datetime.date) -> int:
    """Full years of age on a day."""
    return date.year - birth_date.year - ((date.month, date.day) < (birth_date.month, birth_date.day))


def today(days: int = 0) -> datetime.date:
    """The demo's first day, or so many days after it."""
    return after(TODAY, days)


def ago(hours: int = 0, seconds: int = 0) -> datetime.datetime:
    """An instant before the demo's first."""
    return DEMO_START - datetime.timedelta(hours=hours, seconds=seconds)
