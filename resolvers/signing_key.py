"""Keys of Ed25519 in files: each signs one kind of thing, for the server alone to read (models/key_files.py)."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from models.key_files import kept
from models.settings import SettingsError


def signing_key(path: Path, setting: str, *, make_one: bool) -> Ed25519PrivateKey:
    """The key of a file; with `make_one`, made where there is none.

    Raises:
        SettingsError: others may read it, it is none, or there is none and none may be made.
    """
    content = kept(path, setting, _new if make_one else None)
    try:
        key = load_pem_private_key(content, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("it is not a key of Ed25519")
    except ValueError as error:
        raise SettingsError(f"{setting} is wrong: {path} cannot be used ({reason(error)}).") from None
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The public half of a key, from its own file.

    Raises:
        SettingsError: there is no such file, or it is another kind of key.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(f"The public key {path} cannot be read ({reason(error)}).") from None
    if not isinstance(key, Ed25519PublicKey):
        raise SettingsError(f"The public key {path} is not of Ed25519.")
    return key


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def reason(error: Exception) -> str:
    """Why a file cannot be used, in a few words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error).partition("\n")[0].rstrip(".")
