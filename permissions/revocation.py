"""Whether a card's certificate was revoked (失効): told by a source, honestly, with what it does not know.

Revocation lists of JPKI go to notified verifiers only, so a service may well have none: then nothing is checked, and
every reading says so.
"""

import datetime
from collections.abc import Iterable
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from models.codes.card import RevocationStatus
from permissions.card import CardFault, CardRefused


class RevocationSource(Protocol):
    """Knows, or does not, which certificates were revoked."""

    def status(
        self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime.datetime
    ) -> RevocationStatus:
        """What is known of a certificate that this anchor issued.

        Raises:
            CardRefused: it was revoked.
        """


class NoSource:
    """Nothing is known of any certificate."""

    def status(
        self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime.datetime
    ) -> RevocationStatus:
        return RevocationStatus.UNCHECKED


def listed_status(
    lists: Iterable[x509.CertificateRevocationList],
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    now: datetime.datetime,
) -> RevocationStatus:
    """What revocation lists tell of a certificate: those count that its own issuer has signed.

    A list past its next update is stale; what it revokes stays revoked.

    Raises:
        CardRefused: one of them revokes it.
    """
    status = RevocationStatus.UNCHECKED
    for one in lists:
        if not _signed(one, issuer):
            continue
        if one.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
            raise CardRefused(CardFault.CARD_REVOKED)
        if not _covers(one, now):
            continue
        fresh = one.next_update_utc is not None and now < one.next_update_utc
        status = RevocationStatus.GOOD if fresh or status is RevocationStatus.GOOD else RevocationStatus.STALE
    return status


def _covers(one: x509.CertificateRevocationList, now: datetime.datetime) -> bool:
    """Whether a certificate that is not on the list was not revoked: not where the list is one part, an addition to
    another, of a time to come, or says by a critical extension what is not understood here (RFC 5280, 5.2).
    """
    try:
        return one.last_update_utc <= now and not any(extension.critical for extension in one.extensions)
    except (ValueError, x509.DuplicateExtension):
        return False


def _signed(revocations: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        return False
    return revocations.issuer == issuer.subject and revocations.is_signature_valid(key)
