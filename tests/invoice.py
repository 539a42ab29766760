"""What tests of invoices for opinions say again and again: a form without fault, saving, sending and answering it."""

from typing import Any

from models.rows import (
    ActionRecord,
    Invoice,
    InvoiceEvent,
    InvoiceExamination,
    InvoiceReason,
    Message,
    OpinionTarget,
    Performed,
)
from tests.managing import new_key
from tests.opinion_target import DOCTOR, MUNICIPAL
from tests.service import Answer, Service

FAULTS = "... on Refused { errors { code message path } }"
DOUBTS = "warnings { code path }"
AMOUNTS = "amounts { fee examinationFee subtotal taxPercent tax total }"
SAVE = f"""
mutation Save($input: SaveInvoiceInput!) {{ saveInvoice(input: $input) {{
  ... on InvoiceSaved {{ id {AMOUNTS} errors {{ code message path }} {DOUBTS} }} {FAULTS}
}} }}
"""
VALIDATE = f"""
mutation Validate($input: SendInvoiceInput!) {{ validateInvoice(input: $input) {{
  ... on InvoiceValid {{ {AMOUNTS} {DOUBTS} }} {FAULTS}
}} }}
"""
SEND = f"""
mutation Send($input: SendInvoiceInput!) {{ sendInvoice(input: $input) {{
  ... on InvoiceSent {{ id sentAt {AMOUNTS} {DOUBTS} }} {FAULTS}
}} }}
"""
WITHDRAW = f"""
mutation Withdraw($input: WithdrawInvoiceInput!) {{ withdrawInvoice(input: $input) {{
  ... on InvoiceWithdrawn {{ id status }} {FAULTS}
}} }}
"""
ANSWER = f"""
mutation Answer($input: AnswerInvoiceInput!) {{ answerInvoice(input: $input) {{
  ... on InvoiceAnswered {{ id status }} {FAULTS}
}} }}
"""
LIST = """
query List($status: InvoiceStatus, $month: YearMonth, $first: Int, $after: String) {
  %s(status: $status, month: $month, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node {
      id status statusLabel category categoryLabel opinionWrittenOn opinionSentOn claimedOn withoutDoctor
      target { id insurerNumber insurerName insuredNumber name kana birthDate sex requestedOn }
      examinations { kind kindLabel points }
      officeNumber officeName officeAddress officePhone founderName bankAccount remark
      fee examinationFee subtotal taxPercent tax total sentAt
      events { status statusLabel at by receivedOn reasons }
    } }
  }
}
"""
INVOICES, RECEIVED = LIST % "invoices", LIST % "invoicesReceived"
SUMMARY = """
query Summary($month: YearMonth!) { invoiceSummary(month: $month) {
  category categoryLabel count fee examinationFee subtotal tax total
} }
"""
CLAIM = (Invoice, InvoiceExamination, InvoiceEvent, InvoiceReason)
TOUCHED = (*CLAIM, OpinionTarget, Performed, Message)
RECORDED = (*TOUCHED, ActionRecord)
FORM: dict[str, Any] = {
    "category": "HOME_NEW",
    "opinionWrittenOn": "2025-12-12",
    "opinionSentOn": "2025-12-13",
    "founderName": "医療法人 例示会",
}
"""Without fault on the demo's first day for a letter of the tenth."""
WORTH = {"fee": 5_000, "examinationFee": 0, "subtotal": 5_000, "taxPercent": 10, "tax": 500, "total": 5_500}
"""What it comes to."""


def form(target: str, **changed: Any) -> dict[str, Any]:
    """The input of `saveInvoice` and `sendInvoice`; without what is changed to None."""
    content = {name: value for name, value in {**FORM, **changed}.items() if value is not None}
    return {"idempotencyKey": new_key(), "target": target, "content": content}


def save(service: Service, target: str, by: str = DOCTOR, **changed: Any) -> Answer:
    return service.ask(by, SAVE, input=form(target, **changed))


def saved(service: Service, target: str, by: str = DOCTOR, **changed: Any) -> str:
    """The id of a draft that was taken."""
    return str(save(service, target, by, **changed).data["saveInvoice"]["id"])


def validate(service: Service, target: str, by: str = DOCTOR, **changed: Any) -> Answer:
    return service.ask(by, VALIDATE, input=form(target, **changed))


def send_draft(service: Service, target: str, by: str = DOCTOR, **more: Any) -> Answer:
    return service.ask(by, SEND, input={"idempotencyKey": new_key(), "target": target, **more})


def send(service: Service, target: str, by: str = DOCTOR, **changed: Any) -> Answer:
    """Without a draft."""
    return service.ask(by, SEND, input=form(target, **changed))


def sent(service: Service, target: str, by: str = DOCTOR, **changed: Any) -> str:
    """The id of an invoice that was sent."""
    return str(send(service, target, by, **changed).data["sendInvoice"]["id"])


def withdraw(service: Service, id_: str, by: str = DOCTOR) -> Answer:
    return service.ask(by, WITHDRAW, input={"idempotencyKey": new_key(), "id": id_})


def answer(service: Service, id_: str, accepted: bool = True, by: str = MUNICIPAL, **more: Any) -> Answer:
    asked = {"idempotencyKey": new_key(), "id": id_, "accepted": accepted, **more}
    return service.ask(by, ANSWER, input=asked)


def invoices(service: Service, by: str = DOCTOR, **asked: Any) -> list[dict[str, Any]]:
    return _nodes(service.ask(by, INVOICES, **asked).data["invoices"])


def received(service: Service, by: str = MUNICIPAL, **asked: Any) -> list[dict[str, Any]]:
    return _nodes(service.ask(by, RECEIVED, **asked).data["invoicesReceived"])


def invoice(service: Service, id_: str, by: str = DOCTOR) -> dict[str, Any]:
    [found] = [one for one in invoices(service, by) if one["id"] == id_]
    return found


def worth(answered: Answer) -> dict[str, int]:
    """What the invoice comes to, of an action that was done."""
    [outcome] = answered.data.values()
    return dict(outcome["amounts"])


def codes(found: list[dict[str, Any]]) -> list[str]:
    return [one["code"] for one in found]


def _nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]
