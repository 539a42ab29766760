"""Sources of the filing tab (代行提出): the filings of the viewer's own office, and the way of each."""

from loaders.source import Relation
from models import rows
from models.row import col
from permissions.scope import OFFICE

FILINGS = Relation(
    rows.Filing,
    col(rows.Filing.beneficiary_key),
    where=(col(rows.Filing.office_key) == OFFICE,),
    order=(col(rows.Filing.key).desc(),),
    many=True,
)
EVENTS = Relation(rows.FilingEvent, col(rows.FilingEvent.filing_key), order=(col(rows.FilingEvent.key),), many=True)
REASONS = Relation(
    rows.FilingReason, col(rows.FilingReason.event_key), order=(col(rows.FilingReason.position),), many=True
)
