"""Withdrawing consent: at any office with the person on its list, however old the proof; it closes at once (S67, A05)."""

import datetime
from typing import Any

import pytest

from models.codes.consent import ConsentRoute, ConsentStatus
from models.rows import Consent
from seed.stories import STORIES
from tests.consenting import RECORDED, register, statements, status, tab, withdraw
from tests.managing import faults
from tests.oracles.crowd import store
from tests.proving import HOUR, SECOND, listed, person, read_card, register_by_fields, remove, tried
from tests.service import Service
from tests.signing_in import stored

ORDINARY = STORIES["progress-certified"]
"""Somebody with all tabs, on the list since November, who consented in February."""
PAPERS = """
query Papers($id: ID!) { beneficiary(id: $id) { certification { survey { document { id } } } } }
"""
OPEN = "mutation Open($id: ID!) { openDocument(input: {id: $id, mode: VIEW}) { url } }"
NONE = [("CONSENT_NOT_GIVEN", ["input", "beneficiaryId"])]


def test_it_closes_at_once_and_everywhere(service: Service) -> None:
    # given a proof of five weeks ago, and an office that took a consent which another one sees
    id_ = person(service, ORDINARY).id
    register_by_fields(service, ORDINARY, "multi-manager")
    assert status(service, id_) == status(service, id_, "multi-manager") == ("GIVEN", True)
    paper = service.ask("hachiro", PAPERS, id=id_).data["beneficiary"]["certification"]["survey"]["document"]["id"]
    ticket = service.ask("hachiro", OPEN, id=paper).data["openDocument"]["url"]
    assert ticket
    # when it is taken back at the first
    answer = withdraw(service, id_).data["withdrawConsent"]
    # then the next answers show nothing, here and there, in lists and in links
    assert (answer["status"], answer["recordedAt"]) == ("WITHDRAWN", "2025-12-15T09:00:00+09:00")
    assert status(service, id_) == status(service, id_, "multi-manager") == ("WITHDRAWN", False)
    closed = service.ask("hachiro", PAPERS, id=id_)
    assert closed.data == {"beneficiary": {"certification": None}}
    assert [(one["coordinate"], one["reason"]) for one in closed.refusals] == [
        ("Beneficiary.certification", "CONSENT_MISSING")
    ]
    assert service.ask("hachiro", OPEN, id=paper).codes == ["CONSENT_MISSING"]
    assert ("withdrawConsent", "DONE", f'["{id_}"]') in tried(service)


def test_an_office_that_did_not_take_it_may(service: Service) -> None:
    id_ = register_by_fields(service, STORIES["consent-none"])
    register(service, id_)
    register_by_fields(service, STORIES["consent-none"], "multi-manager")
    assert withdraw(service, id_, "multi-manager").data["withdrawConsent"]["status"] == "WITHDRAWN"
    assert status(service, id_) == ("WITHDRAWN", False)


def test_a_card_reading_that_waits_is_enough(service: Service) -> None:
    """Whoever has been read is on the list for 24 hours."""
    id_ = read_card(service, STORIES["no-office"])
    assert withdraw(service, id_).data["withdrawConsent"]["status"] == "WITHDRAWN"


@pytest.mark.parametrize("said", ["none", "not-given", "withdrawn", "withdrawn-at-municipality"])
def test_there_must_be_one(service: Service, said: str) -> None:
    """Also the second of two withdrawals is told that nothing holds."""
    found = person(service, STORIES[f"consent-{said}"])
    service.token("nurse")
    before = stored(service, *RECORDED)
    assert faults(withdraw(service, found.id)) == NONE
    assert stored(service, *RECORDED) == before


def test_twice_is_once(service: Service) -> None:
    found = person(service, ORDINARY)
    withdraw(service, found.id)
    assert faults(withdraw(service, found.id)) == NONE
    assert statements(service, found) == 2


def test_there_and_back_in_one_second(service: Service) -> None:
    """What is said last counts."""
    id_ = register_by_fields(service, ORDINARY)
    said = [do(service, id_).data for do in (withdraw, register, withdraw, register, withdraw)]
    assert [next(iter(one.values()))["status"] for one in said] == ["WITHDRAWN", "GIVEN"] * 2 + ["WITHDRAWN"]
    assert status(service, id_) == ("WITHDRAWN", False)


def test_no_clock_that_is_ahead_keeps_a_consent(service: Service) -> None:
    """A statement of another server, an hour ahead of this one, does not outlive its withdrawal."""
    found = person(service, ORDINARY)
    ahead: dict[str, Any] = {"status": ConsentStatus.GIVEN, "route": ConsentRoute.MUNICIPALITY}
    at = service.clock.instant + HOUR
    store(service, [Consent(beneficiary_key=found.key, recorded_at=at, **ahead)])
    assert withdraw(service, found.id).data["withdrawConsent"]["recordedAt"] == "2025-12-15T10:00:00+09:00"
    assert status(service, found.id) == ("WITHDRAWN", False)
    service.clock.instant += HOUR + SECOND
    assert status(service, found.id) == ("WITHDRAWN", False)


def test_who_left_the_list_withdraws_elsewhere(service: Service) -> None:
    found = person(service, ORDINARY)
    remove(service, found.id)
    assert faults(withdraw(service, found.id)) == [("BENEFICIARY_UNKNOWN", ["input", "beneficiaryId"])]
    assert found.id not in listed(service)
    assert statements(service, found) == 1


def test_the_last_day_of_viewing_is_the_last(service: Service) -> None:
    found = person(service, STORIES["viewing-until-today"])
    service.clock.instant = service.clock.instant.replace(hour=23, minute=59, second=59)
    assert tab(service, found.id)["proof"] == {"opensConsent": False}
    assert withdraw(service, found.id).data["withdrawConsent"]["status"] == "WITHDRAWN"
    service.clock.instant += datetime.timedelta(seconds=1)
    assert faults(withdraw(service, found.id)) == [("BENEFICIARY_UNKNOWN", ["input", "beneficiaryId"])]
