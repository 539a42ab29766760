"""The key that signs receipts of consent (同意の控え), read from its file at the start."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from models.key_files import consent_key_path
from models.row import col
from models.rows import ConsentReceipt
from models.settings import Settings
from resolvers.signing_key import signing_key


async def open_consent_key(engine: AsyncEngine, settings: Settings, *, demo: bool) -> Ed25519PrivateKey:
    """The key these settings name. A demo that has signed nothing yet makes one: what was signed needs the key it has.

    Raises:
        SettingsError: others may read it, it is none, or there is none and none may be made.
    """
    async with engine.connect() as connection:
        signed = await connection.scalar(select(col(ConsentReceipt.key)).limit(1))
    return signing_key(consent_key_path(settings), "KAIGO_CONSENT_KEY", make_one=demo and signed is None)
