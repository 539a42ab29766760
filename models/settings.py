"""The settings of the service: one class, every name with the prefix KAIGO_, wrong ones refused at the start."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.registration import VIEWING

Statuses = Literal["plain", "draft"]
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting is missing or wrong; the message says in one line which and what to do."""


class Settings(BaseSettings):
    """Everything an operator may choose. Defaults are those of the demo on one machine."""

    model_config = SettingsConfigDict(env_prefix="KAIGO_", frozen=True)

    database_url: str = f"sqlite:///{ROOT / 'var' / 'kaigo.db'}"
    """sqlite:///FILE or postgresql://USER@HOST/NAME."""
    outbox: Path = ROOT / "var" / "outbox"
    """Where the demo writes mail as .eml files and SMS as .sms files."""
    files: str = str(ROOT / "var" / "files")
    """Where files are kept: a folder, or s3://BUCKET/PREFIX with the usual AWS_ variables for address and keys."""
    upload_files_a_day: int = Field(default=100, ge=1)
    """How many files an account may bring in 24 hours."""
    upload_bytes_a_day: int = Field(default=200 * 1024 * 1024, ge=1)
    """How much an account may bring in 24 hours."""
    matrix: Path = ROOT / "permissions" / "matrix.toml"
    """The permission matrix: who may see what."""
    in_charge: Literal["person", "office", "occupation"] = "person"
    """Who counts as making a person's care plan (A13)."""
    printed_items: tuple[Literal["name", "kana", "birth_date", "sex", "address"], ...] = ("kana", "birth_date", "sex")
    """What must agree besides the two numbers to prove identity by printed fields (A02), as a JSON list."""
    viewing_days: int = Field(default=VIEWING.days, ge=1, le=366)
    """From the day of registration to the last day of viewing (A04)."""
    interruption_days: int = Field(default=VIEWING.days, ge=1, le=366)
    """From the end of the last month with a claim to the last day of viewing (A06)."""
    change_days: int = Field(default=30, ge=1, le=3660)
    """How far back the change feed reaches: whoever asks from further back reads everything again."""
    code_minutes: int = Field(default=10, ge=1, le=60)
    """Life of a one-time code (A10)."""
    session_minutes: int = Field(default=12 * 60, ge=1, le=24 * 60)
    """Life of a session (A10)."""
    idle_minutes: int = Field(default=15, ge=1, le=24 * 60)
    """How long a session may be left alone before it ends."""
    common_passwords: Path = ROOT / "permissions" / "common_passwords.txt"
    """Passwords nobody may choose, one a line."""
    smtp_url: str = ""
    """smtp://USER:PASSWORD@HOST:PORT, smtps:// or smtp+starttls://; left out, mail goes to the outbox folder."""
    mail_from: str = "no-reply@kaigo.example"
    """The sender of mail."""
    sms_url: str = ""
    """Where SMS are posted to (resolvers/carriers.py); left out, they go to the outbox folder."""
    sms_key: SecretStr = SecretStr("")
    """The bearer token of the SMS service."""
    requests_a_minute: int = Field(default=6_000, ge=1)
    """How many requests an account may send in a minute, to all processes together."""
    cost_a_minute: int = Field(default=100_000_000, ge=2_000_000)
    """What an account's operations may cost in a minute (loaders/cost.py): at least what one may."""
    anonymous_requests_a_minute: int = Field(default=600, ge=1)
    """How many an address may, where nobody is signed in."""
    requests_at_once: int = Field(default=16, ge=1)
    """How many requests a process works on at the same time."""
    requests_waiting: int = Field(default=300, ge=0)
    """How many more stand in line; whoever comes then is told to come again."""
    longest_wait: float = Field(default=1.0, gt=0, le=60)
    """Seconds a request may stand in line."""
    statuses: Statuses = "plain"
    """HTTP statuses of the new media type: `draft` has 422 and 294 (GraphQL over HTTP, 2026) beside 400 and 200."""
    request_seconds: float = Field(default=10.0, gt=0, le=600)
    """How long an operation may take; then it is stopped, and its caller told so."""
    interpret: bool = False
    """Answer every query field by field, without compiled statements: slower, for comparison."""
    read_records: bool = True
    """Write down who read what of whom. False is for measuring on a demo database only."""
    partner_operations: Literal["registered", "any"] = "registered"
    """What partner systems may run: approved documents. `any` is for tests and measuring on a demo database only."""
    documents: Literal["any", "trusted"] = "any"
    """What everybody else may run: any document, or only the saved operations of graph/operations."""
    checkpoints: Path | None = None
    """The file of signed checkpoints of the record, best on another machine; without it, beside the database."""
    checkpoint_key: Path | None = None
    """The key that signs them, made at the first start, for nobody else to read; without it, beside the database."""
    card_anchors: Path | None = None
    """Folder of the authorities (*.pem) whose cards are believed. Left out, a demo believes its own, others none."""
    card_revocations: Path | None = None
    """A revocation list (DER or PEM) of theirs, read again when it has changed; left out, nothing is checked."""
    card_key: Path | None = None
    """The key under which cards are hashed, made at the first start; without it, beside the database."""
    visual_confirmation: bool = True
    """Whether staff may look at the person where no PIN is entered (目視); nothing then proves the card was there."""
    consent_key: Path | None = None
    """The key that signs receipts of consent, which only a demo makes itself; without it, beside the database."""
    origin: str = Field(default="", pattern=r"^(https?://[a-z0-9.-]+(:[0-9]{1,5})?)?$")
    """What card-reader apps know this service as, https://HOST; left out, localhost with our port."""
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=1, le=65535)
    tls: Path | None = None
    """Folder with server.pem, server.key, ca.pem and crl.pem: TLS is served, and offices show a client certificate."""
    tls_required: bool = False
    """Refuse the handshake itself without a client certificate, of health checks too."""
    log_requests: bool = True
    """Write a line to the log for each request; without it, only what goes wrong."""
    traces: str = Field(default="", pattern=r"^(https?://.+)?$")
    """Where spans of OpenTelemetry are sent (OTLP over HTTP), e.g. http://localhost:4318/v1/traces."""
    workers: int = Field(default=1, ge=1, le=64)
    """How many server processes serve the door together."""
    notice_seconds: float = Field(default=0, ge=0, le=60)
    """How long a server that is to end says so on /readyz before it takes no more connections."""
    socket: Path | None = None
    """Serve a reverse proxy on this Unix socket instead; KAIGO_TLS then holds ca.pem and proxy.secret."""
    certificates_from: Literal["nobody", "offices", "everyone"] | None = None
    """Whose accounts need a client certificate (A19). Left out: offices where TLS is served, else nobody."""

    @property
    def demand(self) -> Literal["nobody", "offices", "everyone"]:
        """Whose accounts need a client certificate."""
        return self.certificates_from or ("offices" if self.tls else "nobody")

    @property
    def public_origin(self) -> str:
        """What card-reader apps know this service as: it stands in what a card signs. As browsers write it."""
        origin = self.origin or f"{'https' if self.tls else 'http'}://localhost:{self.port}"
        return origin.removesuffix(":443" if origin.startswith("https:") else ":80")


def load_settings() -> Settings:
    """Read KAIGO_* from the environment.

    Raises:
        SettingsError: a value is wrong, or a KAIGO_ name is not known (a typing error would otherwise pass unseen).
    """
    known = {f"KAIGO_{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith("KAIGO_") and name.upper() not in known:
            raise SettingsError(f"{name} is not a setting of this service; known are {', '.join(sorted(known))}.")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"KAIGO_{name} is wrong: {first['msg']}. Correct it and start again.") from None
