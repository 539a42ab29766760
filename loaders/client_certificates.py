"""Whose client certificate this is, looked up at every request, so that a revocation counts on open connections too."""

import datetime

from loaders.phrase import finished_once
from loaders.reads import Reads
from permissions.client_certificate import OfficeCertificate, certificate_named, holding


class ClientCertificates:
    """Looks up certificates over the raw connections of the readers."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._text, self._names = finished_once(type(reads.dialect), certificate_named)

    async def certificate(self, fingerprint: str, now: datetime.datetime) -> OfficeCertificate:
        """The registered certificate with this fingerprint.

        Raises:
            CertificateUnknown, CertificateRevoked, CertificateExpired: it does not hold.
        """
        rows = await self._reads.run(self._text, self._names, {"fingerprint": fingerprint}, 1)
        return holding(rows, fingerprint, now)
