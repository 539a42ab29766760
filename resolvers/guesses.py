"""Counts wrong guesses of passwords and codes (permissions/lockout.py says what follows from them).

A guess is counted before it is looked at, in a statement of its own row, so that a hundred at once are a hundred.
"""

import datetime
from collections.abc import Mapping

from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House
from models.row import JST, col
from models.rows import Guess
from permissions.credentials import digest
from permissions.errors import TooManyGuesses
from permissions.lockout import wait_after
from resolvers.transaction import transaction

OFFICE = 10
"""A certificate is an office's: so many people's wrong guesses weigh as much as one person's."""
BEGUN = text("INSERT INTO guess (subject, times, last_at) VALUES (:subject, 0, 0) ON CONFLICT DO NOTHING")

Subjects = Mapping[str, int]
"""The hashes of what guesses are counted by, and how many of them weigh as much as one."""


def subjects(user_id: str, certificate: str | None) -> Subjects:
    """The user id as it was typed, and the certificate of the connection."""
    found = {digest(f"user:{user_id}"): 1}
    if certificate is not None:
        found[digest(f"certificate:{certificate}")] = OFFICE
    return found


def of_client(certificate: str) -> Subjects:
    """The certificate a partner system shows, apart from the people who show the same one."""
    return {digest(f"client:{certificate}"): OFFICE}


async def count(house: House, of: Subjects) -> None:
    """Count a guess.

    Raises:
        TooManyGuesses: somebody must wait; this guess is not looked at, and not counted.
    """
    async with transaction(house) as session:
        await add(session, of, house.now(), refuse=True)


async def add(session: AsyncSession, of: Subjects, now: datetime.datetime, *, refuse: bool = False) -> None:
    """Count a guess, or refuse it where somebody must wait.

    Raises:
        TooManyGuesses: it was to be refused.
    """
    for subject in sorted(of):  # in one order, so that two never wait for each other
        await session.execute(BEGUN, {"subject": subject})
        found = select(Guess).where(col(Guess.subject) == subject).with_for_update()
        guess = (await session.scalars(found)).one()
        wait = wait_after(guess.times // of[subject])
        if refuse and (wait is None or now < guess.last_at + wait):
            raise TooManyGuesses(None if wait is None else (guess.last_at + wait).astimezone(JST))
        more = update(Guess).where(col(Guess.subject) == subject)
        await session.execute(more.values(times=guess.times + 1, last_at=now))


async def take_back(session: AsyncSession, of: Subjects) -> None:
    """The guess just counted was right; those before it still count until the code is right too."""
    less = update(Guess).where(col(Guess.subject).in_(of), col(Guess.times) > 0)
    await session.execute(less.values(times=col(Guess.times) - 1))


async def forget(session: AsyncSession, of: Subjects) -> None:
    """Somebody got in, or an administrator lifted it."""
    await session.execute(delete(Guess).where(col(Guess.subject).in_(of)))
