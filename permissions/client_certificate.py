"""Client certificates (電子証明書): whether one holds, whose it is, and which accounts need one (A19)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import BigInteger, Select, String, bindparam, select, type_coerce

from models.client_certificate import ClientCertificate
from models.codes.client_certificate import ClientCertificateStatus
from models.row import col
from permissions.request_errors import (
    CertificateExpired,
    CertificateMismatch,
    CertificateRequired,
    CertificateRevoked,
    CertificateUnknown,
)

Demand = Literal["nobody", "offices", "everyone"]
"""Whose accounts need a certificate: `offices` are all accounts that belong to an office, partners too."""


@dataclass(frozen=True)
class OfficeCertificate:
    """A registered certificate that holds now, and the office it was given to."""

    fingerprint: str
    office_key: int


def certificate_named() -> Select[Any]:
    """The certificate whose fingerprint is `:fingerprint`, as drivers give it without SQLAlchemy."""
    return select(
        col(ClientCertificate.office_key),
        type_coerce(col(ClientCertificate.not_after), BigInteger),
        type_coerce(col(ClientCertificate.status), String),
    ).where(col(ClientCertificate.fingerprint) == bindparam("fingerprint", type_=String))


def holding(rows: Sequence[Sequence[Any]], fingerprint: str, now: datetime.datetime) -> OfficeCertificate:
    """The certificate the rows of `certificate_named` tell of.

    Raises:
        CertificateUnknown, CertificateRevoked, CertificateExpired: it does not hold.
    """
    if not rows:
        raise CertificateUnknown
    ((office_key, not_after, status),) = rows
    if status != ClientCertificateStatus.VALID.name:
        raise CertificateRevoked
    if not_after < now.timestamp():
        raise CertificateExpired
    return OfficeCertificate(fingerprint, office_key)


def require_certificate(office_key: int | None, certificate: OfficeCertificate | None, demand: Demand) -> None:
    """Refuse an account of this office (None: of no office) on a connection that lacks the certificate it needs.

    Board members and municipal staff belong to no office: where everyone needs one, any registered one does.

    Raises:
        CertificateRequired, CertificateMismatch: it may not be used here.
    """
    if demand == "nobody" or (demand == "offices" and office_key is None):
        return
    if certificate is None:
        raise CertificateRequired
    if office_key not in (None, certificate.office_key):
        raise CertificateMismatch
