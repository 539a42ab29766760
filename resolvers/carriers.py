"""Who carries a message: the folder of the demo, an SMTP server, and an SMS service over HTTP.

The SMS adapter: POST KAIGO_SMS_URL with `{"id", "to", "text"}` as JSON and, where KAIGO_SMS_KEY is set, a bearer token;
any 2xx is taken as sent; the same id is the same message.
"""

import asyncio
import secrets
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx2

from models.codes.sign_in import Channel
from models.files import sync
from models.rows import Message
from models.settings import Settings, SettingsError

LONGEST = 20.0
"""Seconds a carrier may take."""


@dataclass(frozen=True)
class Carriers:
    """The way of each channel, by the settings."""

    settings: Settings

    async def carry(self, message: Message) -> None:
        """Hand a message over.

        Raises:
            Exception: whatever the carrier says; it is to be tried again.
        """
        if message.channel is Channel.SMS and self.settings.sms_url:
            await self._sms(message)
        elif message.channel is Channel.MAIL and self.settings.smtp_url:
            await self._mail(message)
        else:
            mail = written(message, self.settings.mail_from)
            await asyncio.to_thread(put, self.settings.outbox, mail, message)

    async def _sms(self, message: Message) -> None:
        key = self.settings.sms_key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        told = {"id": message.id, "to": message.recipient, "text": message.body}
        async with httpx2.AsyncClient(timeout=LONGEST) as client:
            (await client.post(self.settings.sms_url, json=told, headers=headers)).raise_for_status()

    async def _mail(self, message: Message) -> None:
        server = httpx2.URL(self.settings.smtp_url)
        await aiosmtplib.send(
            written(message, self.settings.mail_from),
            hostname=server.host,
            port=server.port,
            use_tls=server.scheme == "smtps",
            start_tls=server.scheme == "smtp+starttls",
            username=server.username or None,
            password=server.password or None,
            timeout=LONGEST,
        )


def written(message: Message, sender: str) -> EmailMessage:
    """The message as mail; its Message-ID tells a receiver of one sent twice."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, message.recipient
    mail["Subject"] = message.subject or "SMS"
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail.set_content(message.body)
    return mail


def put(folder: Path, mail: EmailMessage, message: Message) -> Path:
    """Write one message of the demo; names sort by time. Only the owner may read the folder: codes are in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kind = "sms" if message.channel is Channel.SMS else "eml"
    path = folder / f"{message.made_at:%Y%m%d-%H%M%S}-{message.id}.{kind}"
    # Whoever looks into the folder sees whole messages only.
    draft = folder / f".{secrets.token_hex(8)}"
    draft.write_bytes(bytes(mail))
    draft.rename(path)
    sync(path)  # the row forgets the message as soon as it is here
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
