"""Files with keys: made once, whole, for the server alone to read; beside the database or where a setting says."""

import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlalchemy.engine import make_url

from models.database import sqlite_file
from models.files import sync
from models.settings import ROOT, Settings, SettingsError

CARD_KEY_BYTES = 32


def beside(settings: Settings, ending: str) -> Path:
    """The path with this ending beside the database; in var/ for one that is not a file."""
    file = sqlite_file(settings.database_url) or ROOT / "var" / (make_url(settings.database_url).database or "kaigo")
    return file.with_name(f"{file.name}.{ending}")


def make(path: Path, content: bytes) -> None:
    """Write it under another name first: whoever else starts at this moment finds a whole one, and only one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # its mode is 0600
        file.write(content)
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)
        sync(path)


def kept(path: Path, setting: str, new: Callable[[], bytes] | None) -> bytes:
    """What a key's file holds; with `new`, made where there is none.

    Raises:
        SettingsError: others may read it, it cannot be read, or there is none and none may be made.
    """
    try:
        if new is not None and not path.exists():
            make(path, new())
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{setting} is wrong: others may read {path}. Run `chmod 600 {path}`.")
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{setting} is wrong: {path} cannot be used ({error.strerror}).") from None


def card_key_path(settings: Settings) -> Path:
    """Where the key is kept under which cards are hashed."""
    return settings.card_key or beside(settings, "card-key")


def card_key(settings: Settings, *, make_one: bool) -> bytes:
    """The key under which cards are hashed; with `make_one`, made where there is none.

    Raises:
        SettingsError: others may read it, it is none, or there is none and none may be made.
    """
    path = card_key_path(settings)
    key = kept(path, "KAIGO_CARD_KEY", partial(secrets.token_bytes, CARD_KEY_BYTES) if make_one else None)
    if len(key) != CARD_KEY_BYTES:
        raise SettingsError(f"KAIGO_CARD_KEY is wrong: {path} does not hold {CARD_KEY_BYTES} bytes.")
    return key


def consent_key_path(settings: Settings) -> Path:
    """Where the key is kept that signs receipts of consent."""
    return settings.consent_key or beside(settings, "consent-key")


def demo_cards(settings: Settings) -> Path:
    """The folder of a demo's cards; in it, `anchors` holds the authority that issued them."""
    return beside(settings, "cards")
