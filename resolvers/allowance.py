"""How much may be asked in a minute: requests of an account, or of an address where nobody is signed in, and what an
account's operations cost; by all processes together.

A process counts by itself and tells the others, through the database, each time it has let in a twentieth of what is
allowed. So whoever asks little costs nothing, and whoever asks as much as they may twenty commits a minute. Nobody is
refused too early; of several processes each may let in a twentieth of the limit more than is allowed.
"""

import datetime
from dataclasses import dataclass, field

from sqlalchemy import delete, text

from loaders.allowance import RateLimit
from loaders.house import House
from models.row import JST, col
from models.rows import RequestCount
from permissions.capacity_errors import RateLimited
from permissions.credentials import digest
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

    async def count(
        self, subject: str, most: int, now: datetime.datetime, amount: int = 1, limit: str = "requests"
    ) -> int:
        """Count so much more of a subject, and tell how much of `most` is left.

        Raises:
            RateLimited: there is nothing left; this is not counted.
        """
        minute, second = divmod(int(now.timestamp()), MINUTE)
        if minute != self._minute:
            self._minute, self._counts = minute, {}
        count = self._counts.setdefault(subject, _Count())
        if count.known >= most:
            raise RateLimited(limit, most, MINUTE - second)
        count.own += amount
        if count.own >= most / SHARE:
            used, count.own = count.own, 0
            count.known = await self._tell(subject, minute, used)
            if count.known > most:
                raise RateLimited(limit, most, MINUTE - second)
        return most - count.known - count.own

    async def _tell(self, subject: str, minute: int, used: int) -> int:
        """How much all processes have told of, with this."""
        values = {"subject": digest(subject), "minute": minute, "used": used}
        async with transaction(self.house) as session:
            return int((await session.execute(TOLD, values)).scalar_one())


@dataclass
class AccountAllowance:
    """What an account may ask, and what is left of it after this request."""

    counts: RequestCounts
    staff_key: int
    now: datetime.datetime
    _remaining: int = 0
    _cost: int = 0
    _cost_remaining: int = 0

    async def request(self) -> None:
        """Count a request.

        Raises:
            RateLimited: there were too many this minute.
        """
        most = self.counts.house.settings.requests_a_minute
        self._remaining = await self.counts.count(f"account {self.staff_key}", most, self.now)

    async def charge(self, cost: int) -> None:
        """Count what an operation costs, before it runs.

        Raises:
            RateLimited: they have cost as much as they may this minute.
        """
        self._cost, most = cost, self.counts.house.settings.cost_a_minute
        self._cost_remaining = await self.counts.count(f"cost {self.staff_key}", most, self.now, cost, "cost")

    def left(self) -> RateLimit:
        """What there is, and what is left."""
        settings, second = self.counts.house.settings, int(self.now.timestamp())
        ends = datetime.datetime.fromtimestamp(second - second % MINUTE + MINUTE, JST)
        most = settings.requests_a_minute, settings.cost_a_minute
        return RateLimit(self._cost, most[0], self._remaining, most[1], self._cost_remaining, ends)


async def clear_request_counts(house: House) -> int:
    """Forget the counts of minutes long past, and tell how many there were."""
    before = int(house.now().timestamp()) // MINUTE - KEPT
    async with transaction(house) as session:
        old = delete(RequestCount).where(col(RequestCount.minute) < before)
        return len((await session.scalars(old.returning(col(RequestCount.subject)))).all())
