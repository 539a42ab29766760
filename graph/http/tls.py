"""Our own TLS: the context that checks client certificates, and what a request is told of them.

A certificate is asked for, not demanded: whoever has none can still read why that will not do. One that does not hold
(unknown signer, in the revocation list, expired, made for another use) breaks the handshake.
"""

import datetime
import logging
import ssl
import stat
from asyncio import Transport
from pathlib import Path
from typing import Any

from cryptography import x509

from graph.http.patience import HttpProtocol
from models.settings import SettingsError

LOG = logging.getLogger("kaigo.graph")
VERSIONS = {"TLSv1.2": 0x0303, "TLSv1.3": 0x0304}
"""Their numbers in the handshake (RFC 8446), as ASGI wants them."""
PEM, KEY, CA, CRL = "server.pem", "server.key", "ca.pem", "crl.pem"
"""The files of KAIGO_TLS: our certificate and its key, who signs client certificates, which of those are revoked."""


class _Connection(ssl.SSLObject):
    """Logs why a handshake is refused: neither uvicorn nor the event loop does, and clients often see it just end."""

    def do_handshake(self) -> None:
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise  # the client has more to send
        except ssl.SSLError as error:
            LOG.warning("a handshake was refused: %s", getattr(error, "verify_message", None) or error.reason)
            raise


class LiveContext:
    """The TLS of a folder as its files are now: each handshake looks whether they have changed.

    So a new revocation list or server certificate counts without a restart. Files that cannot be read are logged, and
    what was there before stays in force.
    """

    def __init__(self, folder: Path, *, required: bool) -> None:
        """Raises SettingsError: a file is missing or wrong, or others may read the key."""
        require_secret(folder / KEY)
        self._folder, self._required = folder, required
        self._state = self._looked()
        try:
            self._newest = _context(folder, required)
        except (OSError, ValueError) as error:
            raise SettingsError(f"KAIGO_TLS is wrong: the files in {folder} cannot be used ({error}).") from None
        self.context = self._newest
        self.context.sni_callback = self._renew  # called whether or not the client names a host

    def _renew(self, connection: ssl.SSLObject, _name: str | None, _first: ssl.SSLContext) -> None:
        if (state := self._looked()) != self._state:
            self._state = state
            try:
                self._newest = _context(self._folder, self._required)
            except (OSError, ValueError) as error:
                LOG.error("the changed files in %s cannot be used", self._folder, exc_info=error)
        connection.context = self._newest

    def _looked(self) -> list[tuple[int, int] | None]:
        return [_version(self._folder / name) for name in (PEM, KEY, CA, CRL)]


def _version(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _context(folder: Path, required: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sslobject_class = _Connection
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED if required else ssl.CERT_OPTIONAL
    context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_CRL_CHECK_LEAF
    # A resumed connection would not be checked against the revocation list again.
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION
    context.num_tickets = 0
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(folder / PEM, folder / KEY, password="")  # nobody is there to type one
    for trusted in (CA, CRL):
        context.load_verify_locations(folder / trusted)
    _require_current(folder / CRL)
    return context


def _require_current(revocations: Path) -> None:
    """A list past its next update would refuse every client; better to say so at the start."""
    ends = revocations_end(revocations)
    if ends < datetime.datetime.now(datetime.UTC):
        raise ValueError(f"{revocations.name} was to be renewed by {ends:%Y-%m-%d %H:%M} UTC")


def revocations_end(revocations: Path) -> datetime.datetime:
    """When a revocation list has to be renewed.

    Raises:
        OSError, ValueError: it cannot be read, or does not say.
    """
    ends = x509.load_pem_x509_crl(revocations.read_bytes()).next_update_utc
    if ends is None:
        raise ValueError(f"{revocations.name} does not say when it is renewed")
    return ends


def require_secret(file: Path) -> None:
    """Refuse a secret that every user of the machine may read.

    Raises:
        SettingsError: they may, or it is not there.
    """
    try:
        mode = file.stat().st_mode
    except OSError as error:
        raise SettingsError(f"KAIGO_TLS is wrong: {file} cannot be read ({error.strerror}).") from None
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        raise SettingsError(f"KAIGO_TLS is wrong: everyone may read {file}. Run `chmod 600` on it.")


class TlsProtocol(HttpProtocol):
    """Our HTTP, which tells the application of the connection's TLS in the words of ASGI's TLS extension.

    Of the client's chain only the leaf is told: Python 3.11 knows no more.
    """

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._tls = told_of(transport.get_extra_info("ssl_object"))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"tls": self._tls}  # type: ignore[dict-item]  # uvicorn knows no content


def told_of(connection: ssl.SSLObject) -> dict[str, Any]:
    """A connection's TLS in the words of ASGI's TLS extension."""
    leaf = connection.getpeercert(binary_form=True)
    return {
        "server_cert": None,
        "client_cert_chain": [ssl.DER_cert_to_PEM_cert(leaf)] if leaf else [],
        "client_cert_name": None,
        "client_cert_error": None,
        "tls_version": VERSIONS.get(connection.version() or ""),
        "cipher_suite": None,
    }
