"""What tests of filings say again and again: a form without fault, sending it, answering it, looking at what became of it."""

from typing import Any

from sqlalchemy import select

from models.row import col
from models.rows import (
    ActionRecord,
    CareManagement,
    Filing,
    FilingEvent,
    FilingReason,
    Message,
    Performed,
    Registration,
)
from tests.managing import new_key
from tests.service import Answer, Service

FAULTS = "... on Refused { errors { code message path } }"
SUBMIT = f"""
mutation Submit($input: SubmitFilingInput!) {{ submitFiling(input: $input) {{
  ... on FilingSubmitted {{ id beneficiaryId submittedAt }} {FAULTS}
}} }}
"""
VALIDATE = f"""
mutation Validate($input: SubmitFilingInput!) {{ validateFiling(input: $input) {{
  ... on FilingValid {{ beneficiaryId person {{ insuredNumber name kana birthDate sex }} }} {FAULTS}
}} }}
"""
WITHDRAW = f"""
mutation Withdraw($input: WithdrawFilingInput!) {{ withdrawFiling(input: $input) {{
  ... on FilingWithdrawn {{ id status }} {FAULTS}
}} }}
"""
ANSWER = f"""
mutation Answer($input: AnswerFilingInput!) {{ answerFiling(input: $input) {{
  ... on FilingAnswered {{ id status }} {FAULTS}
}} }}
"""
TAB = """
query Tab($id: ID!) { beneficiary(id: $id) { filings {
  id kind classification status filedOn officeNumber officeName delegateNumber delegateName changeReason changedOn startsOn
  serviceUse servicesUsed requestedOn requestMethod filerName filerRelation disclosureConsent
  events { status at by receivedOn reasons { position reason } }
} } }
"""
RECEIVED = """
query Received($status: FilingStatus, $first: Int, $after: String) {
  filings(status: $status, first: $first, after: $after) {
    id kind classification status statusLabel filedOn changeReason changedOn startsOn
    person { insurerNumber insuredNumber name kana birthDate sex postalCode address phone }
    office { number name address phone } delegate { number name address phone }
    serviceUse servicesUsed requestedOn requestMethod filerName filerRelation disclosureConsent
    events { status statusLabel at by receivedOn reasons }
  }
}
"""
MUNICIPAL = "municipal-system"
TOUCHED = (Filing, FilingEvent, FilingReason, CareManagement, Registration, Performed, Message)
RECORDED = (*TOUCHED, ActionRecord)
FORM: dict[str, Any] = {
    "kind": "CARE_PLAN",
    "classification": "NEW",
    "startsOn": "2025-12-15",
    "requestedOn": "2025-12-15",
    "requestMethod": "VISIT",
    "delegationChosen": True,
    "filerRelation": "CARE_MANAGER",
    "disclosureConsent": True,
}
"""Without fault for a care manager of the first office on the demo's first day."""
CHANGE = {"classification": "CHANGE", "changeReason": "転居のため", "changedOn": "2025-12-15"}


def form(id_: str, **changed: Any) -> dict[str, Any]:
    """The input of `submitFiling`; without what is changed to None."""
    given = {"idempotencyKey": new_key(), "beneficiaryId": id_, **FORM, **changed}
    return {name: value for name, value in given.items() if value is not None}


def submit(service: Service, id_: str, by: str = "hachiro", **changed: Any) -> Answer:
    return service.ask(by, SUBMIT, input=form(id_, **changed))


def submitted(service: Service, id_: str, by: str = "hachiro", **changed: Any) -> str:
    """The id of a filing that was taken."""
    return str(submit(service, id_, by, **changed).data["submitFiling"]["id"])


def validate(service: Service, id_: str, by: str = "hachiro", **changed: Any) -> Answer:
    return service.ask(by, VALIDATE, input=form(id_, **changed))


def withdraw(service: Service, id_: str, by: str = "hachiro") -> Answer:
    return service.ask(by, WITHDRAW, input={"idempotencyKey": new_key(), "id": id_})


def answer(service: Service, id_: str, accepted: bool = True, by: str = MUNICIPAL, **more: Any) -> Answer:
    asked = {"idempotencyKey": new_key(), "id": id_, "accepted": accepted, **more}
    return service.ask(by, ANSWER, input=asked)


def tab(service: Service, id_: str, by: str = "hachiro") -> list[dict[str, Any]]:
    """The filings of the viewer's office for a person."""
    return list(service.ask(by, TAB, id=id_).data["beneficiary"]["filings"])


def received(service: Service, by: str = MUNICIPAL, **asked: Any) -> list[dict[str, Any]]:
    return list(service.ask(by, RECEIVED, **asked).data["filings"])


def charges(service: Service, beneficiary: int) -> list[tuple[int, int | None, str, str | None]]:
    """Who makes the plan: office, care manager, since, until."""
    with service.rows() as rows:
        mine = select(CareManagement).where(col(CareManagement.beneficiary_key) == beneficiary)
        found = rows.scalars(mine.order_by(col(CareManagement.key))).all()
    days = [(str(one.valid_from), str(one.valid_until) if one.valid_until else None) for one in found]
    return [(one.office_key, one.staff_key, *day) for one, day in zip(found, days, strict=True)]
