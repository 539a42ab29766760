"""Passwords, one-time codes and tokens: made and checked here, stored only as hashes."""

import hashlib
import secrets

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
"""argon2id with 46 MiB and one pass: OWASP's first choice; more would be a way to keep the server busy."""
_NOBODY = "$argon2id$v=19$m=47104,t=1,p=1$Xv0nilUsYnoQIZ1z+SvzYA$wBabclEuvH/OF3olvUO33GoCuzCVJyx0HSpyyeHv+js"
"""Checked for unknown user ids, so that they take as long as a wrong password; of a password nobody has kept."""


def hash_password(password: str) -> str:
    """What is stored of a password, parameters and salt included."""
    return HASHER.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; as slow where there is no such user."""
    try:
        HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def new_code() -> str:
    """A one-time code of six digits, from a secret that exists only for it (RFC 4226)."""
    return pyotp.HOTP(pyotp.random_base32()).at(0)


def new_token() -> str:
    """An opaque token of 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a token or a code: SHA-256 in hex. Enough for what is random and short-lived."""
    return hashlib.sha256(secret.encode()).hexdigest()
