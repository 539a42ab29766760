"""The bytes a card signs. The bridge makes them itself, of what it shows and knows; it never signs what it is handed.

The tag in front keeps the signature useless as a log-in elsewhere; the hashes bind the certificate and the form.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import Enum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from reader_bridge.failures import Failed, Failure

TAG = b"care-bridge/jpki-auth/v1\0"
SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""DER of DigestInfo (RFC 8017 9.2) up to the digest."""
RSA_PKCS1_SHA256 = "RSA_PKCS1_SHA256"


class Purpose(Enum):
    """本人確認の目的."""

    VIEWING = "介護情報の閲覧"
    FILING = "代行提出"


class Confirmation(Enum):
    """How it was made sure that the card is this person's."""

    PIN = "暗証番号"
    VISUAL = "職員による目視"


@dataclass(frozen=True)
class Form:
    """What is registered with the card; the server gets it as it was hashed."""

    confirmation: Confirmation
    reason: str | None = None

    def written(self) -> dict[str, str | None]:
        return {"confirmation": self.confirmation.name, "reason": self.reason}

    def sha256(self) -> str:
        return hashlib.sha256(canonical(self.written())).hexdigest()


@dataclass(frozen=True)
class Challenge:
    """The server's challenge, as it came."""

    id: str
    nonce: str
    origin: str
    app_id: str
    purpose: str
    expires_at: str
    algorithms: tuple[str, ...]


def canonical(value: object) -> bytes:
    """JSON in one form only: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def statement(challenge: Challenge, certificate: bytes, form: Form) -> bytes:
    """What is signed, before it is hashed."""
    known = asdict(challenge)
    return TAG + canonical(
        {
            "v": 1,
            **{name: known[name] for name in ("id", "nonce", "origin", "purpose")},
            "terminal": challenge.app_id,
            "exp": challenge.expires_at,
            "cert_sha256": hashlib.sha256(certificate).hexdigest(),
            "form_sha256": form.sha256(),
        }
    )


def digest_info(challenge: Challenge, certificate: bytes, form: Form) -> bytes:
    """What the card gets to sign.

    Raises:
        Failed: ALGORITHM, where card and server have none in common that is known here.
    """
    if _algorithm(certificate) not in challenge.algorithms:
        raise Failed.by(Failure.ALGORITHM)
    return SHA256_DIGEST_INFO + hashlib.sha256(statement(challenge, certificate, form)).digest()


def _algorithm(certificate: bytes) -> str:
    """By the key of the certificate: the next card will have another (ECDSA with P-384)."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except ValueError:
        raise Failed.by(Failure.CARD_ANSWER) from None
    if not isinstance(key, RSAPublicKey):
        raise Failed.by(Failure.ALGORITHM)
    return RSA_PKCS1_SHA256
