"""Era dates (和暦), always two digits: 昭和05年01月01日."""

import datetime

ERAS = (
    ("明治", datetime.date(1868, 10, 23), datetime.date(1912, 7, 29)),
    ("大正", datetime.date(1912, 7, 30), datetime.date(1926, 12, 24)),
    ("昭和", datetime.date(1926, 12, 25), datetime.date(1989, 1, 7)),
    ("平成", datetime.date(1989, 1, 8), datetime.date(2019, 4, 30)),
    ("令和", datetime.date(2019, 5, 1), datetime.date.max),
)
"""Name, first and last day. The first year of an era ends on December 31, however short it was."""


def era(day: datetime.date | None) -> str | None:
    """A day as forms print it; None before 明治, and for no day."""
    for name, first, last in ERAS:
        if day is not None and first <= day <= last:
            return f"{name}{day.year - first.year + 1:02d}年{day.month:02d}月{day.day:02d}日"
    return None
