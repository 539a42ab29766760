"""Deletes what has had its time: uploads nobody used within 24 hours, and tickets. For a timer, once an hour."""

import argparse
import asyncio

from models.settings import load_settings
from resolvers.documents import clear_tickets
from resolvers.opening import open_house
from resolvers.uploads import clear_uploads


def run(_: argparse.Namespace) -> int:
    print(asyncio.run(_clear()))
    return 0


async def _clear() -> str:
    async with open_house(load_settings()) as house:
        return f"Deleted {await clear_uploads(house)} uploads and {await clear_tickets(house)} tickets."
