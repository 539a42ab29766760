"""Mail of the demo: written to a folder as .eml files, so that it can be read without a mail server."""

import datetime
import secrets
import tempfile
from email.message import EmailMessage
from pathlib import Path

from models.settings import SettingsError


def put(folder: Path, mail: EmailMessage, now: datetime.datetime) -> Path:
    """Write one mail; names sort by time. Only the owner may read the folder: codes are in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
    path.write_bytes(bytes(mail))
    return path


def require_outbox(folder: Path) -> None:
    """Make the folder where it is missing, and try it: nobody could sign in without it.

    Raises:
        SettingsError: it cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingsError(
            f"KAIGO_OUTBOX is wrong: {folder} cannot be written to ({error.strerror}). "
            "Name a folder the server may write to."
        ) from None
