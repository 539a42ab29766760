"""Correcting and retracting what a municipality's system fed (B25), and looking at what was shown before."""

from typing import Any

from tests.feeding import MUNICIPAL, feed
from tests.oracles.crowd import Person, ask_each
from tests.service import Answer, Service

NUMBER = "1111100001"
TAB = "query Tab($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { certificates { reduction { issuedOn benefitRate } reductionHistory { issuedOn } } progress { status } } } }"
HISTORY = """
query History($number: String!, $kind: FedKind, $first: Int, $after: String) {
  feedHistory(insuredNumber: $number, kind: $kind, first: $first, after: $after) {
    id kind kindLabel content since by
    versions { content since until by ending endingLabel endedBy reason }
  }
}
"""
SYSTEM = "見本市介護保険システム"
ID, REASON = ["input", "id"], ["input", "reason"]
WRONG = {"issuedOn": "2025-07-26", "benefitRate": 91, "effectiveOn": "2025-08-01", "validUntil": "2026-07-31"}
RIGHT = {**WRONG, "benefitRate": 97, "issuedOn": "2025-07-28"}


def tab(service: Service, person: Person) -> Any:
    [node] = ask_each(service, TAB, [person])
    return node["certificates"]


def history(service: Service, number: str = NUMBER, by: str = MUNICIPAL, **asked: Any) -> Any:
    return service.ask(by, HISTORY, number=number, **asked).data["feedHistory"]


def correct(
    service: Service,
    id_: str,
    content: dict[str, Any],
    reason: str = "料率の入力誤り",
    by: str = MUNICIPAL,
    upload: str | None = None,
) -> Answer:
    return feed(service, "correctFed", by, id=id_, reason=reason, content=content, upload=upload)


def retract(service: Service, id_: str, reason: str = "別人の証", by: str = MUNICIPAL) -> Answer:
    return feed(service, "retractFed", by, id=id_, reason=reason)


def snake(values: dict[str, Any]) -> dict[str, Any]:
    """Values by column, as the history tells them."""
    return {
        "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name): value
        for name, value in values.items()
    }
