"""Client certificates (電子証明書) of offices: entered into the table, and revoked."""

import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from loaders.house import House
from models.codes.client_certificate import ClientCertificateStatus
from models.row import col
from models.rows import ClientCertificate
from resolvers.transaction import transaction


async def register(house: House, office_key: int, fingerprint: str, not_after: datetime.datetime) -> bool:
    """Enter a certificate of an office; False where it is entered already: then nothing is changed."""
    entry = ClientCertificate(
        office_key=office_key,
        fingerprint=fingerprint,
        not_after=not_after,
        status=ClientCertificateStatus.VALID,
        registered_at=house.now(),
    )
    try:
        async with transaction(house) as session:
            session.add(entry)
    except IntegrityError:
        return False
    return True


async def revoke(house: House, fingerprint: str) -> bool:
    """Revoke a certificate: from the next request on it is refused. False where there is none."""
    async with transaction(house) as session:
        found = await session.execute(
            update(ClientCertificate)
            .where(col(ClientCertificate.fingerprint) == fingerprint)
            .values(status=ClientCertificateStatus.REVOKED)
            .returning(col(ClientCertificate.key))
        )
        return found.one_or_none() is not None
