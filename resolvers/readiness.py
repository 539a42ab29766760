"""Which links with a municipality are live (features.md B17): told by its system, asked before anything is sent."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select

from models.codes.readiness import Link
from models.row import col
from models.rows import Insurer, Readiness
from permissions.faults import Fault, Faulty
from permissions.fed import FIRST, LAST
from permissions.filing import LONGEST_TEXT
from permissions.information import Action
from permissions.readiness import is_live, not_live
from permissions.text import is_text
from resolvers.feeding import Feeding
from resolvers.performing import Act, Deed, Outcome

FEED_READINESS = Act.under("feedReadiness", Action.FEED_CARE)


@dataclass(frozen=True)
class FedReadiness:
    """Since when or from when a link is live, if it is planned, and the way to go until then."""

    link: Link
    live_from: datetime.date | None
    paper: str | None


async def feed_readiness(deed: Deed, fed: FedReadiness) -> Outcome:
    """Say how it stands with a link of the insurer; what was said of it before is replaced.

    Raises:
        Faulty: all of DATE_WRONG and TEXT_WRONG that hold.
    """
    if faults := [*_faults(fed)]:
        raise Faulty(faults)
    feeding = Feeding.of(deed)
    mine = _link(feeding.insurer_key, fed.link)
    row = (await deed.session.scalars(mine.with_for_update())).one_or_none()
    said = {"live_from": fed.live_from, "paper": fed.paper}
    changed = row is None or any(getattr(row, name) != value for name, value in said.items())
    if changed:
        row = row or Readiness(insurer_key=feeding.insurer_key, link=fed.link)
        deed.session.add(row.sqlmodel_update(said))
    return {"link": fed.link.name, "changed": changed}


async def link_faults(deed: Deed, insurer_key: int, link: Link, where: tuple[str, ...]) -> list[Fault]:
    """LINK_NOT_LIVE where nothing can be sent to a municipality this way today; else nothing."""
    row = (await deed.session.scalars(_link(insurer_key, link))).one_or_none()
    if is_live(row, deed.reading.binds["today"]):
        return []
    insurer = await deed.session.get_one(Insurer, insurer_key)
    return [not_live(insurer.name, row, where)]


def _link(insurer_key: int, link: Link) -> Select[Readiness]:
    return select(Readiness).where(col(Readiness.insurer_key) == insurer_key, col(Readiness.link) == link)


def _faults(fed: FedReadiness) -> Iterator[Fault]:
    if fed.live_from is not None and not FIRST <= fed.live_from <= LAST:
        yield Fault("DATE_WRONG", "日付を確かめてください。", ("input", "liveFrom"))
    if fed.paper is not None and not is_text(fed.paper, LONGEST_TEXT):
        yield Fault("TEXT_WRONG", f"{LONGEST_TEXT}文字までの文字で指定してください。", ("input", "paper"))
