"""Deletes what has had its time: uploads nobody used, files that were read, tickets, card readings that read nothing, keys of actions, guesses,
and what is left of sign-ins.

For a timer, once an hour.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from loaders.house import House
from models.settings import load_settings
from resolvers.allowance import clear_request_counts
from resolvers.card_readings import clear_card_readings
from resolvers.changes import clear_changes
from resolvers.documents import clear_tickets
from resolvers.feed_jobs import clear_feed_files
from resolvers.guesses import clear_guesses
from resolvers.opening import open_house
from resolvers.performing import clear_performed
from resolvers.printed_fields import clear_confirmations
from resolvers.sessions import clear_sessions
from resolvers.sign_in import clear_attempts
from resolvers.uploads import clear_uploads

CLEARED: dict[str, Callable[[House], Awaitable[int]]] = {
    "uploads": clear_uploads,
    "files that were read": clear_feed_files,
    "tickets": clear_tickets,
    "card readings": clear_card_readings,
    "confirmations": clear_confirmations,
    "changes": clear_changes,
    "keys of actions": clear_performed,
    "counts of guesses": clear_guesses,
    "counts of requests": clear_request_counts,
    "attempts to sign in": clear_attempts,
    "sessions": clear_sessions,
}


def run(_: argparse.Namespace) -> int:
    print(asyncio.run(_clear()))
    return 0


async def _clear() -> str:
    async with open_house(load_settings()) as house:
        return "\n".join([f"Deleted {await clear(house)} {name}." for name, clear in CLEARED.items()])
