"""A municipality's system tells that it is there, though it has nothing to deliver (features.md S79)."""

from sqlalchemy import select

from models.codes.fed import FeedSubject
from models.row import col
from models.rows import FeedSource
from permissions.faults import Fault, Faulty
from permissions.information import Action
from resolvers.feeding import Feeding, delivered
from resolvers.performing import Act, Deed, Outcome

FEED_HEARTBEAT = Act.under("feedHeartbeat", Action.FEED_CARE)
LONGEST = 24 * 366
"""Hours that can lie between two deliveries."""


async def feed_heartbeat(deed: Deed, information: FeedSubject, interval_hours: int | None) -> Outcome:
    """Say that everything there is to tell of an information has been told, and when more comes at the latest.

    Raises:
        Faulty: INTERVAL_WRONG.
    """
    if interval_hours is not None and not 1 <= interval_hours <= LONGEST:
        message = f"間隔は1から{LONGEST:,}時間の間で指定してください。"
        raise Faulty([Fault("INTERVAL_WRONG", message, ("input", "intervalHours"))])
    feeding = Feeding.of(deed)
    await delivered(feeding, information)
    mine = select(FeedSource).where(
        col(FeedSource.insurer_key) == feeding.insurer_key, col(FeedSource.information) == information
    )
    source = (await deed.session.scalars(mine.with_for_update())).one()
    source.interval_hours = interval_hours
    return {"information": information.name, "as_of": source.as_of.isoformat()}
