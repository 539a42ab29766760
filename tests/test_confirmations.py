"""The second step of printed fields (guide p.18): a confirmation works once, for ten minutes, for its account."""

import datetime

import pytest

from tests.managing import faults
from tests.proving import (
    EDGE,
    RECORDED,
    confirmed,
    enter,
    listed,
    one,
    person,
    register_by_fields,
)
from tests.service import Service
from tests.signing_in import stored

UNKNOWN = [("CONFIRMATION_UNKNOWN", ["input", "confirmation"])]
TEN_MINUTES = datetime.timedelta(minutes=10)


@pytest.mark.parametrize("moment", EDGE)
def test_a_confirmation_lasts_ten_minutes(service: Service, moment: datetime.timedelta) -> None:
    confirmation, id_ = confirmed(service), person(service).id
    service.clock.instant += TEN_MINUTES + moment
    before = stored(service, *RECORDED)
    answer = enter(service, confirmation)
    if moment < datetime.timedelta():
        assert answer.data["registerPerson"]["id"] == id_
        return
    assert faults(answer) == UNKNOWN
    assert stored(service, *RECORDED) == before
    assert one(service, id_) is None


def test_a_confirmation_works_once(service: Service) -> None:
    confirmation = confirmed(service)
    enter(service, confirmation)
    before = stored(service, *RECORDED)
    assert faults(enter(service, confirmation)) == UNKNOWN
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("by", ["clerk", "multi-manager"])
def test_a_confirmation_is_its_accounts_own(service: Service, by: str) -> None:
    confirmation = confirmed(service)
    service.token(by)
    before = stored(service, *RECORDED)
    for tried_ in (confirmation, "cnf_aaaaaaaaaaaaaaaa", "\0", ""):
        assert faults(enter(service, tried_, by)) == UNKNOWN
    assert stored(service, *RECORDED) == before


def test_a_proof_for_filing_puts_nobody_on_the_list(service: Service) -> None:
    # given somebody proven for filing alone, and somebody listed whose proof is long over
    answer = enter(service, confirmed(service), purpose="FILING").data["registerPerson"]
    assert (answer["purpose"], answer["viewingUntil"]) == ("FILING", None)
    assert answer["id"] not in listed(service)
    assert one(service, answer["id"]) is None
    tsuruko = person(service, "1234567890").id
    assert one(service, tsuruko)["proof"]["opensFiling"] is False
    before = one(service, tsuruko)["registration"]
    # when that one is proven for filing, then filing is open for 24 hours, and nothing else changes
    register_by_fields(service, "1234567890", purpose="FILING")
    began = service.clock.instant
    for moment in EDGE:
        service.clock.instant = began + datetime.timedelta(hours=24) + moment
        found = one(service, tsuruko)
        assert found["proof"]["opensFiling"] is (moment < datetime.timedelta())
        assert found["proof"]["opensConsent"] is False
        assert found["registration"] == before


def test_a_new_proof_renews_what_was_there(service: Service) -> None:
    tsuruko = person(service, "1234567890").id
    assert one(service, tsuruko)["registration"]["viewingUntil"] == "2025-12-24"
    register_by_fields(service, "1234567890")
    found = one(service, tsuruko)
    assert (found["registration"]["registeredOn"], found["registration"]["viewingUntil"]) == (
        "2025-12-15",
        "2026-03-09",
    )
    assert found["proof"]["opensConsent"] is True
