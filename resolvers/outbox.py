"""Mail of the demo: written to a folder as .eml files, so that it can be read without a mail server."""

import datetime
import secrets
from email.message import EmailMessage
from pathlib import Path


def put(folder: Path, mail: EmailMessage, now: datetime.datetime) -> Path:
    """Write one mail; names sort by time. Only the owner may read the folder: codes are in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
    path.write_bytes(bytes(mail))
    return path
