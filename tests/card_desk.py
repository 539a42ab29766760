"""The way of an app with a card, and of those who say whose it is. What a card signs is written here once more, apart."""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import exists, select

from models.row import col
from models.rows import ActionRecord, Beneficiary, CardLink, CardReading, Insurer, Registration
from tests.cards import Card, Issuer
from tests.managing import faults, new_key
from tests.service import Answer, Service
from tests.signing_in import stored

CHALLENGE = "... on CardChallenge { id nonce origin appId purpose expiresAt algorithms }"
REFUSED = "... on Refused { errors { code message path } }"
BEGIN = (
    f"mutation Begin($input: BeginCardReadingInput!) {{ beginCardReading(input: $input) {{ {CHALLENGE} {REFUSED} }} }}"
)
READ = "... on CardRead { id viewingUntil listUntil revocation }"
COMPLETE = f"mutation Complete($input: CompleteCardReadingInput!) {{ completeCardReading(input: $input) {{ {READ} {REFUSED} }} }}"
LINK = (
    f"mutation Link($input: FeedCardLinkInput!) {{ feedCardLink(input: $input) {{ ... on Fed {{ key }} {REFUSED} }} }}"
)
APP, OTHER_APP = "demo-reader", "reader-2"
PIN: dict[str, Any] = {"confirmation": "PIN", "reason": None}
VISUAL: dict[str, Any] = {"confirmation": "VISUAL", "reason": "顔認証カードのため"}
LIST = (
    "query List($number: String!) { beneficiaries(search: $number) { edges { node { id registration { method } } } } }"
)
CERTIFICATE, SIGNATURE = ["input", "certificate"], ["input", "signature"]


def canonical(told: object) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def form_hash(form: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(form)).hexdigest()


def message(challenge: dict[str, Any], der: bytes, form: dict[str, Any] = PIN) -> bytes:
    """What a card signs."""
    told = {
        "v": 1,
        **{name: challenge[name] for name in ("id", "nonce", "origin", "purpose")},
        "terminal": challenge["appId"],
        "exp": challenge["expiresAt"],
        "cert_sha256": hashlib.sha256(der).hexdigest(),
        "form_sha256": form_hash(form),
    }
    return b"care-bridge/jpki-auth/v1\0" + canonical(told)


def begin(service: Service, app: str = APP, purpose: str = "VIEWING", form: dict[str, Any] = PIN) -> dict[str, Any]:
    """A new challenge."""
    asked = {"idempotencyKey": new_key(), "purpose": purpose, "formSha256": form_hash(form)}
    found: dict[str, Any] = service.ask(app, BEGIN, input=asked).data["beginCardReading"]
    return found


def answer(challenge: dict[str, Any], card: Card, form: dict[str, Any] = PIN, **changed: Any) -> dict[str, Any]:
    """The input that completes a reading."""
    signature = base64.b64encode(card.sign(message(challenge, card.der, form))).decode()
    right = {
        "idempotencyKey": new_key(),
        "challengeId": challenge["id"],
        "certificate": base64.b64encode(card.der).decode(),
        "signature": signature if form["confirmation"] == "PIN" else None,
        "form": form,
    }
    return {**right, **changed}


def complete(service: Service, asked: dict[str, Any], app: str = APP) -> Answer:
    return service.ask(app, COMPLETE, input=asked)


def read(service: Service, card: Card, app: str = APP, purpose: str = "VIEWING", form: dict[str, Any] = PIN) -> Answer:
    """A whole reading."""
    return complete(service, answer(begin(service, app, purpose, form), card, form), app)


def happened(service: Service) -> list[tuple[Any, ...]]:
    """What a reading changes when it is right; a challenge that was used up, or a refusal on record, is no such thing."""
    with service.rows() as rows:
        found = select(col(CardReading.id), col(CardReading.card_link_key), col(CardReading.confirmation))
        readings = [tuple(row) for row in rows.execute(found.order_by(col(CardReading.key)))]
        done = select(col(ActionRecord.key)).where(col(ActionRecord.outcome) == "DONE")
        readings += [tuple(row) for row in rows.execute(done.order_by(col(ActionRecord.key)))]
    return readings + stored(service, Registration, CardLink)


@dataclass(frozen=True)
class Somebody:
    """A person who is on nobody's list."""

    id: str
    insurer: str
    number: str


def people(service: Service) -> list[Somebody]:
    """Everybody, those first who are on no office's list."""
    listed = exists().where(col(Registration.beneficiary_key) == col(Beneficiary.key))
    found = (
        select(col(Beneficiary.id), col(Insurer.number), col(Beneficiary.insured_number))
        .join(Insurer, col(Insurer.key) == col(Beneficiary.insurer_key))
        .order_by(listed, col(Beneficiary.key))
    )
    with service.rows() as rows:
        return [Somebody(*row) for row in rows.execute(found)]


def stranger(service: Service) -> Somebody:
    """Somebody who is on no office's list."""
    return people(service)[0]


def listed(service: Service, person: Somebody, by: str = "hachiro") -> list[dict[str, Any]]:
    """The person as the list of this account shows them: once, or not at all."""
    edges = service.ask(by, LIST, number=person.number).data["beneficiaries"]["edges"]
    return [edge["node"] for edge in edges if edge["node"]["id"] == person.id]


def linked(card: Card, person: Somebody, **changed: Any) -> dict[str, Any]:
    """The input that says whose card it is."""
    return {
        "idempotencyKey": new_key(),
        "issuer": base64.b64encode(card.certificate.issuer.public_bytes()).decode(),
        "serial": f"{card.certificate.serial_number:x}",
        "insurerNumber": person.insurer,
        "insuredNumber": person.number,
        "healthInsuranceRegistered": True,
        **changed,
    }


def link(service: Service, card: Card, person: Somebody, by: str = "eligibility-system", **changed: Any) -> Answer:
    """Say whose card it is."""
    return service.ask(by, LINK, input=linked(card, person, **changed))


@dataclass
class Desk:
    """A service that believes an issuer, with the file of its revocation list."""

    service: Service
    issuer: Issuer
    list_: Path

    def link(self, card: Card, **changed: Any) -> Card:
        link(self.service, card, stranger(self.service), **changed)
        return card

    def refused(self, card: Card, **changed: Any) -> list[tuple[str, list[str]]]:
        """The faults of a reading that must change nothing."""
        challenge = begin(self.service)
        before = happened(self.service)
        found = faults(complete(self.service, answer(challenge, card, **changed)))
        assert happened(self.service) == before
        return found

    def revocation(self, card: Card) -> str:
        return str(read(self.service, card).data["completeCardReading"]["revocation"])


def refusing(code: str) -> list[tuple[str, list[str]]]:
    """What is wrong with a certificate."""
    return [(code, CERTIFICATE)]
