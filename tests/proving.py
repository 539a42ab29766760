"""What tests of registrations say again and again: type printed fields, register, read a card, look at the list."""

import datetime
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from loaders.reading import Reading
from models.codes.registration import ProofMethod, ProofPurpose
from models.row import col
from models.rows import ActionRecord, Beneficiary, Confirmation, Guess, Insurer, Message, Performed, Registration
from resolvers.performing import Deed
from resolvers.registration import Proof, register
from resolvers.transaction import transaction
from seed.stories import STORIES
from tests.managing import new_key
from tests.service import Answer, Service

FAULTS = "... on Refused { errors { code message path } warnings { code path } }"
CHECK = f"""
mutation Check($input: CheckPrintedFieldsInput!) {{ checkPrintedFields(input: $input) {{
  ... on PrintedFieldsMatched {{ confirmation expiresAt warnings {{ code path }} }} {FAULTS}
}} }}
"""
REGISTER = f"""
mutation Register($input: RegisterPersonInput!) {{ registerPerson(input: $input) {{
  ... on PersonRegistered {{ id purpose viewingUntil provenAt }} {FAULTS}
}} }}
"""
REMOVE = f"""
mutation Remove($input: RemoveBeneficiaryInput!) {{ removeBeneficiary(input: $input) {{
  ... on BeneficiaryRemoved {{ id }} {FAULTS}
}} }}
"""
ONE = """
query One($id: ID!) { beneficiary(id: $id) {
  id
  registration { method registeredOn viewingUntil listOpenedAt provenAt }
  proof { expiresAt remainingSeconds opensConsent opensFiling }
} }
"""
LIST = "query List($after: String) { beneficiaries(first: 100, after: $after) { edges { node { id } } } }"
COUNT = "query Count { beneficiaries { totalCount } }"
READINGS = """
query Readings($before: DateTime) { readings(before: $before) {
  readAt by method methodLabel purpose purposeLabel reason filingFor state stateLabel until
} }
"""
SECOND, HOUR, DAY = datetime.timedelta(seconds=1), datetime.timedelta(hours=1), datetime.timedelta(days=1)
EDGE = (-SECOND, 0 * SECOND, SECOND)
"""A second before an end, the end itself, and a second after."""
TOUCHED = (Registration, Confirmation, Performed, Guess, Message)
RECORDED = (*TOUCHED, ActionRecord)
NOBODY = STORIES["no-office"]
"""The number of somebody who is on nobody's list."""
NOT_FOUND = [("PERSON_NOT_FOUND", ["input"])]


def person(service: Service, number: str = NOBODY) -> Beneficiary:
    """The person of a number at the guide's insurer."""
    with service.rows() as rows:
        found = select(Beneficiary).where(col(Beneficiary.insured_number) == number, col(Beneficiary.insurer_key) == 1)
        return rows.scalars(found).one()


def printed(service: Service, number: str = NOBODY) -> dict[str, Any]:
    """What the certificate of a person says, as a client sends it."""
    found = person(service, number)
    with service.rows() as rows:
        insurer = rows.get_one(Insurer, found.insurer_key).number
    return {
        "insurerNumber": insurer,
        "insuredNumber": number,
        "kana": found.kana,
        "birthDate": found.birth_date.isoformat(),
        "sex": found.sex.name,
    }


def check(service: Service, typed: dict[str, Any], by: str = "nurse") -> Answer:
    return service.ask(by, CHECK, input={"idempotencyKey": new_key(), **typed})


def confirmed(service: Service, number: str = NOBODY, by: str = "nurse") -> str:
    """The confirmation of a person whose printed fields were typed."""
    return str(check(service, printed(service, number), by).data["checkPrintedFields"]["confirmation"])


def enter(service: Service, confirmation: str, by: str = "nurse", purpose: str = "VIEWING") -> Answer:
    asked = {"idempotencyKey": new_key(), "confirmation": confirmation, "purpose": purpose}
    return service.ask(by, REGISTER, input=asked)


def register_by_fields(service: Service, number: str = NOBODY, by: str = "nurse", purpose: str = "VIEWING") -> str:
    """Both steps; the person's id."""
    return str(enter(service, confirmed(service, number, by), by, purpose).data["registerPerson"]["id"])


def remove(service: Service, id_: str, by: str = "nurse") -> Answer:
    return service.ask(by, REMOVE, input={"idempotencyKey": new_key(), "id": id_})


def read_card(service: Service, number: str = NOBODY, by: str = "nurse", purpose: str = "VIEWING") -> str:
    """A card reading, by the verb that the card's way ends in; the person's id."""
    found, token = person(service, number), service.token(by)

    async def read() -> None:
        endpoint, now = service.app.state.endpoint, service.clock.instant
        session = await endpoint.sessions.viewer(token, now)
        reading = Reading(endpoint.house, now, session.viewer)
        async with transaction(endpoint.house) as rows:
            office = reading.viewer.office_key
            assert office is not None
            deed = Deed(reading, rows)
            await register(deed, found.key, office, ProofPurpose[purpose], Proof.made(deed, ProofMethod.CARD))

    call(service, read)
    return found.id


def call(service: Service, verb: Callable[..., Any], *arguments: Any) -> Any:
    """A verb, on the service's own event loop."""
    assert service.client.portal is not None
    return service.client.portal.call(verb, *arguments)


def one(service: Service, id_: str, by: str = "nurse") -> Any:
    """A person by id; None for whoever is not on the list. The list itself is not opened by that."""
    return service.ask(by, ONE, id=id_).data["beneficiary"]


def listed(service: Service, by: str = "nurse") -> set[str]:
    """Open the list: the ids of those who are on it."""
    found: list[str] = []
    while len(found) % 100 == 0:
        edges = service.ask(by, LIST, after=found[-1] if found else None).data["beneficiaries"]["edges"]
        found += [edge["node"]["id"] for edge in edges]
        if not edges:
            break
    return set(found)


def readings(service: Service, by: str = "nurse", before: str | None = None) -> list[dict[str, Any]]:
    return list(service.ask(by, READINGS, before=before).data["readings"])


def newest(service: Service, by: str = "nurse") -> tuple[str, str]:
    """State and end of the office's newest reading."""
    found = readings(service, by)[0]
    return found["state"], found["until"]


def tried(service: Service) -> list[tuple[str, str, str]]:
    """What was done, how it ended, and to whom."""
    with service.rows() as rows:
        columns = (ActionRecord.action, ActionRecord.outcome, ActionRecord.subjects)
        return [tuple(row) for row in rows.execute(select(*map(col, columns)).order_by(col(ActionRecord.key)))]
