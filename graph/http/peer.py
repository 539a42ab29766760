"""Which client certificate stands behind a request: told by our own TLS, or by the reverse proxy that proves itself.

The proxy comes over our Unix socket and sends, each once: `X-Proxy-Secret`, `X-SSL-Client-Verify` (NONE or SUCCESS), and
after SUCCESS `X-SSL-Client-Cert`, the certificate as PEM, URL-encoded (nginx.conf). Such headers on any other way are
somebody's attempt to be it. The address a client claims to have is never asked for.
"""

import base64
import binascii
import datetime
import hashlib
import hmac
import ipaddress
import re
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self
from urllib.parse import unquote_to_bytes

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID
from starlette.requests import HTTPConnection
from starlette.types import Scope

from graph.http.tls import CA, require_secret
from models.settings import Settings, SettingsError
from permissions.request_errors import ProxyHeadersRefused

SECRET, VERIFIED, CERTIFICATE = b"x-proxy-secret", b"x-ssl-client-verify", b"x-ssl-client-cert"
RESERVED = {SECRET, VERIFIED, CERTIFICATE, b"client-cert", b"client-cert-chain"}
"""Ours, and those of RFC 9440, which other proxies speak; `_` counts as `-`, as many programs take it."""
SECRET_FILE = "proxy.secret"  # noqa: S105
LEAST_SECRET = 32
ONE_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----\n((?:[A-Za-z0-9+/]{1,76}={0,2}\n)+)-----END CERTIFICATE-----\n?")


@dataclass(frozen=True)
class Leaf:
    """A client's certificate: the SHA-256 of its DER in hex, and its last instant."""

    fingerprint: str
    not_after: datetime.datetime


@dataclass(frozen=True)
class Peers:
    """Believes our own TLS; with a secret, the reverse proxy on our socket instead."""

    secret: bytes | None = None
    authorities: tuple[x509.Certificate, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Who is to be believed under these settings.

        Raises:
            SettingsError: there is a socket for a proxy, but not what it proves itself with.
        """
        if settings.socket is None:
            return cls()
        if settings.tls is None:
            raise SettingsError(f"KAIGO_SOCKET needs KAIGO_TLS, a folder with {CA} and {SECRET_FILE}.")
        return cls(_secret(settings.tls / SECRET_FILE), _authorities(settings.tls / CA))

    def certificate_of(self, scope: Scope) -> str | None:
        """The fingerprint of the certificate behind a request, None without one.

        Raises:
            ProxyHeadersRefused: headers of the proxy that it did not send, or not so.
        """
        told = _reserved(scope["headers"])
        if self.secret is not None and scope["server"] is not None and scope["server"][1] is None:
            return self._by_proxy(self.secret, told)
        if told:
            raise ProxyHeadersRefused
        chain = scope.get("extensions", {}).get("tls", {}).get("client_cert_chain", ())
        return _fingerprint(ssl.PEM_cert_to_DER_cert(chain[0])) if chain else None

    def caller(self, connection: HTTPConnection) -> str | None:
        """What somebody who is not signed in is counted by, whatever certificate it is."""
        try:
            fingerprint = self.certificate_of(connection.scope)
        except ProxyHeadersRefused:
            fingerprint = None
        return caller_of(connection, fingerprint)

    def _by_proxy(self, secret: bytes, told: dict[bytes, bytes]) -> str | None:
        if not hmac.compare_digest(told.pop(SECRET, b""), secret):
            raise ProxyHeadersRefused
        if told == {VERIFIED: b"NONE"}:
            return None
        if told.keys() != {VERIFIED, CERTIFICATE} or told[VERIFIED] != b"SUCCESS":
            raise ProxyHeadersRefused
        leaf = _leaf(told[CERTIFICATE], self.authorities)
        if leaf.not_after < datetime.datetime.now(datetime.UTC):  # a demo's clock stands elsewhere
            raise ProxyHeadersRefused
        return leaf.fingerprint


def caller_of(request: HTTPConnection, fingerprint: str | None) -> str | None:
    """The address, or the certificate where only the proxy knows it; None where only it can tell one from another.

    A network of IPv6 has as many addresses as it likes: its first 64 bits count.
    """
    if request.client is None or request.scope["server"][1] is None:
        return f"certificate {fingerprint}" if fingerprint else None
    try:
        address = ipaddress.ip_address(request.client.host)
    except ValueError:  # no server of ours tells such a one
        return f"address {request.client.host}"
    return f"address {ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address}"


def _reserved(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        known = name.lower().replace(b"_", b"-")
        if known in RESERVED:
            if known in found:
                raise ProxyHeadersRefused
            found[known] = value
    return found


@lru_cache(maxsize=1_000)
def _leaf(escaped: bytes, authorities: tuple[x509.Certificate, ...]) -> Leaf:
    """The certificate of the header: one, whole, signed by one of these for clients. What is refused is not kept."""
    der = _der(escaped)
    try:
        certificate = x509.load_der_x509_certificate(der)
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        fits = ExtendedKeyUsageOID.CLIENT_AUTH in usage
        begun = certificate.not_valid_before_utc <= datetime.datetime.now(datetime.UTC)
    except (ValueError, x509.ExtensionNotFound):
        raise ProxyHeadersRefused from None
    if not (fits and begun and any(_signed(certificate, authority) for authority in authorities)):
        raise ProxyHeadersRefused
    return Leaf(_fingerprint(der), certificate.not_valid_after_utc)


def _der(escaped: bytes) -> bytes:
    pem = ONE_PEM.fullmatch(unquote_to_bytes(escaped))
    if pem is None:
        raise ProxyHeadersRefused
    try:
        return base64.b64decode(pem[1].replace(b"\n", b""), validate=True)
    except binascii.Error:
        raise ProxyHeadersRefused from None


def _signed(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _fingerprint(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


def _secret(file: Path) -> bytes:
    require_secret(file)
    secret = file.read_bytes().strip()
    if len(secret) < LEAST_SECRET:
        raise SettingsError(f"KAIGO_TLS is wrong: {file} must hold {LEAST_SECRET} characters or more.")
    return secret


def _authorities(file: Path) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(file.read_bytes()))
    except (OSError, ValueError) as error:
        raise SettingsError(f"KAIGO_TLS is wrong: {file} cannot be read ({error}).") from None
