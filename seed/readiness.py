"""Which links each municipality of the demo has: the guide's all of them, others some, one none yet."""

import datetime

from models import rows
from models.codes.readiness import Link
from seed.book import Book
from seed.offices import INSURERS

BEGAN = datetime.date(2025, 4, 1)
LATER: dict[str, datetime.date | None] = {"月影島村": datetime.date(2026, 10, 1), "霞ノ里村": None}
"""Who takes filings only from a day to come, or has not decided."""
PAPER = "役場の介護保険係に、届出書を郵送してください。"


def enter_readiness(book: Book) -> None:
    """Enter how it stands with every link of every insurer."""
    for insurer, (_, name) in enumerate(INSURERS, start=1):
        begins = LATER.get(name, BEGAN)
        paper = PAPER if name in LATER else None
        for link in Link:
            book.add(rows.Readiness, insurer_key=insurer, link=link, live_from=begins, paper=paper)
