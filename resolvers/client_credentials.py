"""How programs get in (RFC 6749 4.4): a partner system by its client certificate, without a secret (RFC 8705 2.1), a
card-reader app by the secret its office has from the portal.
"""

import datetime

from loaders.house import House
from models.rows import Session
from permissions.card_app import gets_in, registered_app
from permissions.client_certificate import OfficeCertificate
from permissions.credentials import new_token
from permissions.errors import ClientRefused
from permissions.lockout import App, Client
from permissions.partner import client
from resolvers import guesses
from resolvers.sessions import SignedIn, new_session
from resolvers.transaction import transaction

LASTS = datetime.timedelta(minutes=10)
"""A new token costs the program nothing, so there is none that renews one."""
APP_LASTS = datetime.timedelta(hours=1)
"""Of a card-reader app."""


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
        opened = _lasting(house, staff_key, token, certificate, LASTS)
        session.add(opened)
    return SignedIn(token, opened.expires_at)


async def open_app_session(house: House, app_id: str, secret: str, certificate: OfficeCertificate | None) -> SignedIn:
    """A session of a card-reader app, bound to the certificate of the connection where it has one.

    Raises:
        ClientRefused: no such app, a wrong secret, one that is not registered or has ended, or another office's
            certificate, or none where one is demanded; one answer for all.
        TooManyGuesses: too many wrong secrets in a row.
    """
    tries, demand = App(app_id, certificate, house.settings.demand), house.settings.demand
    await guesses.count(house, tries)
    token = new_token()
    async with transaction(house) as session:
        found = (await session.execute(registered_app(app_id))).one_or_none()
        if found is None or not gets_in(found.office_key, found.secret_sha256, secret, certificate, demand):
            raise ClientRefused
        await guesses.forget(session, tries)
        opened = _lasting(house, found.staff_key, token, certificate, APP_LASTS)
        session.add(opened)
    return SignedIn(token, opened.expires_at)


def _lasting(
    house: House, staff_key: int, token: str, certificate: OfficeCertificate | None, lasts: datetime.timedelta
) -> Session:
    """A session that does not end by being left alone."""
    opened = new_session(house, staff_key, token, certificate.fingerprint if certificate else None)
    opened.expires_at = house.now() + lasts
    # Later than the end by what use would move it on: so no request has to write it.
    opened.idle_until = opened.expires_at + datetime.timedelta(minutes=house.settings.idle_minutes)
    return opened
