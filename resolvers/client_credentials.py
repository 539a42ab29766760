"""How a partner system gets in: by its client certificate, without a secret (RFC 6749 4.4, RFC 8705 2.1)."""

import datetime

from loaders.house import House
from permissions.client_certificate import OfficeCertificate
from permissions.credentials import new_token
from permissions.errors import ClientRefused
from permissions.lockout import Client
from permissions.partner import client
from resolvers import guesses
from resolvers.sessions import SignedIn, new_session
from resolvers.transaction import transaction

LASTS = datetime.timedelta(minutes=10)
"""A new token costs the program nothing, so there is none that renews one."""


async def open_client_session(house: House, client_id: str, certificate: OfficeCertificate | None) -> SignedIn:
    """A session of a partner system, for this certificate alone; it does not end by being left alone.

    Tries are counted by the certificate: without one nothing is looked at, so nobody outside can lock an account.

    Raises:
        ClientRefused: no certificate, no such partner system, or another office's; one answer for all.
        TooManyGuesses: too many wrong ones in a row with this certificate.
    """
    if certificate is None:
        raise ClientRefused
    tries = Client(certificate.fingerprint)
    await guesses.count(house, tries)
    token = new_token()
    async with transaction(house) as session:
        staff_key = await session.scalar(client(client_id, certificate.office_key))
        if staff_key is None:
            raise ClientRefused
        await guesses.forget(session, tries)
        opened = new_session(house, staff_key, token, certificate.fingerprint)
        opened.expires_at = house.now() + LASTS
        # Later than the end by what use would move it on: so no request has to write it.
        opened.idle_until = opened.expires_at + datetime.timedelta(minutes=house.settings.idle_minutes)
        session.add(opened)
    return SignedIn(token, opened.expires_at)
