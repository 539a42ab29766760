"""Prints a bearer token for a demo account, straight from the database; refuses on a real one."""

import argparse
import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from loaders.house import House
from models.database import DatabaseError
from models.row import col
from models.rows import Staff
from models.settings import load_settings
from resolvers.opening import open_house
from resolvers.sessions import open_session


def run(arguments: argparse.Namespace) -> int:
    print(asyncio.run(_token(arguments.user)))
    return 0


async def _token(user_id: str) -> str:
    async with open_house(load_settings()) as house:
        return await demo_token(house, user_id)


async def demo_token(house: House, user_id: str) -> str:
    """A token for a demo account.

    Raises:
        DatabaseError: this is not a demo, or there is no such account.
    """
    if not house.demo:
        raise DatabaseError("Tokens are printed for a demo database only; sign in instead.")
    async with AsyncSession(house.engine) as session:
        staff = (await session.scalars(select(Staff).where(col(Staff.user_id) == user_id))).one_or_none()
    if staff is None or staff.suspended:
        raise DatabaseError(f"There is no active account {user_id} in this database.")
    return (await open_session(house, staff.key)).token
