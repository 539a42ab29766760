"""Sessions: opened, kept while they are used, ended."""

import datetime
from dataclasses import dataclass

from sqlalchemy import delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House
from models.row import col
from models.rows import Session, SignInAttempt, Staff
from permissions.credentials import digest, new_token
from resolvers.noting import note
from resolvers.transaction import transaction

RENEWED_AFTER = datetime.timedelta(minutes=1)
"""A session's idle time is moved on at most this often: most requests write nothing."""
KEPT = datetime.timedelta(days=1)
"""How long what is over is left in the database."""


@dataclass(frozen=True)
class SignedIn:
    """A new session's token; the database knows only its hash."""

    token: str
    expires_at: datetime.datetime
    first_password: bool = False


def new_session(house: House, staff_key: int, token: str, certificate: str | None) -> Session:
    """The row of a session that begins now, with this token."""
    expires_at = house.now() + datetime.timedelta(minutes=house.settings.session_minutes)
    idle_until = min(expires_at, house.now() + datetime.timedelta(minutes=house.settings.idle_minutes))
    return Session(
        token_hash=digest(token),
        staff_key=staff_key,
        certificate=certificate,
        expires_at=expires_at,
        idle_until=idle_until,
    )


async def keep_session(house: House, token: str, idle_until: datetime.datetime) -> None:
    """Move a session's idle time on, because it is in use."""
    later = house.now() + datetime.timedelta(minutes=house.settings.idle_minutes)
    if later - idle_until < RENEWED_AFTER:
        return
    async with transaction(house) as session:
        await session.execute(update(Session).where(col(Session.token_hash) == digest(token)).values(idle_until=later))


async def end_what_is_open(session: AsyncSession, staff_key: int, but: str | None = None) -> None:
    """End an account's sessions, apart from that of one token, and its attempts to sign in."""
    sessions = update(Session).where(col(Session.staff_key) == staff_key)
    if but is not None:
        sessions = sessions.where(col(Session.token_hash) != digest(but))
    await session.execute(sessions.values(ended=True))
    await end_attempts(session, staff_key)


async def end_attempts(session: AsyncSession, staff_key: int) -> None:
    """End an account's attempts to sign in: codes that are on their way open nothing."""
    await session.execute(update(SignInAttempt).where(col(SignInAttempt.staff_key) == staff_key).values(used=True))


async def sign_out(house: House, token: str) -> None:
    """End the session of this token."""
    async with transaction(house) as session:
        ended = update(Session).where(col(Session.token_hash) == digest(token), col(Session.ended).is_(False))
        key = (await session.scalars(ended.values(ended=True).returning(col(Session.staff_key)))).one_or_none()
        if key is not None:
            note(session, house.now(), await session.get_one(Staff, key), "signOut", "DONE")


async def open_session(house: House, staff_key: int) -> SignedIn:
    """A session without a code, for `python -m graph token` on a demo database; it does not end by being idle."""
    token = new_token()
    opened = new_session(house, staff_key, token, None)
    opened.idle_until = opened.expires_at
    async with transaction(house) as session:
        session.add(opened)
    return SignedIn(token, opened.expires_at)


async def clear_sessions(house: House) -> int:
    """Delete the sessions that are over since a day, ended ones too, and tell how many there were."""
    before = house.now() - KEPT
    async with transaction(house) as session:
        # One that was ended is not used any more: it has been idle since.
        old = delete(Session).where(or_(col(Session.idle_until) <= before, col(Session.expires_at) <= before))
        return len((await session.scalars(old.returning(col(Session.key)))).all())
