"""The demo's card-reader app, and cards made of software: an authority of the demo's own, and whose card is which.

The authority is believed by a demo database only. Its key is thrown away once the cards are signed.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from models import rows
from models.clock import DEMO_START
from models.key_files import card_key, demo_cards
from models.row import col
from models.settings import Settings
from permissions.card import DEMO_AUTHORITY, USER_AUTHENTICATION
from permissions.card_reading import hash_of
from permissions.credentials import digest
from seed.accounts import DEMO_APP, DEMO_APP_SECRET, STAFF
from seed.book import Book
from seed.dates import at, day
from seed.offices import At

REGISTERED = at(day("2025-11-04"))
DAY, YEAR = datetime.timedelta(days=1), datetime.timedelta(days=365)
LISTED, UNREGISTERED = "1200000110", "1234567891"
"""介護 一郎, who is on the first office's list; and somebody whose card is no health-insurance card."""
NEW_PEOPLE = 3
"""Cards of people who are not on that list."""


def enter_card_app(book: Book) -> None:
    """Enter the first office's app, issued and registered."""
    book.add(
        rows.CardApp,
        app_id=DEMO_APP,
        secret_sha256=digest(DEMO_APP_SECRET),
        office_key=At.TEST.value,
        staff_key=STAFF[DEMO_APP],
        issued_at=REGISTERED - DAY,
        registered_at=REGISTERED,
        registered_by=STAFF["hachiro"],
    )


def put_cards(book: Book, settings: Settings) -> None:
    """Make the cards, each a file NUMBER.pem with key and certificate, and enter whose they are.

    The people must have been written.

    Raises:
        SettingsError: the key under which cards are hashed cannot be used.
    """
    folder, authority = demo_cards(settings), Authority.new()
    key = card_key(settings, make_one=True)
    (folder / "anchors").mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "anchors" / "demo.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    _write(folder / "unlinked.pem", *authority.issue())
    for number, owner in _owners(book):
        private, certificate = authority.issue()
        _write(folder / f"{number}.pem", private, certificate)
        book.add(
            rows.CardLink,
            hash=hash_of(key, certificate),
            beneficiary_key=owner,
            health_insurance_registered=number != UNREGISTERED,
        )
    book.write()


def _owners(book: Book) -> Iterator[tuple[str, int]]:
    """Number and key of those who get a card."""
    person, listed = rows.Beneficiary, rows.Registration
    here = select(col(listed.beneficiary_key)).where(col(listed.office_key) == At.TEST.value)
    wanted = select(col(person.insured_number), col(person.key)).order_by(col(person.key))
    known = wanted.where(col(person.insured_number).in_((LISTED, UNREGISTERED)))
    new = wanted.where(col(person.key).not_in(here)).limit(NEW_PEOPLE)
    for statement in (known, new):
        yield from ((number, key) for number, key in book.connection.execute(statement).all())


def _write(file: Path, key: RSAPrivateKey, certificate: x509.Certificate) -> None:
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.touch(mode=0o600)
    file.write_bytes(written + certificate.public_bytes(Encoding.PEM))


@dataclass(frozen=True)
class Authority:
    """Issues cards that look like real ones but for the name of their issuer."""

    key: RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def new(cls) -> "Authority":
        key = generate_private_key(65537, 2048)
        about = _about(DEMO_AUTHORITY, key, DEMO_START - YEAR, 10).issuer_name(_name(DEMO_AUTHORITY))
        about = about.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        return cls(key, about.sign(key, hashes.SHA256()))

    def issue(self) -> tuple[RSAPrivateKey, x509.Certificate]:
        """The key and the certificate of a new card, for five years."""
        key, policy = generate_private_key(65537, 2048), x509.PolicyInformation(USER_AUTHENTICATION, None)
        about = _about("Demo Card", key, DEMO_START - 30 * DAY, 5).issuer_name(self.certificate.subject)
        about = about.add_extension(_signs_only(), critical=True)
        about = about.add_extension(x509.CertificatePolicies([policy]), critical=False)
        return key, about.sign(self.key, hashes.SHA256())


def _about(name: str, key: RSAPrivateKey, since: datetime.datetime, years: int) -> x509.CertificateBuilder:
    about = x509.CertificateBuilder().subject_name(_name(name)).public_key(key.public_key())
    about = about.serial_number(x509.random_serial_number())
    return about.not_valid_before(since).not_valid_after(since + years * YEAR)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _signs_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
