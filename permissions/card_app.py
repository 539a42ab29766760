"""Card-reader apps (マイナ資格確認アプリ): which one gets in, by the secret its office has from the portal (S15)."""

import hmac
from typing import Any

from sqlalchemy import Select, select

from models.card_app import CardApp
from models.row import col
from permissions.client_certificate import Demand, OfficeCertificate, require_certificate
from permissions.credentials import digest
from permissions.request_errors import CertificateRefused


def registered_app(app_id: str) -> Select[Any]:
    """Account, office and hash of the secret of a registered app that has not ended."""
    return select(col(CardApp.staff_key), col(CardApp.office_key), col(CardApp.secret_sha256)).where(
        col(CardApp.app_id) == app_id.replace("\0", ""),  # PostgreSQL takes no zero byte; no app has one
        col(CardApp.registered_at).is_not(None),
        col(CardApp.ended_at).is_(None),
    )


def gets_in(
    office_key: int, secret_sha256: str, secret: str, certificate: OfficeCertificate | None, demand: Demand
) -> bool:
    """Whether this is the app's secret, on a connection of its office: a certificate that is shown must be its own."""
    try:
        require_certificate(office_key, certificate, demand)
    except CertificateRefused:
        return False
    own = certificate is None or certificate.office_key == office_key
    return hmac.compare_digest(digest(secret), secret_sha256) and own
