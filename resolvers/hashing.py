"""Passwords hashed and compared off the event loop: it is slow on purpose and takes much memory."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

from permissions.credentials import hash_password, password_matches

HASHING = ThreadPoolExecutor(max(1, (os.cpu_count() or 2) - 1), thread_name_prefix="password-hashes")
"""One processor is left to those who are signed in."""


async def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; as slow where there is no such user."""
    return await asyncio.get_running_loop().run_in_executor(HASHING, password_matches, stored, password)


async def hashed(password: str) -> str:
    """What is stored of a password."""
    return await asyncio.get_running_loop().run_in_executor(HASHING, hash_password, password)
