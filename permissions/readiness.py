"""Whether a link with a municipality is live on a day, and what to say where it is not (features.md B17)."""

import datetime

from models.readiness import Readiness
from permissions.faults import Fault

PAPER = "市町村の窓口に、書面で提出してください。"
"""The way that is always open."""


def is_live(row: Readiness | None, today: datetime.date) -> bool:
    """Whether a link can be used today."""
    return row is not None and row.live_from is not None and row.live_from <= today


def not_live(name: str, row: Readiness | None, where: tuple[str, ...]) -> Fault:
    """LINK_NOT_LIVE, with the way to go instead; `name` is the municipality's."""
    begins = row.live_from if row else None
    since = f"{begins:%Y年%m月%d日}に始まります。" if begins else ""
    paper = (row.paper if row else None) or PAPER
    return Fault("LINK_NOT_LIVE", f"{name}は、この連携をまだ始めていません。{since}{paper}", where)
