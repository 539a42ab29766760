"""What is asked: the four workloads, and the requests that ask the service for them."""

import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DOCUMENTS = Path(__file__).parent / "documents"


class Workload(enum.Enum):
    """A question, as it is called in results and tables."""

    LIST_SMALL = "W1, office with 300 people"
    LIST_LARGE = "W1, office with 20,000 people"
    PERSON = "W2"
    BULK = "W3"

    @property
    def document(self) -> str:
        """The GraphQL document that asks for it."""
        names = {Workload.PERSON: "w2", Workload.BULK: "w3"}
        return (DOCUMENTS / f"{names.get(self, 'w1')}.graphql").read_text()

    @property
    def user(self) -> str:
        """The demo account that asks."""
        users = {Workload.LIST_SMALL: "hachiro", Workload.BULK: "big-partner"}
        return users.get(self, "big-manager")

    @property
    def office(self) -> int:
        """The key of the office whose list is read."""
        return 1 if self is Workload.LIST_SMALL else 9

    @property
    def short(self) -> str:
        """W1, W2 or W3."""
        return self.value[:2]


@dataclass(frozen=True)
class Request:
    """One HTTP request; a load goes through its requests in turn."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def post(path: str, body: object, headers: Mapping[str, str] | None = None) -> Request:
    """A request that sends JSON."""
    text = json.dumps(body, ensure_ascii=False).encode()
    return Request("POST", path, text, {"Content-Type": "application/json", **(headers or {})})


def graphql(workload: Workload, ids: Sequence[str], token: str) -> list[Request]:
    """The requests for our service: one, or one a person."""
    headers = {"Authorization": f"Bearer {token}"}
    document = workload.document
    if workload is not Workload.PERSON:
        return [post("/graphql", {"query": document}, headers)]
    return [post("/graphql", {"query": document, "variables": {"id": id_}}, headers) for id_ in ids]
