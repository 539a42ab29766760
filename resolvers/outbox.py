"""The way out for mail and SMS: a row in the transaction of what it tells of; a worker sends it after the commit.

At least once: a message that may have left when the process ended is sent again, under the same id. Whoever sends it
says how (resolvers/carriers.py); one that cannot be sent is tried again, ever more rarely, for a day.
"""

import asyncio
import datetime
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from loaders.house import Post
from models.clock import Clock
from models.codes.sign_in import Channel
from models.row import col, new_id
from models.rows import Message
from resolvers.carriers import Carriers

LOG = logging.getLogger("kaigo.outbox")
CLAIM = datetime.timedelta(minutes=1)
"""While one worker sends a message, the others leave it alone; if it dies, they take it up after this."""
MOST_TRIES = 12
LOOK_AGAIN = 5.0
"""Seconds after which the worker looks by itself: for messages that wait for another try."""


def send(
    session: AsyncSession, channel: Channel, recipient: str, subject: str, body: str, now: datetime.datetime
) -> None:
    """Put a message into the transaction; the worker sends it once that is committed."""
    message = Message(
        id=new_id("msg"), channel=channel, recipient=recipient, subject=subject, body=body, made_at=now, due_at=now
    )
    session.add(message)


class Worker:
    """Sends what is due, one after the other."""

    def __init__(self, engine: AsyncEngine, clock: Clock, carriers: Carriers) -> None:
        self._engine, self._clock, self._carriers = engine, clock, carriers
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be something to send."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._woken.clear()
            try:
                while await self.send_one():
                    pass
            except Exception:
                LOG.exception("the outbox cannot be read")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), LOOK_AGAIN)

    async def send_one(self) -> bool:
        """Send the message that is longest due; whether there was one."""
        message = await self._claimed()
        if message is None:
            return False
        try:
            await self._carriers.carry(message)
        except Exception as error:
            LOG.warning("message %s could not be sent: %s", message.id, type(error).__name__)
            await self._put_back(message)
        else:
            await self._done(message)
        return True

    async def _claimed(self) -> Message | None:
        now = self._clock.now()
        due = select(col(Message.key)).where(col(Message.due_at) <= now).order_by(col(Message.due_at)).limit(1)
        claim = update(Message).where(col(Message.key) == due.scalar_subquery(), col(Message.due_at) <= now)
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            taken = claim.values(due_at=now + CLAIM, tries=col(Message.tries) + 1).returning(Message)
            return (await session.scalars(taken)).one_or_none()

    async def _put_back(self, message: Message) -> None:
        if message.tries >= MOST_TRIES:
            LOG.error("message %s is given up after %s tries", message.id, message.tries)
            await self._done(message)
            return
        wait = datetime.timedelta(seconds=2**message.tries * 5)
        await self._change(message, due_at=self._clock.now() + wait)

    async def _done(self, message: Message) -> None:
        await self._change(message, due_at=None, recipient="", subject="", body="")

    async def _change(self, message: Message, **values: object) -> None:
        async with AsyncSession(self._engine) as session, session.begin():
            await session.execute(update(Message).where(col(Message.key) == message.key).values(**values))


@asynccontextmanager
async def sending(post: Post) -> AsyncIterator["asyncio.Task[None]"]:
    """The worker runs meanwhile, in this task."""
    task = asyncio.create_task(post.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
