"""A server that speaks the contract of card readings over HTTP, and checks what the card has signed by itself."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_certificate

APP, SECRET = "reader-1", "a-secret-of-the-portal"
READ = {
    "id": "crd_1",
    "viewingUntil": "2026-03-09",
    "listUntil": "2025-12-16T09:00:00+09:00",
    "revocation": "UNCHECKED",
}
Json = dict[str, Any]


@dataclass
class FakeServer:
    """What it was asked, what it registered, and how it may misbehave."""

    origin: str = ""
    tokens: list[str] = field(default_factory=list)
    challenges: dict[str, Json] = field(default_factory=dict)
    registered: list[Json] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    told_origin: str | None = None
    told_app: str = APP
    algorithms: tuple[str, ...] = ("RSA_PKCS1_SHA256",)
    refuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By mutation: code and message."""
    lost: int = 0
    """How many answers of completions are lost on their way."""
    garbage: bytes = b""
    """What stands before the server answers in its place."""
    _outcomes: dict[str, Json] = field(default_factory=dict)

    def token(self, form: dict[str, list[str]]) -> tuple[int, Json]:
        if form != {"grant_type": ["client_credentials"], "client_id": [APP], "client_secret": [SECRET]}:
            return 401, {"error": "invalid_client", "message": "..."}
        self.tokens.append(f"token-{len(self.tokens)}")
        return 200, {"access_token": self.tokens[-1], "token_type": "Bearer", "expires_in": 3600}

    def graphql(self, asked: Json, authorization: str | None) -> tuple[int, Json]:
        if not self.tokens or authorization != f"Bearer {self.tokens[-1]}":
            return 401, {"errors": [{"message": "サインインしてください。", "extensions": {"code": "UNAUTHENTICATED"}}]}
        name = "beginCardReading" if "beginCardReading" in asked["query"] else "completeCardReading"
        given = asked["variables"]["input"]
        if name in self.refuses:
            code, message = self.refuses[name]
            return 200, {"data": {name: {"errors": [{"code": code, "message": message, "path": []}]}}}
        key = given.pop("idempotencyKey")
        if key not in self._outcomes:
            self._outcomes[key] = self._begin(given) if name == "beginCardReading" else self._complete(given)
        return 200, {"data": {name: self._outcomes[key]}}

    def _begin(self, given: Json) -> Json:
        challenge = {
            "id": f"chl_{len(self.challenges)}",
            "nonce": base64.urlsafe_b64encode(hashlib.sha256(str(len(self.challenges)).encode()).digest())
            .decode()
            .rstrip("="),
            "origin": self.told_origin or self.origin,
            "appId": self.told_app,
            "purpose": given["purpose"],
            "expiresAt": "2025-12-15T09:02:00+09:00",
            "algorithms": list(self.algorithms),
        }
        self.challenges[str(challenge["id"])] = {**challenge, "formSha256": given["formSha256"]}
        return challenge

    def _complete(self, given: Json) -> Json:
        """Raises where anything of what was signed is not as it was asked: the test then sees no registration."""
        challenge = self.challenges.pop(given["challengeId"])
        form, der = given["form"], base64.b64decode(given["certificate"], validate=True)
        written = json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert hashlib.sha256(written).hexdigest() == challenge["formSha256"]
        signed = {
            "cert_sha256": hashlib.sha256(der).hexdigest(),
            "exp": challenge["expiresAt"],
            "form_sha256": challenge["formSha256"],
            "id": challenge["id"],
            "nonce": challenge["nonce"],
            "origin": self.origin,
            "purpose": challenge["purpose"],
            "terminal": APP,
            "v": 1,
        }
        if form["confirmation"] == "PIN":
            words = b"care-bridge/jpki-auth/v1\x00" + json.dumps(signed, separators=(",", ":")).encode()
            key = load_der_x509_certificate(der).public_key()
            assert isinstance(key, RSAPublicKey)
            key.verify(base64.b64decode(given["signature"], validate=True), words, PKCS1v15(), SHA256())
        else:
            assert (given["signature"], bool(form["reason"])) == (None, True)
        self.registered.append({"certificate": der, "purpose": challenge["purpose"], **form})
        return READ


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_POST(self) -> None:
        fake = self.server.fake
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fake.bodies.append(body)
        if self.path == "/token":
            status, told = fake.token(parse_qs(body.decode()))
        else:
            status, told = fake.graphql(json.loads(body), self.headers["Authorization"])
            if fake.lost and b"completeCardReading" in body:
                fake.lost -= 1
                self.close_connection = True
                return
        content = fake.garbage if fake.garbage and self.path == "/graphql" else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing on the screen."""


class Server(ThreadingHTTPServer):
    """The server on a thread of its own, on a free port of this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.fake = FakeServer(f"http://127.0.0.1:{self.server_port}")
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """What is asserted above breaks the connection."""
