"""A reading of a card: the words the card signs, and what is kept of it (contract with the app; README, Card readings).

The certificate carries no name and no number of the person: issuer and serial number are all there is, and of these
only a keyed hash is kept.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from cryptography import x509

from permissions.revocation import NoSource, RevocationSource

DOMAIN = b"care-bridge/jpki-auth/v1\0"
"""So that a signature made for us is worth nothing as another service's log-in."""


@dataclass(frozen=True)
class Trust:
    """What readings rest on: the key of the keyed hashes, the authorities that issue cards, and who knows what they
    revoked.
    """

    key: bytes = field(repr=False)
    anchors: Sequence[x509.Certificate] = ()
    revocation: RevocationSource = field(default_factory=NoSource)


@dataclass(frozen=True)
class Statement:
    """What the card signs: one challenge of one server, for one app, one purpose and one form; all as texts."""

    id: str
    nonce: str
    origin: str
    terminal: str
    purpose: str
    exp: str
    form_sha256: str

    def signed(self, certificate: bytes) -> bytes:
        """The bytes whose SHA-256 is signed by the card of this certificate (DER)."""
        told = {"v": 1, **self.__dict__, "cert_sha256": hashlib.sha256(certificate).hexdigest()}
        return DOMAIN + _canonical(told)


def form_hash(confirmation: str, reason: str | None) -> str:
    """SHA-256 (hex) of the form the office's staff saw and filled in."""
    return hashlib.sha256(_canonical({"confirmation": confirmation, "reason": reason})).hexdigest()


def link_hash(key: bytes, issuer: bytes, serial: int) -> str:
    """What is kept of a card: the HMAC-SHA256 (hex) of the issuer's name (DER) and the serial number.

    Serial numbers are few enough to be tried one after the other: without the key, a hash of them hides nothing.
    """
    return keyed_hash(key, len(issuer).to_bytes(4), issuer, str(serial).encode())


def hash_of(key: bytes, certificate: x509.Certificate) -> str:
    """`link_hash` of a certificate that is believed."""
    return link_hash(key, certificate.issuer.public_bytes(), certificate.serial_number)


def keyed_hash(key: bytes, *parts: bytes) -> str:
    """HMAC-SHA256 in hex of the parts one after the other."""
    return hmac.new(key, b"".join(parts), hashlib.sha256).hexdigest()


def _canonical(told: Mapping[str, object]) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8."""
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
