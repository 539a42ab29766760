"""A certificate authority of one's own, for the demo and for tests: ECDSA P-256, no intermediates."""

import datetime
import ipaddress
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

SERVER_AUTH, CLIENT_AUTH = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
YEAR, MONTH = datetime.timedelta(days=365), datetime.timedelta(days=30)
SKEW = datetime.timedelta(minutes=5)
"""How far another machine's clock may be behind."""
LOCAL: Sequence[x509.GeneralName] = (
    x509.DNSName("localhost"),
    x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    x509.IPAddress(ipaddress.ip_address("::1")),
)
Key = EllipticCurvePrivateKey


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: Key

    @classmethod
    def read(cls, certificate: bytes, key: bytes) -> Self:
        """From PEM; `key` may stand in one text with the certificate."""
        loaded = load_pem_private_key(key, None)
        assert isinstance(loaded, EllipticCurvePrivateKey)
        return cls(x509.load_pem_x509_certificate(certificate), loaded)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER, in hex."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def pkcs12(self, name: str, password: str) -> bytes:
        """What browsers import."""
        locked = BestAvailableEncryption(password.encode())
        return serialize_key_and_certificates(name.encode(), self.key, self.certificate, None, locked)


@dataclass(frozen=True)
class Authority(Pair):
    """Signs certificates and the list of those it revoked."""

    @classmethod
    def new(cls, name: str) -> Self:
        key = generate_private_key(SECP256R1())
        about = _named(name, key, -SKEW, 10 * YEAR).issuer_name(_name(name))
        about = about.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        about = about.add_extension(_usage(signs_certificates=True), critical=True)
        return cls(about.sign(key, hashes.SHA256()), key)

    def issue(
        self,
        name: str,
        usage: ObjectIdentifier = CLIENT_AUTH,
        names: Sequence[x509.GeneralName] = (),
        begin: datetime.timedelta = -SKEW,
        end: datetime.timedelta = YEAR,
    ) -> Pair:
        """A new certificate for this use; `begin` and `end` are counted from now."""
        key = generate_private_key(SECP256R1())
        about = _named(name, key, begin, end).issuer_name(self.certificate.subject)
        about = about.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        about = about.add_extension(_usage(signs_certificates=False), critical=True)
        about = about.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        about = about.add_extension(self._identifier(), critical=False)
        if names:
            about = about.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return Pair(about.sign(self.key, hashes.SHA256()), key)

    def revocations(self, serials: Iterable[int], life: datetime.timedelta = MONTH) -> bytes:
        """The revocation list as PEM, complete; after its life every client is refused until there is a new one."""
        now = datetime.datetime.now(datetime.UTC)
        about = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        about = about.last_update(now - SKEW).next_update(now + life)
        about = about.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        about = about.add_extension(self._identifier(), critical=False)
        for serial in serials:
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - SKEW)
            about = about.add_revoked_certificate(revoked.build())
        return about.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def _identifier(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())


def new_password() -> str:
    """For a file that is imported by hand."""
    return secrets.token_urlsafe(12)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _named(name: str, key: Key, begin: datetime.timedelta, end: datetime.timedelta) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    about = x509.CertificateBuilder().subject_name(_name(name)).public_key(key.public_key())
    about = about.serial_number(x509.random_serial_number()).not_valid_before(now + begin).not_valid_after(now + end)
    return about.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
