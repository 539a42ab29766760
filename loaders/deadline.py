"""The end of patience with one operation: what reads is stopped where it stands, a commit is never cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from models.deadline import OutOfTime, reset_due, set_due
from permissions.capacity_errors import DeadlineExceeded


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """So long for what is done in the block.

    Raises:
        DeadlineExceeded: it took longer.
    """
    token = set_due(seconds)
    try:
        async with asyncio.timeout(seconds) as limit:
            yield
    except OutOfTime:
        raise DeadlineExceeded from None
    except TimeoutError:
        if limit.expired():
            raise DeadlineExceeded from None
        raise
    finally:
        reset_due(token)
