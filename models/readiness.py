"""Which links with a municipality are live, and the paper way where they are not (features.md B17)."""

import datetime

from sqlmodel import UniqueConstraint

from models.codes.readiness import Link
from models.row import Row, code, key, owner


class Readiness(Row, table=True):
    """One link of one municipality: live from a day on. Without a day it is not planned; without a row, nothing is."""

    __table_args__ = (UniqueConstraint("insurer_key", "link"),)

    key: int = key()
    insurer_key: int = owner("insurer.key", index=False)
    link: Link = code(Link)
    live_from: datetime.date | None = None
    paper: str | None = None
    """What to do instead, until then."""
