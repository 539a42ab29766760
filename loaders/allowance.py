"""How much an account may still ask this minute: what is charged, and how it is told (GitHub's `rateLimit`)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from loaders.source import Plain


@dataclass(frozen=True)
class RateLimit:
    """What may be asked in a minute of the clock, and what is left: of requests, and of what they cost."""

    cost: int
    """Of this operation."""
    limit: int
    remaining: int
    cost_limit: int
    cost_remaining: int
    reset_at: datetime.datetime


class Allowance(Protocol):
    """What one account may ask."""

    async def request(self) -> None:
        """Count a request.

        Raises:
            RateLimited: there were as many as may be this minute.
        """

    async def charge(self, cost: int) -> None:
        """Count what an operation costs, before it runs.

        Raises:
            RateLimited: there is no more this minute.
        """

    def left(self) -> RateLimit:
        """What there is, and what is left."""


async def _rate_limit(reading: Any, arguments: Mapping[str, Any]) -> RateLimit:
    return reading.allowance.left()  # type: ignore[no-any-return]


RATE_LIMIT = Plain(_rate_limit)
