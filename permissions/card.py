"""What proves a My Number Card: the certificate for user authentication (利用者証明用電子証明書), and its signature.

Facts: RFC 5280 and the public profile of JPKI. Several generations of the authority share one name, so each anchor is
tried.
"""

import datetime
import enum
from collections.abc import Callable, Mapping, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import ObjectIdentifier

USER_AUTHENTICATION = ObjectIdentifier("1.2.392.200149.8.5.1.3.30")
"""The policy of certificates for user authentication; those for signing have another."""
DEMO_AUTHORITY = "Kaigo Graph Demo Card CA"
"""The common name of the authority of the demo's own cards; no other database believes it."""
OTHER_USES = (
    *("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign"),
)
"""What the key of such a certificate is not for: it signs challenges, and nothing else."""
MOST_BYTES = 8 * 1024
LEAST_KEY_BITS = 2048


class CardFault(enum.Enum):
    """Why a card proves nothing."""

    CERTIFICATE_WRONG = "利用者証明用電子証明書ではありません。"
    ISSUER_UNTRUSTED = "このカードの発行者は確認できません。"
    CARD_NOT_YET_VALID = "電子証明書の有効期間がまだ始まっていません。"
    CARD_EXPIRED = "電子証明書の有効期限が切れています。市町村の窓口で更新できます。"
    SIGNATURE_WRONG = "カードの署名を確認できません。もう一度カードを読み取ってください。"
    CARD_REVOKED = "電子証明書が失効しています。市町村の窓口に確認してください。"


class CardRefused(Exception):
    """The card proves nothing."""

    def __init__(self, fault: CardFault) -> None:
        super().__init__(fault.name)
        self.fault = fault


def proven(
    der: bytes, anchors: Sequence[x509.Certificate], now: datetime.datetime
) -> tuple[x509.Certificate, x509.Certificate]:
    """The certificate and the anchor that issued it, if it holds now and is one for user authentication.

    Raises:
        CardRefused: it does not, or is none.
    """
    try:
        if len(der) > MOST_BYTES:
            raise ValueError("too long")
        certificate = x509.load_der_x509_certificate(der)
        issuer = next((anchor for anchor in anchors if _issued(anchor, certificate, now)), None)
        if issuer is None:
            raise CardRefused(CardFault.ISSUER_UNTRUSTED)
        if now < certificate.not_valid_before_utc:
            raise CardRefused(CardFault.CARD_NOT_YET_VALID)
        if now > certificate.not_valid_after_utc:
            raise CardRefused(CardFault.CARD_EXPIRED)
        if not _fits(certificate):
            raise CardRefused(CardFault.CERTIFICATE_WRONG)
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension):
        raise CardRefused(CardFault.CERTIFICATE_WRONG) from None
    return certificate, issuer


def require_signature(certificate: x509.Certificate, signature: bytes, message: bytes) -> None:
    """Refuse what the card of this certificate has not signed.

    Raises:
        CardRefused: it has not.
    """
    try:
        ALGORITHMS[_algorithm(certificate)](certificate.public_key(), signature, message)
    except InvalidSignature:
        raise CardRefused(CardFault.SIGNATURE_WRONG) from None


def is_demo(anchor: x509.Certificate) -> bool:
    """Whether this is the authority of the demo's own cards."""
    return any(entry.value == DEMO_AUTHORITY for entry in anchor.subject)


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether it may issue certificates."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _issued(anchor: x509.Certificate, certificate: x509.Certificate, now: datetime.datetime) -> bool:
    if not anchor.not_valid_before_utc <= now <= anchor.not_valid_after_utc:
        return False
    try:
        certificate.verify_directly_issued_by(anchor)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _fits(certificate: x509.Certificate) -> bool:
    """Whether it is one for user authentication, of a key we know to check."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return False
    only_signs = usage.critical and usage.value.digital_signature
    other = any(getattr(usage.value, name) for name in OTHER_USES)
    of_policy = any(policy.policy_identifier == USER_AUTHENTICATION for policy in policies)
    known = _algorithm(certificate) in ALGORITHMS
    return only_signs and not other and of_policy and known and not is_authority(certificate)


def _algorithm(certificate: x509.Certificate) -> str:
    """What a card with such a key signs by; "" for a key we do not know."""
    key = certificate.public_key()
    if isinstance(key, RSAPublicKey) and key.key_size >= LEAST_KEY_BITS:
        return "RSA_PKCS1_SHA256"
    return ""


def _rsa(key: object, signature: bytes, message: bytes) -> None:
    assert isinstance(key, RSAPublicKey)
    key.verify(signature, message, PKCS1v15(), hashes.SHA256())


Verify = Callable[[object, bytes, bytes], None]
ALGORITHMS: Mapping[str, Verify] = {"RSA_PKCS1_SHA256": _rsa}
"""How each kind of card signs. The next card's is said to be ECDSA_P384_SHA384: it becomes an entry here."""
