"""Client certificates (電子証明書) offices sign in with. Papers of insured people are in models/certificates.py."""

import datetime

from sqlmodel import Field

from models.codes.client_certificate import ClientCertificateStatus
from models.row import Row, code, instant, key, owner


class ClientCertificate(Row, table=True):
    """An office's certificate, known by its fingerprint alone: the names written in it count for nothing.

    `fingerprint` is the SHA-256 of the DER in lower-case hex, `not_after` the last instant it holds.
    """

    key: int = key()
    office_key: int = owner("office.key")
    fingerprint: str = Field(unique=True)
    not_after: datetime.datetime = instant()
    status: ClientCertificateStatus = code(ClientCertificateStatus)
    registered_at: datetime.datetime = instant()
