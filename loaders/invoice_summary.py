"""What a clinic claims for opinions in a month (総括票; domain.md section 6.2): how many, and their sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from loaders.batch import fetch
from loaders.invoice import in_month
from loaders.reading import Reading
from loaders.source import Plain
from models.codes.invoice import InvoiceStatus
from models.codes.opinion import ClaimCategory
from models.row import col
from models.rows import Invoice
from permissions.information import Action
from permissions.scope import OFFICE

CLAIMED = (InvoiceStatus.SENT, InvoiceStatus.ACCEPTED)
"""What a month's sums are of: what was returned or taken back is not claimed."""
SUMMED = ("fee", "examination_fee", "subtotal", "tax", "total")


@dataclass(frozen=True)
class Summary:
    """A line of 総括票: how many of a category, and their sums in yen."""

    category: ClaimCategory
    count: int
    fee: int
    examination_fee: int
    subtotal: int
    tax: int
    total: int

    @property
    def category_label(self) -> str:
        return self.category.label


async def invoice_summary(reading: Reading, arguments: Mapping[str, Any]) -> list[Summary]:
    """What the clinic claims in a month, by category (総括票); a category without an invoice is not there."""
    sums = (func.sum(getattr(Invoice, name)) for name in SUMMED)
    claimed = [col(Invoice.office_key) == OFFICE, col(Invoice.status).in_(CLAIMED), *in_month(arguments)]
    found = select(col(Invoice.category), func.count(), *sums).where(*claimed).group_by(col(Invoice.category))
    rows = await fetch(reading.engine, found, reading.binds)
    return sorted((Summary(*row) for row in rows), key=lambda line: line.category.code)


SUMMARY = Plain(invoice_summary, len(ClaimCategory), (Action.OPINION,))
