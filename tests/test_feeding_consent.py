"""Consent fed by a municipality's system (route A; S69, S83): of its own people, the newest by time counts."""

import pytest

from models.codes.consent import ConsentStatus
from seed.stories import STORIES
from tests.consenting import RECORDED, TOUCHED, feed, register, statements, status, tab, withdraw
from tests.managing import faults
from tests.oracles.crowd import enlist
from tests.proving import DAY, HOUR, SECOND, person, register_by_fields, tried
from tests.service import Answer, Service
from tests.signing_in import stored

UNASKED, GIVEN = STORIES["consent-none"], STORIES["consent-by-office"]
"""Nobody has asked the one; the other consented at the office on 2025-11-10 at 14:00."""


def fed(answer: Answer) -> tuple[str, str, bool]:
    """What was written down, from when it counts, and whether it does."""
    found = answer.data["feedConsent"]
    return found["statement"]["status"], found["statement"]["recordedAt"], found["counts"]


def test_it_counts_at_once(service: Service) -> None:
    found = person(service, UNASKED)
    assert status(service, found.id) == ("UNCONFIRMED", False)
    answer = feed(service, found, "GIVEN", "2025-12-10")
    assert fed(answer) == ("GIVEN", "2025-12-10T00:00:00+09:00", True)
    assert status(service, found.id) == ("GIVEN", True)
    [statement] = tab(service, found.id)["consent"]["statements"]
    assert (statement["route"], statement["receipt"]) == (
        "MUNICIPALITY",
        answer.data["feedConsent"]["statement"]["receipt"],
    )
    assert answer.data["feedConsent"]["statement"]["statusLabel"] == "同意あり"
    assert tried(service) == [("feedConsent", "DONE", f'["{found.id}"]')]
    # and is taken back the same way
    assert fed(feed(service, found, "WITHDRAWN", "2025-12-15")) == ("WITHDRAWN", "2025-12-15T09:00:00+09:00", True)
    assert status(service, found.id) == ("WITHDRAWN", False)


def test_what_is_older_undoes_nothing(service: Service) -> None:
    """However late it arrives; it is written down all the same."""
    found = person(service, GIVEN)
    assert fed(feed(service, found, "WITHDRAWN", "2025-11-09")) == ("WITHDRAWN", "2025-11-09T23:59:59+09:00", False)
    assert status(service, found.id) == ("GIVEN", True)
    withdraw(service, found.id)
    assert fed(feed(service, found, "GIVEN", "2025-12-14")) == ("GIVEN", "2025-12-14T00:00:00+09:00", False)
    assert status(service, found.id) == ("WITHDRAWN", False)
    assert statements(service, found) == 4


def test_on_one_day_doubt_closes(service: Service) -> None:
    """The form has a day alone: that day's consent is older than that day's withdrawal, and a withdrawal is newer."""
    found = person(service, GIVEN)
    assert fed(feed(service, found, "WITHDRAWN", "2025-11-10")) == ("WITHDRAWN", "2025-11-10T23:59:59+09:00", True)
    assert fed(feed(service, found, "GIVEN", "2025-11-10")) == ("GIVEN", "2025-11-10T00:00:00+09:00", False)
    assert status(service, found.id) == ("WITHDRAWN", False)
    assert fed(feed(service, found, "GIVEN", "2025-11-11")) == ("GIVEN", "2025-11-11T00:00:00+09:00", True)
    assert status(service, found.id) == ("GIVEN", True)


def test_a_withdrawal_of_today_ends_with_what_comes_later_today(service: Service) -> None:
    """It counts from now, not from the end of the day: the person may change their mind."""
    id_ = register_by_fields(service, UNASKED)
    found = person(service, UNASKED)
    feed(service, found, "WITHDRAWN", "2025-12-15")
    service.clock.instant += SECOND
    register(service, id_)
    assert status(service, id_) == ("GIVEN", True)
    # and consent fed as of today stands back behind a withdrawal of this morning
    withdraw(service, id_)
    assert fed(feed(service, found, "GIVEN", "2025-12-15"))[2] is False
    assert status(service, id_) == ("WITHDRAWN", False)


@pytest.mark.parametrize(("first", "last"), [("GIVEN", "WITHDRAWN"), ("WITHDRAWN", "GIVEN")])
def test_of_one_second_what_came_last_counts(service: Service, first: str, last: str) -> None:
    service.clock.instant = service.clock.instant.replace(hour=0)
    found = person(service, UNASKED)
    for said in (first, last):
        assert fed(feed(service, found, said, "2025-12-15")) == (said, "2025-12-15T00:00:00+09:00", True)
    assert status(service, found.id) == (last, last == "GIVEN")


def test_what_is_known_is_not_written_twice(service: Service) -> None:
    """A system that sends its whole day again, with new keys."""
    found = person(service, UNASKED)
    first = feed(service, found, "GIVEN", "2025-12-10")
    service.clock.instant += HOUR
    again = feed(service, found, "GIVEN", "2025-12-10")
    assert again.content == first.content
    assert statements(service, found) == 1
    # nor does it open again what was closed since
    withdraw(service, found.id)
    assert fed(feed(service, found, "GIVEN", "2025-12-10"))[2] is False
    assert status(service, found.id) == ("WITHDRAWN", False)


def test_of_its_own_people_alone(service: Service) -> None:
    """Another insurer's number is nobody's, as one that nobody has."""
    enlist(service, 1, consent=False, insured_number="H900000002", insurer_key=2)
    service.token("municipal-system")
    before = stored(service, *RECORDED)
    for number in ("H900000002", "9999999999", "", "\0"):
        assert faults(feed(service, number, "GIVEN", "2025-12-10")) == [
            ("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"])
        ], number
    assert stored(service, *RECORDED) == before


def test_one_whose_number_another_insurer_has_too(service: Service) -> None:
    """Identity is the pair."""
    [own] = enlist(service, 1, consent=False, insured_number="H900000001")
    [other] = enlist(service, 1, consent=False, insured_number="H900000001", insurer_key=2)
    feed(service, "H900000001", "GIVEN", "2025-12-10")
    assert [status(service, one.id, "hachiro")[0] for one in (own, other)] == ["GIVEN", "UNCONFIRMED"]


def test_who_has_lost_eligibility_consents_no_more(service: Service) -> None:
    """B24: dead since 2025-12-01. What was said before counts, and a withdrawal always."""
    found = person(service, STORIES["eligibility-lost-by-death"])
    service.token("municipal-system")
    before = stored(service, *RECORDED)
    for day in ("2025-12-01", "2025-12-15"):
        assert faults(feed(service, found, "GIVEN", day)) == [("ELIGIBILITY_LOST", ["input", "insuredNumber"])]
    assert stored(service, *RECORDED) == before
    assert fed(feed(service, found, "WITHDRAWN", "2025-11-30"))[2] is True
    assert fed(feed(service, found, "GIVEN", "2025-11-30"))[2] is False
    assert fed(feed(service, found, "WITHDRAWN", "2025-12-15"))[2] is True


@pytest.mark.parametrize("said", [one.name for one in ConsentStatus if one.name not in ("GIVEN", "WITHDRAWN")])
def test_everything_that_is_wrong_is_told_at_once(service: Service, said: str) -> None:
    service.token("municipal-system")
    before = stored(service, *RECORDED)
    assert faults(feed(service, "9999999999", said, "2025-12-16")) == [
        ("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"]),
        ("STATUS_WRONG", ["input", "status"]),
        ("STATED_ON_WRONG", ["input", "statedOn"]),
    ]
    assert stored(service, *RECORDED) == before
    service.clock.instant += DAY
    assert fed(feed(service, person(service, UNASKED), "GIVEN", "2025-12-16"))[2] is True


@pytest.mark.parametrize("by", ["municipal", "hachiro", "portal", "billing-system", "eligibility-system", "partner"])
def test_nobody_else_feeds(service: Service, by: str) -> None:
    found = person(service, UNASKED)
    service.token(by)
    before = stored(service, *TOUCHED)
    assert feed(service, found, "GIVEN", "2025-12-10", by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before


def test_it_sees_nobody(service: Service) -> None:
    """The system feeds; it has no list."""
    id_ = person(service, GIVEN).id
    answer = service.ask(
        "municipal-system", "query ($id: ID!) { beneficiary(id: $id) { id } node(id: $id) { id } }", id=id_
    )
    assert (answer.codes, answer.body["data"]) == (["FORBIDDEN"], {"beneficiary": None, "node": None})
