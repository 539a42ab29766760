"""Deletes what the record kept long enough, and signs that it did; the chain stays provable."""

import argparse
import asyncio
import datetime

from models.row import JST
from models.settings import load_settings
from resolvers.attestation import open_file
from resolvers.opening import open_house
from resolvers.purge import purge


def run(arguments: argparse.Namespace) -> int:
    return asyncio.run(_purge(arguments.before))


async def _purge(day: datetime.date) -> int:
    before = datetime.datetime.combine(day, datetime.time(), JST)
    async with open_house(load_settings()) as house:
        file = await open_file(house.engine, house.settings)
        deleted = await purge(house.engine, file, before, house.now())
    print(f"{deleted:,} records from before {day} were deleted.")
    return 0
