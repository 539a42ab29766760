"""What tests of consent say again and again: register, withdraw and feed it, look at the tab, check a receipt."""

from typing import Any

import orjson
from sqlalchemy import func, select

from models.row import col
from models.rows import ActionRecord, Beneficiary, Consent, ConsentReceipt, Performed
from permissions.consent_receipt import TEXT_VERSION
from tests.managing import new_key
from tests.service import Answer, Service

STATED = "... on ConsentStated { id status recordedAt receipt } ... on Refused { errors { code message path } }"
REGISTER = f"""
mutation Register($input: RegisterConsentInput!) {{ registerConsent(input: $input) {{ {STATED} }} }}
"""
WITHDRAW = f"""
mutation Withdraw($input: WithdrawConsentInput!) {{ withdrawConsent(input: $input) {{ {STATED} }} }}
"""
FEED = """
mutation Feed($input: FeedConsentInput!) { feedConsent(input: $input) {
  ... on ConsentFed { counts statement { id status statusLabel recordedAt receipt } }
  ... on Refused { errors { code message path } }
} }
"""
TAB = """
query Tab($id: ID!) { beneficiary(id: $id) {
  consentStatus
  proof { opensConsent }
  consent { status statements { status route recordedAt receipt } }
  life { disabilityAutonomy { month level } }
} }
"""
VERIFY = """
query Verify($receipt: String!) { verifyReceipt(receipt: $receipt) {
  valid fault faultLabel id kid publicKey followedBy { id status statusLabel statedAt }
} }
"""
TOUCHED = (Consent, ConsentReceipt, Performed)
RECORDED = (*TOUCHED, ActionRecord)


def register(service: Service, id_: str, by: str = "nurse", **changed: object) -> Answer:
    asked = {"idempotencyKey": new_key(), "beneficiaryId": id_, "textVersion": TEXT_VERSION, **changed}
    return service.ask(by, REGISTER, input=asked)


def withdraw(service: Service, id_: str, by: str = "nurse") -> Answer:
    return service.ask(by, WITHDRAW, input={"idempotencyKey": new_key(), "beneficiaryId": id_})


def feed(service: Service, person: Beneficiary | str, status: str, on: str, by: str = "municipal-system") -> Answer:
    """What the municipality says of a person, or of a number."""
    number = person if isinstance(person, str) else person.insured_number
    asked = {"idempotencyKey": new_key(), "insuredNumber": number, "status": status, "statedOn": on}
    return service.ask(by, FEED, input=asked)


def tab(service: Service, id_: str, by: str = "nurse") -> Any:
    return service.ask(by, TAB, id=id_).data["beneficiary"]


def status(service: Service, id_: str, by: str = "nurse") -> tuple[str, bool]:
    """The status, as list and tab agree on it, and whether what needs consent is shown."""
    found = tab(service, id_, by)
    assert found["consentStatus"] == found["consent"]["status"]
    return found["consentStatus"], found["life"] is not None


def verify(service: Service, receipt: str, by: str = "clerk") -> Any:
    return service.ask(by, VERIFY, receipt=receipt).data["verifyReceipt"]


def receipt_of(answer: Answer) -> str:
    """The receipt of a registration or a withdrawal."""
    [outcome] = answer.data.values()
    return str(outcome["receipt"])


def told(receipt: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(receipt)
    return found


def statements(service: Service, person: Beneficiary) -> int:
    """How many statements are stored of a person."""
    with service.rows() as rows:
        mine = select(func.count()).select_from(Consent).where(col(Consent.beneficiary_key) == person.key)
        return int(rows.execute(mine).scalar_one())
