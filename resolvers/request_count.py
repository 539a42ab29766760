"""How many requests a minute an account may send, or an address where nobody is signed in: to all processes together.

A process counts by itself and tells the others, through the database, each time it has let in a twentieth of what is
allowed. So whoever asks little costs nothing, and whoever asks as much as they may twenty commits a minute. Nobody is
refused too early; of several processes each may let in a twentieth of the limit more than is allowed.
"""

import datetime
from dataclasses import dataclass, field

from sqlalchemy import delete, text

from loaders.house import House
from models.row import col
from models.rows import RequestCount
from permissions.credentials import digest
from permissions.errors import RateLimited
from resolvers.transaction import transaction

MINUTE = 60
SHARE = 20
"""The part of the limit after which a process tells the others."""
KEPT = 60
"""Minutes a count is left in the database."""
TOLD = text(
    "INSERT INTO request_count (subject, minute, used) VALUES (:subject, :minute, :used)"
    " ON CONFLICT (subject) DO UPDATE SET minute = excluded.minute, used = excluded.used +"
    " CASE WHEN request_count.minute = excluded.minute THEN request_count.used ELSE 0 END RETURNING used"
)


@dataclass
class _Count:
    """Of one subject in this minute: what is not told yet, and what was known of all processes when it last was."""

    own: int = 0
    known: int = 0


@dataclass
class RequestCounts:
    """The counts of this process; those of the last minute are forgotten."""

    house: House
    _minute: int = 0
    _counts: dict[str, _Count] = field(default_factory=dict)

    async def count(self, subject: str, most: int, now: datetime.datetime) -> None:
        """Count a request of this account or address.

        Raises:
            RateLimited: there were as many as may be; this one is not counted.
        """
        minute, second = divmod(int(now.timestamp()), MINUTE)
        if minute != self._minute:
            self._minute, self._counts = minute, {}
        count = self._counts.setdefault(subject, _Count())
        if count.known >= most:
            raise RateLimited(most, MINUTE - second)
        count.own += 1
        if count.own >= most / SHARE:
            used, count.own = count.own, 0
            count.known = await self._tell(subject, minute, used)
            if count.known > most:
                raise RateLimited(most, MINUTE - second)

    async def _tell(self, subject: str, minute: int, used: int) -> int:
        """How many all processes have told of, with these."""
        values = {"subject": digest(subject), "minute": minute, "used": used}
        async with transaction(self.house) as session:
            return int((await session.execute(TOLD, values)).scalar_one())


async def clear_request_counts(house: House) -> int:
    """Forget the counts of minutes long past, and tell how many there were."""
    before = int(house.now().timestamp()) // MINUTE - KEPT
    async with transaction(house) as session:
        old = delete(RequestCount).where(col(RequestCount.minute) < before)
        return len((await session.scalars(old.returning(col(RequestCount.subject)))).all())
