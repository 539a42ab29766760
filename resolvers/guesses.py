"""Counts wrong guesses of passwords and codes (permissions/lockout.py says what follows from them).

A guess is counted before it is looked at, in a statement of its own row, so that a hundred at once are a hundred.
"""

import datetime

from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House
from models.row import JST, col
from models.rows import Guess, Staff
from permissions.credentials import digest
from permissions.errors import TooManyGuesses
from permissions.lockout import LOCKS, MOST, Guessed, Target, wait_after
from resolvers.lockout import tell
from resolvers.transaction import transaction

MOST_AT_ONCE = 1_000
"""How many rows one statement deletes."""
OVER = datetime.timedelta(days=1)
"""What was guessed so long ago at no account is forgotten."""
BEGUN = text("INSERT INTO guess (subject, times, last_at) VALUES (:subject, 0, 0) ON CONFLICT DO NOTHING")


def subjects(of: Guessed) -> dict[str, int]:
    """The hashes of what a guess is counted by, and how many of them weigh as much as one."""
    return {digest(subject): weight for subject, weight in of.weights.items()}


async def count(house: House, target: Guessed) -> int:
    """Count a guess, and tell how many there now are in a row.

    Raises:
        TooManyGuesses: somebody must wait; this guess is not looked at, and not counted.
    """
    async with transaction(house) as session:
        return await _add(session, target, house.now(), refuse=True)


async def found_wrong(house: House, target: Target, times: int) -> None:
    """The guess just counted was wrong: now it may lock the account, and then people are told.

    The statements are the same where there is no such account; only that nobody is told.
    """
    if times in LOCKS:
        async with transaction(house) as session:
            await _lock(session, target, times, house.now())
        house.post.wake()


async def add_wrong(session: AsyncSession, target: Target, now: datetime.datetime) -> None:
    """Count a guess that is wrong, whether somebody must wait or not."""
    times = await _add(session, target, now)
    if times in LOCKS:
        await _lock(session, target, times, now)


async def take_back(session: AsyncSession, target: Target) -> None:
    """The guess just counted was right; those before it still count until the code is right too."""
    less = update(Guess).where(col(Guess.subject).in_(subjects(target)), col(Guess.times) > 0)
    await session.execute(less.values(times=col(Guess.times) - 1))


async def forget(session: AsyncSession, target: Guessed) -> None:
    """Somebody got in."""
    await session.execute(delete(Guess).where(col(Guess.subject).in_(subjects(target))))


async def lift(session: AsyncSession, user_id: str) -> None:
    """Let an account in again that is locked, for an administrator's verb; that of its certificate is another thing."""
    office = await session.scalar(select(col(Staff.office_key)).where(col(Staff.user_id) == user_id))
    named = [digest(subject) for subject in Target.every_subject(user_id, office)]
    await session.execute(delete(Guess).where(col(Guess.subject).in_(named)))


async def clear_guesses(house: House) -> int:
    """Forget the guesses a day old that were at no account, and tell of how many subjects they were.

    Those at an account are in a row however long ago they were (A8): only who gets in, or an administrator, ends it.
    """
    old = select(col(Guess.subject)).where(col(Guess.last_at) <= house.now() - OVER, col(Guess.times) < MOST)
    async with transaction(house) as session:
        accounts = (await session.execute(select(col(Staff.user_id), col(Staff.office_key)))).all()
        kept = {digest(subject) for account in accounts for subject in Target.every_subject(*account)}
        over = [subject for subject in await session.scalars(old) if subject not in kept]
        for start in range(0, len(over), MOST_AT_ONCE):
            some = over[start : start + MOST_AT_ONCE]
            await session.execute(delete(Guess).where(col(Guess.subject).in_(some)))
    return len(over)


async def _add(session: AsyncSession, target: Guessed, now: datetime.datetime, *, refuse: bool = False) -> int:
    of, counted = subjects(target), {}
    for subject in sorted(of):  # in one order, so that two never wait for each other
        await session.execute(BEGUN, {"subject": subject})
        found = select(Guess).where(col(Guess.subject) == subject).with_for_update()
        guess = (await session.scalars(found)).one()
        wait = wait_after(guess.times // of[subject])
        if refuse and (wait is None or now < guess.last_at + wait):
            raise TooManyGuesses(None if wait is None else (guess.last_at + wait).astimezone(JST))
        counted[subject] = guess.times + 1
        more = update(Guess).where(col(Guess.subject) == subject)
        await session.execute(more.values(times=counted[subject], last_at=now))
    return counted[digest(target.subject)]


async def _lock(session: AsyncSession, target: Target, times: int, now: datetime.datetime) -> None:
    # Also so that something is written, and a commit takes its time, where nobody is told.
    begun = update(Guess).where(col(Guess.subject) == digest(target.subject))
    await session.execute(begun.values(last_at=now))
    await tell(session, target, times, now)
