"""Makes what TLS needs on one machine, for a demo: an authority, a server certificate, one a client's office, a
revocation list, and the secret of a reverse proxy. `revoke` ends an office's certificate.
"""

import argparse
import asyncio
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography import x509
from sqlalchemy import select

from graph.commands.authority import LOCAL, SERVER_AUTH, Authority, Pair, new_password
from graph.http.peer import SECRET_FILE
from graph.http.tls import CA, CRL, KEY, PEM
from loaders.house import House
from models.database import DatabaseError
from models.row import col
from models.rows import Office, Staff
from models.settings import ROOT, Settings, load_settings
from resolvers.client_certificates import register, revoke
from resolvers.opening import open_house

CA_KEY, PASSWORD, PROXY_HEADER = "ca.key", "password.txt", "proxy-secret.conf"
IMPORTING = """\
import        {folder}/NUMBER.p12   password {password}   (NUMBER is one of the offices)
  Firefox     設定 > プライバシーとセキュリティ > 証明書を表示 > あなたの証明書 > インポート
              Settings > Privacy & Security > View Certificates > Your Certificates > Import
  Chrome      設定 > プライバシーとセキュリティ > セキュリティ > 証明書の管理 > インポート
              Settings > Privacy and security > Security > Manage certificates > Import
trust         {folder}/ca.pem を認証局としてインポート / import it as an authority (認証局証明書 / Authorities)
revoke        python -m graph certificates revoke NUMBER"""


def run(arguments: argparse.Namespace) -> int:
    print(asyncio.run(_run(arguments.action, arguments.office)))
    return 0


async def _run(action: str, number: str | None) -> str:
    settings = load_settings()
    folder = Folder(folder_of(settings))
    async with open_house(settings) as house:
        if not house.demo:
            raise DatabaseError("Certificates are made for a demo database only; register those of your authority.")
        if action == "revoke":
            return await revoked(house, folder, number or "")
        return await made(house, folder)


def folder_of(settings: Settings) -> Path:
    """Where certificates are kept: KAIGO_TLS, or var/tls."""
    return settings.tls or ROOT / "var" / "tls"


@dataclass(frozen=True)
class Folder:
    """The files of KAIGO_TLS and of their authority. Only the owner may read them."""

    path: Path

    @cached_property
    def authority(self) -> Authority:
        """The authority, made where there is none."""
        if not (self.path / CA).exists():
            new = Authority.new("Kaigo Graph Demo CA")
            self.write(CA_KEY, new.key_pem)
            self.write(CA, new.pem)
        return Authority.read((self.path / CA).read_bytes(), (self.path / CA_KEY).read_bytes())

    def complete(self) -> None:
        """Make what is missing for the server and the proxy, and a fresh revocation list."""
        authority = self.authority
        if not (self.path / PEM).exists():
            server = authority.issue("localhost", SERVER_AUTH, names=LOCAL)
            self.write(KEY, server.key_pem)
            self.write(PEM, server.pem)
        if not (self.path / SECRET_FILE).exists():
            secret = secrets.token_urlsafe(32)
            self.write(PROXY_HEADER, f'proxy_set_header X-Proxy-Secret "{secret}";\n'.encode())
            self.write(SECRET_FILE, secret.encode())
        self.revoke()

    def client(self, number: str) -> Pair:
        """The certificate of an office, made where there is none."""
        if not self._client(number).exists():
            made = self.authority.issue(number)
            self.write(f"{number}.p12", made.pkcs12(number, self.password))
            self.write(f"{number}.pem", made.pem + made.key_pem)
        return self.known_client(number)

    def known_client(self, number: str) -> Pair:
        """The certificate of an office.

        Raises:
            DatabaseError: there is none.
        """
        if not (number.isalnum() and self._client(number).exists()):
            raise DatabaseError(f"There is no certificate of an office {number} in {self.path}.")
        both = self._client(number).read_bytes()
        return Pair.read(both, both)

    def revoke(self, number: str | None = None) -> None:
        """Write the revocation list anew, with this office's certificate on it and its files gone."""
        serials = [entry.serial_number for entry in self._revocations()]
        if number is not None:
            serials.append(self.known_client(number).certificate.serial_number)
        self.write(CRL, self.authority.revocations(serials))
        if number is not None:
            for ending in ("p12", "pem"):
                (self.path / f"{number}.{ending}").unlink()

    @cached_property
    def password(self) -> str:
        """The one password of all files for browsers."""
        if not (self.path / PASSWORD).exists():
            self.write(PASSWORD, new_password().encode())
        return (self.path / PASSWORD).read_text()

    def write(self, name: str, content: bytes) -> None:
        """Put a file in place whole: the server may be reading it."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = self.path / f".{name}.new"
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        new.rename(self.path / name)

    def _client(self, number: str) -> Path:
        return self.path / f"{number}.pem"

    def _revocations(self) -> list[x509.RevokedCertificate]:
        file = self.path / CRL
        return list(x509.load_pem_x509_crl(file.read_bytes())) if file.exists() else []


async def made(house: House, folder: Folder) -> str:
    """Make what is missing, register it, and say how it is used."""
    folder.complete()
    lines = []
    for key, number, name in await _offices(house):
        pair = folder.client(number)
        await register(house, key, pair.fingerprint, pair.certificate.not_valid_after_utc)
        lines.append(f"  {number}  {name}")
    told = IMPORTING.format(folder=folder.path, password=folder.password)
    return "\n".join([f"certificates  {folder.path}", *lines, told])


async def revoked(house: House, folder: Folder, number: str) -> str:
    """Revoke an office's certificate: in the table at once, in the list for new connections."""
    fingerprint = folder.known_client(number).fingerprint
    await revoke(house, fingerprint)
    folder.revoke(number)
    return f"Revoked the certificate of {number}; `python -m graph certificates make` makes a new one."


async def _offices(house: House) -> list[tuple[int, str, str]]:
    """Key, number and name of the offices that somebody can sign in at."""
    columns = (col(Office.key), col(Office.number), col(Office.name))
    somebody = select(col(Staff.office_key)).where(col(Staff.office_key).is_not(None))
    async with house.engine.connect() as connection:
        found = await connection.execute(select(*columns).where(columns[0].in_(somebody)).order_by(columns[0]))
        return [(key, number, name) for key, number, name in found]
