"""Registers and approves operations of the demo's partner system, and looks at what was written down."""

from typing import Any

from sqlalchemy import func, select

from loaders.operation import hash_of
from models.row import col
from models.rows import ActionRecord, PartnerOperation, ReadRecord
from tests.service import Answer, Service

KEPT = """
operation { id name status statusLabel documentId partner partnerUserId registeredAt approvedAt approvedBy withdrawnAt
  withdrawnBy needs { information informationLabels coordinates mutations } change { previousId difference
  widens { information coordinates mutations } drops { information coordinates mutations } } }
"""
REGISTER = f"""
mutation Register($input: RegisterOperationInput!) {{
  registerOperation(input: $input) {{ ... on OperationKept {{ {KEPT} }} ... on Refused {{ errors {{ code message path }} }} }}
}}
"""
DECIDE = f"""
mutation Decide($input: DecideOperationInput!) {{
  decided: approveOperation(input: $input) {{
    ... on OperationKept {{ {KEPT} }} ... on Refused {{ errors {{ code message path }} }}
  }}
}}
"""
WITHDRAW = DECIDE.replace("approveOperation", "withdrawOperation")
LISTED = "{ partnerOperations { id name document status partnerUserId change { previousId } } }"
NAMES = "query Names { beneficiaries(first: 2) { edges { node { name } } } }"


def register(service: Service, document: str = NAMES, key: str = "register-1", user: str = "partner") -> Answer:
    return service.ask(user, REGISTER, input={"idempotencyKey": key, "document": document})


def decide(service: Service, id_: str, query: str = DECIDE, user: str = "hachiro", key: str = "") -> Answer:
    return service.ask(user, query, input={"idempotencyKey": key or f"decide-{query is DECIDE}-{id_}", "id": id_})


def approved(service: Service, document: str = NAMES, key: str = "register-1") -> str:
    """The id of this document, registered and approved."""
    id_ = str(register(service, document, key).data["registerOperation"]["operation"]["id"])
    assert decide(service, id_).data["decided"]["operation"]["status"] == "APPROVED"
    return id_


def faults(answer: Answer, field: str = "registerOperation") -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in answer.data[field]["errors"]]


def shown(answer: Answer) -> dict[str, Any]:
    """The operation of an answer to `registerOperation` or `decided`."""
    [found] = answer.data.values()
    operation: dict[str, Any] = found["operation"]
    return operation


def listed(service: Service, user: str = "hachiro") -> list[tuple[str, str]]:
    return [(one["name"], one["status"]) for one in service.ask(user, LISTED).data["partnerOperations"]]


def send(service: Service, user: str = "partner", **body: object) -> Answer:
    """Send this body as it is."""
    return service.post(body, {"Authorization": f"Bearer {service.token(user)}"})


def by_id(document: str) -> str:
    return f"sha256:{hash_of(document)}"


def reads(service: Service) -> int:
    """How many read records there are."""
    with service.rows() as rows:
        return int(rows.execute(select(func.count()).select_from(ReadRecord)).scalar_one())


def kept(service: Service) -> list[tuple[Any, ...]]:
    """Every registered operation, whole, and every action that was recorded."""
    with service.rows() as rows:
        tables = (PartnerOperation.__table__, ActionRecord.__table__)  # type: ignore[attr-defined]
        return [tuple(row) for table in tables for row in rows.execute(select(table).order_by(table.c.key))]


def subjects(service: Service) -> list[tuple[str, str, str]]:
    """What was done, how it ended, and to what."""
    with service.rows() as rows:
        record = (ActionRecord.action, ActionRecord.outcome, ActionRecord.subjects)
        return [tuple(row) for row in rows.execute(select(*map(col, record)).order_by(col(ActionRecord.key)))]


def assert_not_approved(answer: Answer) -> None:
    message = "承認された操作ではありません。操作を登録し、事業所の管理者の承認を受けてください。"
    error = {"message": message, "extensions": {"code": "OPERATION_NOT_APPROVED"}}
    assert (answer.status, answer.body) == (403, {"errors": [error]})
