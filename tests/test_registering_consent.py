"""Registering consent at an office: within 24 hours of a proof for viewing, once, for everybody and for good (S66-S70)."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.codes.care import DisabilityAutonomy
from models.row import month_number
from models.rows import DisabilityRecord
from seed.stories import STORIES
from tests.consenting import RECORDED, TOUCHED, register, statements, status, tab, told, withdraw
from tests.managing import faults
from tests.oracles.crowd import store
from tests.proving import (
    DAY,
    EDGE,
    HOUR,
    NOBODY,
    listed,
    person,
    read_card,
    register_by_fields,
    tried,
)
from tests.service import Answer, Service
from tests.signing_in import stored

WHERE = ["input", "beneficiaryId"]
UNKNOWN, EXPIRED = [("BENEFICIARY_UNKNOWN", WHERE)], [("PROOF_EXPIRED", WHERE)]
UNASKED = STORIES["consent-none"]
PENDING = STORIES["progress-board-requested"]
"""Somebody whose application waits for the review board, and who consented."""


def test_consent_counts_at_once(service: Service) -> None:
    # given somebody who was never asked
    id_ = register_by_fields(service, UNASKED)
    assert status(service, id_) == ("UNCONFIRMED", False)
    # when they consent
    answer = register(service, id_).data["registerConsent"]
    # then the next answer shows it
    assert (answer["id"], answer["status"], answer["recordedAt"]) == (id_, "GIVEN", "2025-12-15T09:00:00+09:00")
    assert status(service, id_) == ("GIVEN", True)
    [statement] = tab(service, id_)["consent"]["statements"]
    assert statement == {
        "status": "GIVEN",
        "route": "OFFICE",
        "recordedAt": "2025-12-15T09:00:00+09:00",
        "receipt": answer["receipt"],
    }
    assert tried(service)[-1] == ("registerConsent", "DONE", f'["{id_}"]')


@pytest.mark.parametrize("edge", EDGE, ids=str)
def test_the_window_is_24_hours(service: Service, edge: datetime.timedelta) -> None:
    """S66; what the screen says beforehand and what is done are one."""
    id_ = register_by_fields(service, UNASKED)
    service.clock.instant += DAY + edge
    opens = tab(service, id_)["proof"]["opensConsent"]
    before = stored(service, *RECORDED)
    answer = register(service, id_)
    assert opens is (edge < 0 * HOUR)
    if opens:
        assert answer.data["registerConsent"]["status"] == "GIVEN"
    else:
        assert faults(answer) == EXPIRED
        assert stored(service, *RECORDED) == before
    # and a new proof opens it again
    register_by_fields(service, UNASKED)
    answer = register(service, id_)
    assert ("errors" in answer.data["registerConsent"]) is opens, "given already"


def test_a_proof_for_filing_opens_nothing(service: Service) -> None:
    id_ = register_by_fields(service, UNASKED)
    service.clock.instant += DAY
    register_by_fields(service, UNASKED, purpose="FILING")
    assert faults(register(service, id_)) == EXPIRED
    assert status(service, id_) == ("UNCONFIRMED", False)


def test_a_card_that_waits_for_the_list_is_a_proof(service: Service) -> None:
    """It is named in the receipt, though the list still rests on the proof before it."""
    id_ = register_by_fields(service, UNASKED)
    service.clock.instant += 2 * DAY
    read_card(service, UNASKED)
    proof = told(register(service, id_).data["registerConsent"]["receipt"])["proof"]
    assert proof == {"method": "CARD", "at": "2025-12-17T09:00:00+09:00"}


def test_a_pending_application_blocks_nothing(service: Service) -> None:
    """S67: confirming, registering and withdrawing are all possible after the application."""
    id_ = register_by_fields(service, PENDING)
    assert status(service, id_) == ("GIVEN", True)
    assert withdraw(service, id_).data["withdrawConsent"]["status"] == "WITHDRAWN"
    assert register(service, id_).data["registerConsent"]["status"] == "GIVEN"
    assert status(service, id_) == ("GIVEN", True)


def test_one_consent_is_for_every_office_and_what_comes_later(service: Service) -> None:
    """S68: neither per office nor per kind of information."""
    # given somebody on two lists
    id_ = register_by_fields(service, UNASKED)
    register_by_fields(service, UNASKED, "multi-manager")
    assert status(service, id_, "multi-manager") == ("UNCONFIRMED", False)
    # when one of the offices takes the consent, and the other has never asked
    register(service, id_)
    # then it sees too, also what is stored a month later
    later = DisabilityRecord(
        beneficiary_key=person(service, UNASKED).key,
        month=month_number(2026, 1),
        registered_on=datetime.date(2026, 1, 9),
        level=DisabilityAutonomy.B1,
    )
    store(service, [later])
    service.clock.instant += 40 * DAY
    assert tab(service, id_, "multi-manager")["life"]["disabilityAutonomy"][-1] == {"month": "2026-01", "level": "B1"}


def test_who_has_consented_is_told_so(service: Service) -> None:
    id_ = register_by_fields(service, UNASKED)
    register(service, id_)
    before = stored(service, *RECORDED)
    assert faults(register(service, id_)) == [("CONSENT_ALREADY_GIVEN", WHERE)]
    assert stored(service, *RECORDED) == before


def test_a_storm_of_offices_registers_once(service: Service) -> None:
    """Two offices, many keys, at once: one statement."""
    id_ = register_by_fields(service, UNASKED)
    register_by_fields(service, UNASKED, "multi-manager")
    with ThreadPoolExecutor(6) as many:
        answers = list(many.map(lambda by: register(service, id_, by), ["nurse", "multi-manager"] * 5))
    outcomes = [answer.data["registerConsent"] for answer in answers]
    assert sorted("receipt" in outcome for outcome in outcomes) == [False] * 9 + [True]
    assert {error["code"] for one in outcomes if "errors" in one for error in one["errors"]} == {
        "CONSENT_ALREADY_GIVEN"
    }
    assert statements(service, person(service, UNASKED)) == 1


def test_the_same_key_gives_the_same_receipt(service: Service) -> None:
    id_ = register_by_fields(service, UNASKED)
    first = register(service, id_, idempotencyKey="consent-1")
    service.clock.instant += HOUR
    assert register(service, id_, idempotencyKey="consent-1").content == first.content
    assert statements(service, person(service, UNASKED)) == 1


@pytest.mark.parametrize("story", ["by-death", "by-moving", "otherwise", "from-tomorrow"])
def test_who_has_lost_eligibility_consents_no_more(service: Service, story: str) -> None:
    """B24: from the day of the loss on; what was given can still be taken back."""
    number = STORIES[f"eligibility-lost-{story}"]
    id_ = register_by_fields(service, number)
    assert withdraw(service, id_).data["withdrawConsent"]["status"] == "WITHDRAWN"
    if story == "from-tomorrow":
        assert register(service, id_).data["registerConsent"]["status"] == "GIVEN"
        withdraw(service, id_)
        service.clock.instant = service.clock.instant.replace(hour=0) + DAY
    before = stored(service, *RECORDED)
    assert faults(register(service, id_)) == [("ELIGIBILITY_LOST", WHERE)]
    assert stored(service, *RECORDED) == before
    assert status(service, id_)[0] == "WITHDRAWN"


def test_everything_that_is_wrong_is_told_at_once(service: Service) -> None:
    id_ = register_by_fields(service, STORIES["eligibility-lost-by-death"])
    service.clock.instant += DAY
    before = stored(service, *RECORDED)
    assert faults(register(service, id_, textVersion="2019-01")) == [
        *EXPIRED,
        ("ELIGIBILITY_LOST", WHERE),
        ("CONSENT_ALREADY_GIVEN", WHERE),
        ("CONSENT_TEXT_OUTDATED", ["input", "textVersion"]),
    ]
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("do", [register, withdraw])
@pytest.mark.parametrize("number", ["elsewhere", "viewing-until-yesterday", "removed", "filing-only", "no-office"])
def test_whoever_is_not_on_the_list_is_not_there(service: Service, do: Callable[..., Answer], number: str) -> None:
    service.token("nurse")
    before = stored(service, *RECORDED)
    known, unknown = do(service, person(service, STORIES[number]).id), do(service, "bnf_aaaaaaaaaaaaaaaa\0")
    assert faults(known) == faults(unknown) == UNKNOWN
    assert known == unknown
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("do", [register, withdraw])
@pytest.mark.parametrize("by", ["office-user", "municipal", "municipal-system", "clinic-doctor", "board-member"])
def test_who_may_not(service: Service, do: Callable[..., Answer], by: str) -> None:
    id_ = register_by_fields(service, NOBODY)
    listed(service)
    service.token(by)
    before = stored(service, *TOUCHED)
    assert do(service, id_, by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
