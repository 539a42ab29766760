"""What becomes of an office's client certificate (電子証明書; guide p.8)."""

from models.codes import Coded


class ClientCertificateStatus(Coded):
    """電子証明書の状態."""

    VALID = "", "有効"
    REVOKED = "", "失効"
