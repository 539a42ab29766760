"""What both examples share: the certificate, the token, and a question that is named by the hash of its document."""

import argparse
import hashlib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

FOLDER = Path(__file__).parent
LONGEST = 20.0


class Refused(Exception):
    """The service does not answer the question; the message is its own."""


@dataclass(frozen=True)
class Connection:
    """A connection with a client certificate, and the token that works on it alone, for ten minutes."""

    http: httpx2.Client
    token: str

    def ask(self, operation: str, **variables: object) -> dict[str, Any]:
        """The data of an approved operation; its document is `operation`.graphql.

        Raises:
            Refused: the answer has errors.
        """
        hash_ = hashlib.sha256((FOLDER / f"{operation}.graphql").read_bytes()).hexdigest()
        asked = {"documentId": f"sha256:{hash_}", "variables": variables}
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.http.post("/graphql", json=asked, headers=headers).json()
        if "errors" in answer:
            raise Refused("; ".join(error["message"] for error in answer["errors"]))
        data: dict[str, Any] = answer["data"]
        return data


def parser(words: str, client: str) -> argparse.ArgumentParser:
    """The arguments that both need."""
    found = argparse.ArgumentParser(description=words)
    found.add_argument("--server", default="https://localhost:8000")
    found.add_argument("--certificate", required=True, help="the office's client certificate, PEM")
    found.add_argument("--key", help="its private key, where it is not in the same file")
    found.add_argument("--authority", required=True, help="the authority of the server's certificate, PEM")
    found.add_argument("--client", default=client, help="the user id of the partner system")
    return found


@contextmanager
def connected(arguments: argparse.Namespace) -> Iterator[Connection]:
    """A connection with a token, closed at the end.

    Raises:
        Refused: there is no token for this client with this certificate.
    """
    context = ssl.create_default_context(cafile=arguments.authority)
    context.load_cert_chain(arguments.certificate, arguments.key)
    with httpx2.Client(base_url=arguments.server, verify=context, timeout=LONGEST) as http:
        asked = {"grant_type": "client_credentials", "client_id": arguments.client}
        answer = http.post("/token", data=asked).json()
        if "error" in answer:
            raise Refused(f"{answer['error']}: {answer['message']}")
        yield Connection(http, answer["access_token"])


def told(error: Exception) -> int:
    """Say what went wrong; the exit code."""
    print(error, file=sys.stderr)
    return 1
