"""Cards made for the tests, and who issues them: real ones but for their names, and everything that can be wrong."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier

from models.clock import DEMO_START

DAY, YEAR = datetime.timedelta(days=1), datetime.timedelta(days=365)
AUTHENTICATION, SIGNING = "1.2.392.200149.8.5.1.3.30", "1.2.392.200149.8.5.1.1.20"
SERIAL = 0x5E71A1_0123456789ABCDEF
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
JPKI = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI"),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "JPKI for user authentication"),
    ]
)


@cache
def key_number(number: int, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Keys take long to make: each is made once a worker."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Card:
    """A card: its key, and its certificate."""

    key: Key
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, PKCS1v15(), hashes.SHA256())
        return self.key.sign(message, ec.ECDSA(hashes.SHA384()))


@dataclass(frozen=True)
class Issuer(Card):
    """An authority that issues cards."""

    @classmethod
    def new(
        cls, key: int = 0, since: datetime.datetime = DEMO_START - YEAR, years: int = 10, ca: bool = True
    ) -> "Issuer":
        private = key_number(key)
        about = _about(JPKI, private, since, since + years * YEAR, x509.random_serial_number())
        about = about.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        return cls(private, about.sign(private, hashes.SHA256()))

    def card(
        self,
        key: Key | None = None,
        since: datetime.datetime = DEMO_START - DAY,
        until: datetime.datetime = DEMO_START + YEAR,
        serial: int = SERIAL,
        policy: str | None = AUTHENTICATION,
        ca: bool = False,
        **usage: bool,
    ) -> Card:
        """A new card; `usage` says what else its key is for, `policy=None` leaves the policy out."""
        private = key or key_number(10)
        about = _about(x509.Name([]), private, since, until, serial)
        about = about.add_extension(_usage(**usage), critical=True)
        if ca:
            about = about.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        if policy:
            named = x509.PolicyInformation(ObjectIdentifier(policy), None)
            about = about.add_extension(x509.CertificatePolicies([named]), critical=False)
        assert isinstance(self.key, rsa.RSAPrivateKey)
        return Card(private, about.sign(self.key, hashes.SHA256()))

    def revocations(
        self,
        serials: Sequence[int],
        until: datetime.datetime,
        key: Key | None = None,
        since: datetime.datetime = DEMO_START - 30 * DAY,
        extension: x509.ExtensionType | None = None,
    ) -> bytes:
        """A revocation list (DER) whose next update is then; with an extension, which is critical."""
        about = x509.CertificateRevocationListBuilder().issuer_name(JPKI)
        about = about.last_update(since).next_update(until)
        about = about.add_extension(extension, critical=True) if extension else about
        for serial in serials:
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(DEMO_START - 30 * DAY)
            about = about.add_revoked_certificate(revoked.build())
        private = key or self.key
        assert isinstance(private, rsa.RSAPrivateKey)
        return about.sign(private, hashes.SHA256()).public_bytes(Encoding.DER)


def _about(
    name: x509.Name, key: Key, since: datetime.datetime, until: datetime.datetime, serial: int
) -> x509.CertificateBuilder:
    about = x509.CertificateBuilder().subject_name(name).issuer_name(JPKI).public_key(key.public_key())
    return about.serial_number(serial).not_valid_before(since).not_valid_after(until)


def _usage(**more: bool) -> x509.KeyUsage:
    names = (
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
    )
    told = {name: more.get(name, False) for name in (*names, "encipher_only", "decipher_only")}
    return x509.KeyUsage(digital_signature=more.get("digital_signature", True), **told)


def anchors(folder: Path, *issuers: Card) -> Path:
    """A folder for KAIGO_CARD_ANCHORS."""
    folder.mkdir(exist_ok=True)
    for place, issuer in enumerate(issuers):
        (folder / f"{place}.pem").write_bytes(issuer.certificate.public_bytes(Encoding.PEM))
    return folder
