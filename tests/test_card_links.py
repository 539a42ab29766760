"""Whose card is which (S79): fed, kept by a keyed hash alone, and the same for every office."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.rows import ActionRecord, CardLink, Performed
from tests.card_desk import LINK, link, linked, people, read, stranger
from tests.cards import SERIAL, Issuer, anchors
from tests.managing import faults
from tests.service import Service
from tests.signing_in import stored
from tests.test_card_apps import issue_and_register

TOUCHED = (CardLink, Performed)


def links(service: Service) -> list[CardLink]:
    with service.rows() as rows:
        return list(rows.scalars(select(CardLink)))


def test_a_card_is_linked_and_changed(service: Service) -> None:
    card, (person, other, *_) = Issuer.new().card(), people(service)
    assert link(service, card, person).data == {"feedCardLink": {"key": person.id}}
    [made] = links(service)
    assert (made.health_insurance_registered, made.ended) == (True, False)
    link(service, card, person, healthInsuranceRegistered=False, ended=True, serial=f"00{SERIAL:X}")
    [changed] = links(service)
    assert (changed.key, changed.hash, changed.beneficiary_key) == (made.key, made.hash, made.beneficiary_key)
    assert (changed.health_insurance_registered, changed.ended) == (False, True)
    # a person who moved to another insurer is insured under another number
    assert link(service, card, other).data == {"feedCardLink": {"key": other.id}}
    [moved] = links(service)
    assert (moved.key, moved.beneficiary_key != made.beneficiary_key, moved.ended) == (made.key, True, False)


def test_neither_issuer_nor_serial_number_is_kept(service: Service) -> None:
    """Nor a hash of them that could be undone by trying."""
    card, person = Issuer.new().card(), stranger(service)
    issuer = card.certificate.issuer.public_bytes()
    link(service, card, person)
    kept = str(stored(service, CardLink, Performed, ActionRecord))
    for secret in (str(SERIAL), f"{SERIAL:x}", base64.b64encode(issuer).decode(), "JPKI"):
        assert secret not in kept
    [made] = links(service)
    key = service.app.state.endpoint.house.cards.key
    assert len(key) == 32
    for told in (issuer + str(SERIAL).encode(), len(issuer).to_bytes(4) + issuer + str(SERIAL).encode()):
        assert made.hash != hashlib.sha256(told).hexdigest()


def test_a_renewed_card_is_another_link_of_the_same_person(
    open_service: Callable[..., Service], tmp_path: Path
) -> None:
    issuer = Issuer.new()
    service = open_service(card_anchors=anchors(tmp_path / "anchors", issuer))
    person = stranger(service)
    former, renewed = issuer.card(serial=1), issuer.card(serial=2)
    link(service, former, person)
    link(service, former, person, ended=True)
    link(service, renewed, person)
    first, second = links(service)
    assert (first.beneficiary_key, first.ended, second.ended) == (second.beneficiary_key, True, False)
    assert faults(read(service, former)) == [("CARD_NOT_LINKED", ["input", "certificate"])]
    assert "id" in read(service, renewed).data["completeCardReading"]


def test_a_link_is_every_offices(open_service: Callable[..., Service], tmp_path: Path) -> None:
    issuer = Issuer.new()
    service = open_service(card_anchors=anchors(tmp_path / "anchors", issuer))
    issue_and_register(service, "reader-b", "multi-manager")
    card, person = issuer.card(), stranger(service)
    link(service, card, person)
    assert "id" in read(service, card).data["completeCardReading"]
    one = "query One($id: ID!) { beneficiary(id: $id) { id } }"
    assert service.ask("multi-manager", one, id=person.id).data == {"beneficiary": None}
    assert "id" in read(service, card, "reader-b").data["completeCardReading"]
    assert service.ask("multi-manager", one, id=person.id).data == {"beneficiary": {"id": person.id}}


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"issuer": ""}, [("ISSUER_WRONG", "issuer")]),
        ({"issuer": "***", "serial": "xyz"}, [("ISSUER_WRONG", "issuer"), ("SERIAL_WRONG", "serial")]),
        ({"issuer": "MA==" * 400, "serial": ""}, [("ISSUER_WRONG", "issuer"), ("SERIAL_WRONG", "serial")]),
        ({"serial": "1" * 41}, [("SERIAL_WRONG", "serial")]),
        ({"insuredNumber": "0000000000"}, [("BENEFICIARY_UNKNOWN", "insuredNumber")]),
        (
            {"insurerNumber": "\0", "serial": "-1"},
            [("SERIAL_WRONG", "serial"), ("BENEFICIARY_UNKNOWN", "insuredNumber")],
        ),
    ],
)
def test_what_does_not_fit_changes_nothing(
    service: Service, wrong: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    card, person = Issuer.new().card(), stranger(service)
    service.token("eligibility-system")
    before = stored(service, *TOUCHED, ActionRecord)
    found = faults(link(service, card, person, **wrong))
    assert found == [(code, ["input", part]) for code, part in expected]
    assert stored(service, *TOUCHED, ActionRecord) == before


@pytest.mark.parametrize("by", ["hachiro", "demo-reader", "portal", "billing-system", "partner", "municipal"])
def test_nobody_else_says_whose_card_it_is(service: Service, by: str) -> None:
    asked = linked(Issuer.new().card(), stranger(service))
    service.token(by)
    before = stored(service, *TOUCHED)
    assert service.ask(by, LINK, input=asked).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
