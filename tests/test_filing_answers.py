"""The municipality at the other end (S63, S64): its own people's filings, answered once, and seen by both sides."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from models.row import col
from models.rows import Beneficiary, Filing, ReadRecord
from seed.stories import STORIES
from tests.feeding import fed
from tests.filing import (
    ANSWER,
    MUNICIPAL,
    RECEIVED,
    RECORDED,
    TOUCHED,
    answer,
    charges,
    received,
    submitted,
    tab,
    withdraw,
)
from tests.managing import faults, new_key
from tests.proving import person, register_by_fields, tried
from tests.service import Service
from tests.signing_in import stored

NOW, REASONS = "2025-12-15T09:00:00+09:00", ["認定の有効期間より前です。", "記載不備\n（変更の事由）"]
UNKNOWN = [("FILING_UNKNOWN", ["input", "id"])]
SEEDED = [("ACCEPTED", "1200000110"), ("SUBMITTED", "charge-of-other-office"), ("ACCEPTED", "charge-from-tomorrow")]
"""In the order of their keys, but for the returned one."""


def filed(service: Service, by: str = "hachiro", **changed: Any) -> tuple[str, str]:
    """A person and a filing that waits."""
    id_ = register_by_fields(service, by=by)
    return id_, submitted(service, id_, by, **changed)


def test_an_answer_is_seen_by_both_sides(service: Service) -> None:
    id_, filing = filed(service)
    returned = answer(service, filing, accepted=False, reasons=REASONS)
    assert returned.data == {"answerFiling": {"id": filing, "status": "RETURNED"}}
    assert tried(service)[-1] == ("answerFiling", "DONE", f'["{filing}"]')
    office = tab(service, id_)[0]
    assert office["status"] == "RETURNED"
    assert office["events"] == [
        {"status": "SUBMITTED", "at": NOW, "by": "受け入れ八郎", "receivedOn": None, "reasons": []},
        {
            "status": "RETURNED",
            "at": NOW,
            "by": "見本市介護保険システム",
            "receivedOn": "2025-12-15",
            "reasons": [{"position": 1, "reason": REASONS[0]}, {"position": 2, "reason": REASONS[1]}],
        },
    ]
    municipality = next(one for one in received(service) if one["id"] == filing)
    assert [(one["status"], one["at"], one["by"], one["reasons"]) for one in municipality["events"]] == [
        ("SUBMITTED", NOW, "受け入れ八郎", []),
        ("RETURNED", NOW, "見本市介護保険システム", REASONS),
    ]
    # and a better one may follow
    assert submitted(service, id_) != filing


def test_nobody_plans_the_care_of_who_is_insured_no_more_when_it_begins(service: Service) -> None:
    # given a filing that waits, and a person whose eligibility ends on the day the care begins, and then after it
    id_, filing = filed(service, startsOn="2025-12-20")
    found = person(service)
    for lost_on, expected in (("2025-12-20", [("ELIGIBILITY_LOST", ["input", "accepted"])]), ("2025-12-21", [])):
        lost = {"insuredNumber": found.insured_number, "eligibilityLostOn": lost_on, "eligibilityLoss": "DEATH"}
        assert fed(service, "feedEligibilityLoss", **lost)[1] is True
        before = stored(service, *TOUCHED)
        answered = answer(service, filing)
        # then it is accepted only where it ends after
        if expected:
            assert (faults(answered), stored(service, *TOUCHED)) == (expected, before)
    assert tab(service, id_)[0]["status"] == "ACCEPTED"


def test_an_accepted_filing_says_when_it_was_taken_in(service: Service) -> None:
    id_, filing = filed(service)
    service.clock.instant = service.clock.instant.replace(day=17)
    answer(service, filing, receivedOn="2025-12-16")
    assert [(one["status"], one["receivedOn"]) for one in tab(service, id_)[0]["events"]] == [
        ("SUBMITTED", None),
        ("ACCEPTED", "2025-12-16"),
    ]


@pytest.mark.parametrize("first", ["accepted", "returned", "withdrawn"])
def test_what_is_answered_stays_so(service: Service, first: str) -> None:
    _, filing = filed(service)
    if first == "withdrawn":
        withdraw(service, filing)
    else:
        answer(service, filing, first == "accepted", reasons=REASONS if first == "returned" else [])
    before = stored(service, *RECORDED)
    for again in (answer(service, filing), answer(service, filing, False, reasons=REASONS), withdraw(service, filing)):
        assert faults(again) == [("FILING_NOT_PENDING", ["input", "id"])]
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"accepted": False}, [("REASONS_MISSING", ["input", "reasons"])]),
        ({"accepted": False, "reasons": ["不備"] * 21}, [("REASONS_MISSING", ["input", "reasons"])]),
        ({"accepted": True, "reasons": ["不備"]}, [("REASONS_NOT_ALLOWED", ["input", "reasons"])]),
        ({"accepted": False, "reasons": ["不備", " "]}, [("REASON_WRONG", ["input", "reasons", "1"])]),
        ({"receivedOn": "2025-12-14"}, [("RECEIVED_ON_WRONG", ["input", "receivedOn"])]),
        (
            {"accepted": True, "reasons": ["\0"], "receivedOn": "2025-12-16"},
            [
                ("REASONS_NOT_ALLOWED", ["input", "reasons"]),
                ("REASON_WRONG", ["input", "reasons", "0"]),
                ("RECEIVED_ON_WRONG", ["input", "receivedOn"]),
            ],
        ),
    ],
)
def test_what_is_wrong_with_an_answer(service: Service, told: dict[str, Any], expected: list[Any]) -> None:
    _, filing = filed(service)
    service.token(MUNICIPAL)
    before = stored(service, *RECORDED)
    assert faults(answer(service, filing, **told)) == expected
    assert stored(service, *RECORDED) == before


def test_a_municipality_answers_for_its_own_people_alone(service: Service) -> None:
    """The filings of others are not there: not in the list, not to be answered, not as a place in the list."""
    _, filing = filed(service)
    assert filing in [one["id"] for one in received(service)]
    with service.rows() as rows:
        elsewhere = update(Beneficiary).where(col(Beneficiary.key) == person(service).key)
        rows.execute(elsewhere.values(insurer_key=2))
        rows.commit()
    before = stored(service, *TOUCHED)
    assert filing not in [one["id"] for one in received(service)]
    for id_ in (filing, "fil_aaaaaaaaaaaaaaaa", "\0", ""):
        assert faults(answer(service, id_)) == UNKNOWN
    assert received(service, after=filing) == received(service, after="fil_aaaaaaaaaaaaaaaa")
    assert stored(service, *TOUCHED) == before


@pytest.mark.parametrize("by", ["nurse", "office-user", "municipal", "billing-system", "board-member"])
def test_who_is_no_municipality_system(service: Service, by: str) -> None:
    _, filing = filed(service)
    service.token(by)
    before = stored(service, *TOUCHED)
    refused = service.ask(by, RECEIVED)
    assert (refused.codes, refused.body["data"]) == (["FORBIDDEN"], {"filings": None})
    assert answer(service, filing, by=by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before


def test_the_list_comes_in_pages_by_status_and_in_order(service: Service) -> None:
    _, filing = filed(service)
    everything = received(service)
    ids = [one["id"] for one in everything]
    assert ids[-1] == filing
    assert received(service, first=2) == everything[:2]
    assert received(service, after=ids[1]) == everything[2:]
    assert received(service, first=1, after=ids[1]) == everything[2:3]
    for status in ("SUBMITTED", "ACCEPTED", "RETURNED", "WITHDRAWN", "DRAFT"):
        assert received(service, status=status) == [one for one in everything if one["status"] == status]
    assert {one["status"] for one in everything} == {"SUBMITTED", "ACCEPTED", "RETURNED"}
    for wrong in ({"first": 0}, {"first": 101}, {"after": "bnf_aaaaaaaaaaaaaaaa"}):
        assert service.ask(MUNICIPAL, RECEIVED, **wrong).codes == ["BAD_USER_INPUT"]


def test_the_reading_of_the_municipality_is_recorded(service: Service) -> None:
    """Who and of whom, as with every reading."""
    shown = {one["person"]["insuredNumber"] for one in received(service)}
    with service.rows() as rows:
        [record] = rows.scalars(select(ReadRecord)).all()
        numbers = select(col(Beneficiary.insured_number)).where(
            col(Beneficiary.key).in_(select(col(Filing.beneficiary_key)))
        )
        assert set(rows.scalars(numbers)) == shown
        assert len(shown) == record.people.count("bnf_") == 4
    assert record.operation == "Received"


def test_an_answer_is_given_once(service: Service) -> None:
    _, filing = filed(service)
    asked = {"idempotencyKey": new_key(), "id": filing, "accepted": True}
    answers = [service.ask(MUNICIPAL, ANSWER, input=asked).content for _ in range(3)]
    assert answers[1:] == answers[:2]
    assert len(charges(service, person(service).key)) == 1


def test_a_protected_address_is_the_municipalitys_alone(service: Service) -> None:
    """The office's tab has no field for it; the municipality knows it anyway (B24)."""
    _, filing = filed(service)
    with service.rows() as rows:
        found = rows.get_one(Beneficiary, person(service).key)
        found.protected_from = service.clock.instant.date()
        address = found.address
        rows.commit()
    assert received(service)[-1]["person"]["address"] == address
    whole = service.ask(
        "hachiro",
        "query ($id: ID!) { beneficiary(id: $id) { address filings { id officeAddress } } }",
        id=person(service).id,
    )
    assert whole.body["data"]["beneficiary"]["address"] is None
    assert [one["id"] for one in whole.body["data"]["beneficiary"]["filings"]] == [filing]
    assert address is not None
    assert address.encode() not in whole.content


def test_both_readers_say_the_same(open_service: Callable[..., Service]) -> None:
    compiled, plain = (open_service(interpret=interpret) for interpret in (False, True))
    stories = [STORIES[name] for name in ("charge-of-other-office", "charge-from-tomorrow", "charge-of-nobody")]
    for service in (compiled, plain):
        for number in stories:
            assert len(tab(service, person(service, number).id)) == 1
    asked = [("hachiro", number) for number in (*stories, "1200000110")]
    found = [[tab(service, person(service, number).id, by) for by, number in asked] for service in (compiled, plain)]
    assert found[0] == found[1]
    assert received(compiled) == received(plain)
    assert not compiled.app.state.endpoint.answers.declined
