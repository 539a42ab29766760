"""What tests of doctors' opinions say again and again: a form without fault, saving and sending it, looking at both ends."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from models.codes import Coded
from models.opinion_form import ITEMS, SUPPLIED
from models.rows import (
    ActionRecord,
    Message,
    Opinion,
    OpinionBodyFinding,
    OpinionDiagnosis,
    OpinionDraft,
    OpinionTarget,
    OpinionVersion,
    Performed,
    Progress,
)
from seed.ichiro_papers import DIAGNOSES, FINDINGS, OPINION
from tests.managing import new_key
from tests.opinion_target import DOCTOR, FAULTS, MUNICIPAL
from tests.service import Answer, Service

SAVE = f"""
mutation SaveOpinion($input: SaveOpinionInput!) {{ saveOpinion(input: $input) {{
  ... on OpinionSaved {{ target errors {{ code path }} }} {FAULTS}
}} }}
"""
SENT = "... on OpinionSent { id target version sentAt }"
SEND = f"mutation SendOpinion($input: SendOpinionInput!) {{ sendOpinion(input: $input) {{ {SENT} {FAULTS} }} }}"
VALIDATE = f"""
mutation ValidateOpinion($input: SendOpinionInput!) {{ validateOpinion(input: $input) {{
  ... on OpinionValid {{ target version }} {FAULTS}
}} }}
"""
COPY = f"""
mutation CopyOpinion($input: CopyOpinionInput!) {{ copyOpinion(input: $input) {{
  ... on OpinionSaved {{ target errors {{ code path }} }} {FAULTS}
}} }}
"""
CONFIRM = f"""
mutation ConfirmOpinion($input: ConfirmOpinionInput!) {{ confirmOpinion(input: $input) {{
  ... on OpinionConfirmed {{ id receivedOn }} {FAULTS}
}} }}
"""
TOUCHED = (
    *(OpinionTarget, OpinionDraft, OpinionVersion, Opinion, OpinionDiagnosis, OpinionBodyFinding, Progress),
    *(Performed, Message),
)
RECORDED = (*TOUCHED, ActionRecord)


def camel(name: str) -> str:
    return re.sub(r"_(.)", lambda sign: sign[1].upper(), name)


def sent_in(values: Mapping[str, object]) -> dict[str, Any]:
    """Items as a client sends them."""
    return {camel(name): _sent_in(name, value) for name, value in values.items() if name not in SUPPLIED}


def _sent_in(name: str, value: object) -> Any:
    if name in ("height", "weight"):
        return f"{int(str(value)) // 10}.{int(str(value)) % 10}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.name if isinstance(value, Coded) else value


CONTENT: dict[str, Any] = {
    **sent_in(OPINION),
    "writtenOn": "2025-12-14",
    "lastExaminedOn": "2025-12-12",
    "shared": True,
    "applicantPostalCode": "870-0001",
    "applicantAddress": "見本市本町一丁目1番1号",
    "applicantPhone": "097-000-3000",
    "diagnoses": [{"onsetOn": None, **sent_in(row)} for row in DIAGNOSES],
    "findings": [{"site": None, "siteText": None, **sent_in(row)} for row in FINDINGS],
}
"""Every item of the form, without fault on the demo's first day."""


LISTS_ASKED = "diagnoses { name onsetOn onsetText } findings { kind site siteText degree }"
ITEMS_ASKED = f"{' '.join(camel(name) for name in ITEMS)} {LISTS_ASKED}"
"""Every item of the form, to be asked for."""
VERSION = "id version latest correctionReason sentAt sentBy confirmedAt receivedOn"
RECEIVED = f"""
query OpinionsReceived($confirmed: Boolean, $first: Int, $after: String) {{
  opinionsReceived(confirmed: $confirmed, first: $first, after: $after) {{
    totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
    edges {{ cursor node {{
      {VERSION} confirmedBy identifiedNumber content {{ {ITEMS_ASKED} }}
      person {{ insurerNumber insuredNumber name kana birthDate sex }}
      request {{ id electronic requestedOn dueOn }} clinic {{ number name }}
    }} }}
  }}
}}
"""
MINE = f"""
query MyOpinions {{ opinionTargets {{ edges {{ node {{
  id status
  draft {{ savedAt savedBy correctionReason errors {{ code path }} content {{ {ITEMS_ASKED} }} }}
  versions {{ {VERSION} content {{ {ITEMS_ASKED} }} }}
}} }} }} }}
"""
TAB = """
query Tab($id: ID!) { beneficiary(id: $id) {
  certification {
    opinion { writtenOn receivedOn shared data { remarks body { height findings { kind } } disease { diagnoses { name } } } }
    opinionHistory { writtenOn data { remarks } }
  }
  progress { opinion { opinionRequestedOn opinionReceivedOn opinionStatus } }
} }
"""


def save(service: Service, target: str, by: str = DOCTOR, reason: str | None = None, **changed: Any) -> Answer:
    asked = {"idempotencyKey": new_key(), "target": target, "content": {**CONTENT, **changed}}
    return service.ask(by, SAVE, input={**asked, "correctionReason": reason})


def send(service: Service, target: str, by: str = DOCTOR, **more: Any) -> Answer:
    """Send the draft, or `content`."""
    return service.ask(by, SEND, input={"idempotencyKey": new_key(), "target": target, **more})


def sent(service: Service, target: str, by: str = DOCTOR, **changed: Any) -> str:
    """The id of a version that was taken."""
    answer = send(service, target, by, content={**CONTENT, **changed})
    return str(answer.data["sendOpinion"]["id"])


def corrected(service: Service, target: str, reason: str = "記載誤りのため", **changed: Any) -> str:
    answer = send(service, target, content={**CONTENT, **changed}, correctionReason=reason)
    return str(answer.data["sendOpinion"]["id"])


def validate(service: Service, target: str, by: str = DOCTOR, **more: Any) -> Answer:
    return service.ask(by, VALIDATE, input={"idempotencyKey": new_key(), "target": target, **more})


def copy(service: Service, target: str, by: str = DOCTOR) -> Answer:
    return service.ask(by, COPY, input={"idempotencyKey": new_key(), "target": target})


def confirm(service: Service, id_: str, by: str = MUNICIPAL, **more: Any) -> Answer:
    return service.ask(by, CONFIRM, input={"idempotencyKey": new_key(), "id": id_, **more})


def received(service: Service, by: str = MUNICIPAL, **asked: Any) -> list[dict[str, Any]]:
    found = service.ask(by, RECEIVED, **asked).data["opinionsReceived"]
    return [edge["node"] for edge in found["edges"]]


def version(service: Service, id_: str) -> dict[str, Any]:
    """A version as the municipality has it."""
    [found] = [one for one in received(service) if one["id"] == id_]
    return found


def mine(service: Service, target: str, by: str = DOCTOR) -> dict[str, Any]:
    """A target with what is written for it, as the clinic has it."""
    edges = service.ask(by, MINE).data["opinionTargets"]["edges"]
    [found] = [edge["node"] for edge in edges if edge["node"]["id"] == target]
    return dict(found)


def tab(service: Service, id_: str, by: str = "hachiro") -> Answer:
    return service.ask(by, TAB, id=id_)
