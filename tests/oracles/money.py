"""What home modification and equipment purchase share: the limit of a day, the share paid, the benefit of an amount."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

Day = datetime.date


@dataclass(frozen=True)
class Limit:
    """支給限度基準額: an amount in yen from a day on."""

    since: Day
    amount: int


@dataclass(frozen=True)
class Restriction:
    """給付制限, as printed on the certificate of the insured."""

    reduces: bool
    """Only 給付額の減額 lowers the rate; the other kinds change how it is paid."""
    since: Day | None
    until: Day | None
    rate: int | None

    def lowers(self, day: Day) -> bool:
        """Whether it lowers the benefit rate on a day; both its days count."""
        began = self.since is None or self.since <= day
        return self.reduces and began and (self.until is None or day <= self.until)


def limit_on(limits: Sequence[Limit], day: Day) -> int | None:
    """The amount that holds on a day: the one that began last."""
    begun = [limit for limit in limits if limit.since <= day]
    return max(begun, key=lambda limit: limit.since).amount if begun else None


def benefit(left: int | None, share: int | None, restriction: Restriction | None, day: Day) -> int | None:
    """What the insurance pays for `left` yen of cost: all but the person's share (10, 20, 30 %), whole yen, cut off.

    A reduction in force lowers the rate, it never raises it. Without a known share there is no amount to tell.
    """
    if left is None or share is None:
        return None
    rate = 100 - share
    if restriction is not None and restriction.lowers(day) and restriction.rate is not None:
        rate = min(rate, restriction.rate)
    return floor(Fraction(left * rate, 100))


def last_paid(paid: Iterable[Day], day: Day) -> Day | None:
    """直近の給付日 as of a day."""
    return max((each for each in paid if each <= day), default=None)
