"""The app account (マイナ資格確認アプリアカウント) on this PC: its secret in a file, locked with the office's passcode.

The portal issues the account; an administrator registers it in the service. Its secret opens an hour's session by
itself, so it lies here only encrypted: AES-256-GCM, its key from the passcode by Argon2id. Server and account are
authenticated with it: neither can be exchanged without the passcode, so the origin that signatures name is pinned.
"""

import base64
import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SHORTEST = 8
"""Characters of a passcode: whoever has the file may guess as fast as Argon2id lets him."""
TIME_COST, MEMORY_KIB, LANES = 3, 64 * 1024, 1
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
OWNER_ONLY = 0o600
SEALED = ("salt", "nonce", "secret")
"""What locks the secret, in base64."""


class AccountError(Exception):
    """The account cannot be had; the message is for the person at the desk."""


@dataclass(frozen=True)
class Account:
    """An app account, opened."""

    origin: str
    app_id: str
    secret: str

    def __repr__(self) -> str:
        return f"Account({self.app_id} at {self.origin})"


def origin_of(server: str) -> str:
    """The origin of an address as a browser writes it: https, or http on this PC.

    Raises:
        AccountError: it is no such address.
    """
    try:
        parts = urlsplit(server)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise AccountError("サーバーは https://example.jp のように指定してください。")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise AccountError("サーバーは https:// で始まるものを指定してください。")
    shown = f"[{host}]" if ":" in host else host
    usual = port in (None, 443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{shown}" if usual else f"{parts.scheme}://{shown}:{port}"


def save(file: Path, account: Account, passcode: str) -> None:
    """Lock an account with a passcode; the file is readable by its owner alone, from its first byte.

    Raises:
        AccountError: the passcode is too short.
    """
    if len(passcode) < SHORTEST:
        raise AccountError(f"パスコードは{SHORTEST}文字以上にしてください。")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    known = {"version": 1, "origin": account.origin, "appId": account.app_id}
    locked = AESGCM(_key(passcode, salt)).encrypt(nonce, account.secret.encode(), _bound(known))
    written = {**known, **{name: _text(data) for name, data in zip(SEALED, (salt, nonce, locked), strict=True)}}
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as opened:
        json.dump(written, opened)
    new.replace(file)


def load(file: Path, origin: str, passcode: str) -> Account:
    """Open the account.

    Raises:
        AccountError: wrong passcode or a changed file, another server, or a file that others can read.
    """
    known = read(file, origin)
    salt, nonce, locked = (base64.b64decode(known.pop(name)) for name in SEALED)
    try:
        secret = AESGCM(_key(passcode, salt)).decrypt(nonce, locked, _bound(known))
    except InvalidTag:
        raise AccountError("パスコードが正しくありません。") from None
    return Account(known["origin"], known["appId"], secret.decode())


def read(file: Path, origin: str) -> dict[str, str]:
    """What stands in the file, without the passcode.

    Raises:
        AccountError: as for `load`.
    """
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise AccountError(f"アカウントのファイルをほかの人が読めます。chmod 600 {file}")
    try:
        known: dict[str, str] = json.loads(file.read_text())
        registered = known["origin"]
        if not all(isinstance(known[name], str) for name in ("appId", *SEALED)):
            raise ValueError(file)
    except (ValueError, KeyError, TypeError):
        raise AccountError("アカウントのファイルが壊れています。--register で登録し直してください。") from None
    if registered != origin:
        raise AccountError(
            f"このアカウントは {registered} のものです。変えるときは --register で登録し直してください。"
        )
    return known


def _key(passcode: str, salt: bytes) -> bytes:
    return hash_secret_raw(passcode.encode(), salt, TIME_COST, MEMORY_KIB, LANES, 32, Type.ID)


def _bound(known: object) -> bytes:
    return json.dumps(known, sort_keys=True).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
