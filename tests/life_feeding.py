"""What tests of LIFE say again and again: a record without fault, feeding records, looking at the tab."""

from typing import Any

from models.rows import (
    ActionRecord,
    BarthelRecord,
    Beneficiary,
    CognitionRecord,
    DementiaRecord,
    DisabilityRecord,
    FeedRow,
    Performed,
)
from tests.managing import new_key
from tests.oracles.life import BARTHEL, COGNITION
from tests.service import Answer, Service

FEED = """
mutation Feed($input: FeedLifeInput!) { feedLife(input: $input) {
  ... on LifeFed { kept unchanged }
  ... on Refused { errors { code message path } }
} }
"""
TAB = """
query Tab($id: ID!) { beneficiary(id: $id) { life {
  disabilityAutonomy { month registeredOn level }
  dementiaAutonomy { month level }
  barthelIndex { month feeding feedingPoints bathing walkingPoints totalPoints }
  cognition { month orientation totalPoints }
} } }
"""
LIFE, INSURER = "life-system", "123456"
SCALES = (DisabilityRecord, DementiaRecord, BarthelRecord, CognitionRecord)
TOUCHED = (*SCALES, FeedRow, Performed)
RECORDED = (*TOUCHED, ActionRecord)
BEST = {item: next(iter(levels)) for item, levels in BARTHEL.items()}
"""Of the Barthel Index: 100 points."""
SHARPEST = {item: next(iter(levels)) for item, levels in COGNITION.items()}
"""Of 生活・認知機能尺度: 35 points."""


def record(person: Beneficiary | str, month: str = "2025-12", **scales: Any) -> dict[str, Any]:
    """A record of somebody at the guide's insurer, registered on the tenth of its month."""
    number = person if isinstance(person, str) else person.insured_number
    head = {"insurerNumber": INSURER, "insuredNumber": number, "month": month, "registeredOn": f"{month}-10"}
    return {**head, **(scales or {"disabilityAutonomy": "A1"})}


def feed(service: Service, *records: dict[str, Any], by: str = LIFE) -> Answer:
    return service.ask(by, FEED, input={"idempotencyKey": new_key(), "records": list(records)})


def told(answer: Answer) -> tuple[int, int]:
    """How many were new or changed, and how many were known."""
    found = answer.data["feedLife"]
    return found["kept"], found["unchanged"]


def tab(service: Service, id_: str, by: str = "hachiro") -> Any:
    return service.ask(by, TAB, id=id_).data["beneficiary"]["life"]
