"""What card readings rest on, read from files: the key, the authorities, and a revocation list where there is one."""

import datetime
import logging
from pathlib import Path

from cryptography import x509
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from models.codes.card import RevocationStatus
from models.key_files import card_key, demo_cards
from models.row import col
from models.rows import CardLink
from models.settings import Settings, SettingsError
from permissions.card import is_authority, is_demo
from permissions.card_reading import Trust
from permissions.revocation import NoSource, RevocationSource, listed_status

LOG = logging.getLogger("kaigo.cards")


async def open_trust(engine: AsyncEngine, settings: Settings, *, demo: bool) -> Trust:
    """What these settings say is believed. The key is made where no card is known yet: those that are, need theirs.

    Raises:
        SettingsError: a file is missing or wrong, or a database that is no demo is to believe the demo's cards.
    """
    async with engine.connect() as connection:
        known = await connection.scalar(select(col(CardLink.key)).limit(1))
    key = card_key(settings, make_one=known is None)
    file = settings.card_revocations
    revocation: RevocationSource = NoSource() if file is None else ListFile(file)
    return Trust(key, _anchors(settings, demo=demo), revocation)


def _anchors(settings: Settings, *, demo: bool) -> tuple[x509.Certificate, ...]:
    folder = settings.card_anchors or (demo_cards(settings) / "anchors" if demo else None)
    if folder is None or not (settings.card_anchors or folder.is_dir()):
        return ()
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".pem")
        found = tuple(one for file in files for one in x509.load_pem_x509_certificates(file.read_bytes()))
    except (OSError, ValueError) as error:
        raise SettingsError(f"KAIGO_CARD_ANCHORS is wrong: {folder} cannot be read ({error}).") from None
    if not all(is_authority(one) for one in found):
        raise SettingsError(f"KAIGO_CARD_ANCHORS is wrong: {folder} holds a certificate that is no authority's.")
    if not demo and any(is_demo(one) for one in found):
        raise SettingsError(f"KAIGO_CARD_ANCHORS is wrong: {folder} holds the demo's authority. Take it out.")
    return found


class ListFile:
    """A revocation list in a file, read again when the file has changed; while it cannot be read, what it said last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._version: tuple[int, int] | None = None
        self._list: x509.CertificateRevocationList | None = None

    def status(
        self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime.datetime
    ) -> RevocationStatus:
        """As permissions/revocation.py says."""
        try:
            self._read()
        except (OSError, ValueError) as error:
            # What was read last goes on to hold: what it revokes stays revoked, and in time it is stale.
            LOG.error("the revocation list %s cannot be read: %s", self._path, error)
        return listed_status([] if self._list is None else [self._list], certificate, issuer, now)

    def _read(self) -> None:
        told = self._path.stat()
        version = (told.st_mtime_ns, told.st_size)
        if version != self._version:
            content = self._path.read_bytes()
            pem = content.lstrip().startswith(b"-----BEGIN")
            self._list = x509.load_pem_x509_crl(content) if pem else x509.load_der_x509_crl(content)
            self._version = version
