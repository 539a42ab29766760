"""What tests of doctors' opinions say again and again: asking a clinic, taking that up, looking at whom it writes for."""

from typing import Any

from models.rows import ActionRecord, Message, OpinionTarget, Performed, Progress
from seed.stories import STORIES
from tests.managing import new_key
from tests.service import Answer, Service

FAULTS = "... on Refused { errors { code message path } }"
REQUEST = f"""
mutation Request($input: RequestOpinionInput!) {{ requestOpinion(input: $input) {{
  ... on OpinionRequested {{ id }} {FAULTS}
}} }}
"""
REGISTER = f"""
mutation RegisterTarget($input: RegisterOpinionTargetInput!) {{ registerOpinionTarget(input: $input) {{
  ... on OpinionTargetRegistered {{ id status }} {FAULTS}
}} }}
"""
TARGETS = """
query Targets($status: OpinionTargetStatus, $first: Int, $after: String) {
  opinionTargets(status: $status, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node {
      id status statusLabel electronic insurerNumber insurerName insuredNumber name kana birthDate sex applicationKind
      requestedOn dueOn askedAt registeredAt
    } }
  }
}
"""
DOCTOR, MUNICIPAL = "clinic-doctor", "municipal-system"
CLINIC, HOSPITAL = "4410100297", "4410100115"
APPLICANT = "progress-accepted"
"""Somebody who has applied for the first time, and for whom no opinion was asked for."""
TOUCHED = (OpinionTarget, Progress, Performed, Message)
RECORDED = (*TOUCHED, ActionRecord)
LETTER: dict[str, Any] = {
    "insurerNumber": "123456",
    "insuredNumber": "H000000017",
    "name": "保護 はな",
    "kana": "ホゴ ハナ",
    "birthDate": "1962-05-04",
    "sex": "FEMALE",
    "requestedOn": "2025-12-10",
    "dueOn": "2025-12-24",
}


def request(service: Service, story: str = APPLICANT, by: str = MUNICIPAL, **changed: Any) -> Answer:
    asked = {
        "idempotencyKey": new_key(),
        "insuredNumber": STORIES.get(story, story),
        "clinicNumber": CLINIC,
        "applicationKind": "NEW",
        "requestedOn": "2025-12-12",
        "dueOn": "2025-12-26",
    }
    return service.ask(by, REQUEST, input={**asked, **changed})


def requested(service: Service, story: str = APPLICANT, **changed: Any) -> str:
    """The id of a request that was taken."""
    return str(request(service, story, **changed).data["requestOpinion"]["id"])


def register(service: Service, by: str = DOCTOR, **asked: Any) -> Answer:
    return service.ask(by, REGISTER, input={"idempotencyKey": new_key(), **asked})


def register_letter(service: Service, by: str = DOCTOR, **changed: Any) -> Answer:
    return register(service, by, letter={**LETTER, **changed})


def registered(service: Service, by: str = DOCTOR, **changed: Any) -> str:
    """The id of a target that was registered by letter."""
    return str(register_letter(service, by, **changed).data["registerOpinionTarget"]["id"])


def targets(service: Service, by: str = DOCTOR, **asked: Any) -> list[dict[str, Any]]:
    return [edge["node"] for edge in service.ask(by, TARGETS, **asked).data["opinionTargets"]["edges"]]


def target(service: Service, id_: str, by: str = DOCTOR) -> dict[str, Any]:
    [found] = [one for one in targets(service, by) if one["id"] == id_]
    return found
