"""The rule for passwords (guide p.9, S13), and what we add to it: not a common one, not the one before.

Nothing is trimmed, folded or cut off; there is no forced change but that of the first password.
"""

import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from models.codes.sign_in import PasswordFault

SHORTEST, LONGEST = 8, 128
SIGNS = "!#$%&()*+,-./:;=?@[^_`{|}~"
KINDS = (string.ascii_uppercase, string.ascii_lowercase, string.digits, SIGNS)
FEWEST_KINDS = 3


def faults(password: str, refused: Path) -> list[PasswordFault]:
    """Everything that is wrong with a new password; `refused` is the file of common ones, one a line."""
    return list(_faults(password, refused))


def _faults(password: str, refused: Path) -> Iterator[PasswordFault]:
    if len(password) < SHORTEST:
        yield PasswordFault.TOO_SHORT
    if len(password) > LONGEST:
        yield PasswordFault.TOO_LONG
    if sum(any(sign in kind for sign in password) for kind in KINDS) < FEWEST_KINDS:
        yield PasswordFault.TOO_FEW_KINDS
    if not set(password) <= set("".join(KINDS)):
        yield PasswordFault.SIGN_NOT_ALLOWED
    if not {password.casefold(), _stem(password)}.isdisjoint(_common(refused)):
        yield PasswordFault.COMMON


def _stem(password: str) -> str:
    """What is left of it without what people put behind a word to keep the rule: `Password2026!` is `password`."""
    return password.casefold().rstrip(string.digits + SIGNS)


@cache
def _common(file: Path) -> frozenset[str]:
    return frozenset(line.casefold() for line in file.read_text().splitlines() if line)
