"""An application that was told wrongly (B25): its clock runs again (B16), and it stays one of its kind and day."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from tests.correcting import NUMBER, REASON, correct, history
from tests.feeding import RECORDED
from tests.managing import faults
from tests.oracles.crowd import Person, ask_each, enlist
from tests.recorded import indexed
from tests.service import Service
from tests.signing_in import stored
from tests.test_feeding_progress import ACCEPTED, feed

pytestmark = pytest.mark.both

CLOCK = """
query Clock($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { progress {
  survey { surveyStatus } clock { changed } moves { step at unseen }
} } } }
"""
SURVEYED = {**ACCEPTED, "surveyStatus": "DONE", "surveyObtainedOn": "2025-11-12"}
MINUTE = datetime.timedelta(minutes=1)


def applied(service: Service, **changed: object) -> str:
    """The id of an application."""
    return str(feed(service, {**ACCEPTED, **changed}).data["feedProgress"]["progress"]["id"])


def looks(service: Service, person: Person) -> Any:
    """What the tab tells, a minute later; the look is noted."""
    service.clock.instant += MINUTE
    [node] = ask_each(service, CLOCK, [person])
    indexed(service)
    service.clock.instant += MINUTE
    return node["progress"]


def move(step: str, minute: int, *, unseen: bool) -> dict[str, object]:
    return {"step": step, "at": f"2025-12-15T09:0{minute}:00+09:00", "unseen": unseen}


def test_a_correction_moves_the_clock_and_what_it_takes_back_has_not_moved(service: Service) -> None:
    # given an application somebody looked at
    [person] = enlist(service, 1, insured_number=NUMBER)
    id_ = applied(service)
    assert looks(service, person)["moves"] == [move("APPLICATION", 0, unseen=True)]
    # when a survey is said to be here, by a correction, then that is new
    assert correct(service, id_, {"progress": SURVEYED}).data["correctFed"]["changed"]
    assert looks(service, person) == {
        "survey": {"surveyStatus": "DONE"},
        "clock": {"changed": True},
        "moves": [move("SURVEY", 2, unseen=True), move("APPLICATION", 0, unseen=False)],
    }
    # and the same again is not
    assert not correct(service, id_, {"progress": SURVEYED}).data["correctFed"]["changed"]
    assert looks(service, person)["clock"] == {"changed": False}
    # when it is taken back, then that is new, and it never came
    assert correct(service, id_, {"progress": ACCEPTED}).data["correctFed"]["changed"]
    assert looks(service, person) == {
        "survey": {"surveyStatus": "NOT_STARTED"},
        "clock": {"changed": True},
        "moves": [move("SURVEY", 6, unseen=True), move("APPLICATION", 0, unseen=False)],
    }
    # but what was shown is kept
    [entry] = history(service, NUMBER, kind="PROGRESS")
    kept = [orjson.loads(version["content"]) for version in entry["versions"]]
    assert [one.get("moves") for one in kept] == [None, ["2025-12-15T09:02:00+09:00 SURVEY"]]


DAY = ["input", "content", "progress", "appliedOn"]


def test_a_correction_makes_no_two_applications_the_same(service: Service) -> None:
    # given two applications of a day, and one of another
    enlist(service, 1, insured_number=NUMBER)
    id_ = applied(service)
    applied(service, applicationKind="CHANGE")
    applied(service, appliedOn="2025-11-10")
    before = stored(service, *RECORDED)
    # then neither its day nor its kind can become those of another, and all that is wrong is told at once
    wrong = {**ACCEPTED, "appliedOn": "2025-11-10", "surveyStatus": "DONE"}
    missing = ("VALUE_MISSING", [*DAY[:-1], "surveyObtainedOn"])
    assert faults(correct(service, id_, {"progress": {**ACCEPTED, "applicationKind": "CHANGE"}})) == [
        ("APPLICATION_KNOWN", DAY)
    ]
    assert faults(correct(service, id_, {"progress": wrong}, "")) == [
        ("REASON_WRONG", REASON),
        ("APPLICATION_KNOWN", DAY),
        missing,
    ]
    assert stored(service, *RECORDED) == before
    # but a day and kind of its own can
    right = {"progress": {**ACCEPTED, "appliedOn": "2025-11-10", "applicationKind": "CHANGE"}}
    assert correct(service, id_, right).data["correctFed"] == {"id": id_, "changed": True}


def test_two_corrections_at_once_make_no_two_the_same(service: Service) -> None:
    enlist(service, 1, insured_number=NUMBER)
    ids = [applied(service, appliedOn=f"2025-11-{day}") for day in (10, 11, 12, 13)]
    with ThreadPoolExecutor(len(ids)) as pool:
        found = [*pool.map(lambda id_: correct(service, id_, {"progress": ACCEPTED}), ids)]
    told = sorted([code for code, _ in faults(one)] if "errors" in one.data["correctFed"] else [] for one in found)
    assert told == [[], *[["APPLICATION_KNOWN"]] * 3]


def test_an_open_application_becomes_none_of_years_ago(service: Service) -> None:
    enlist(service, 1, insured_number=NUMBER)
    id_ = applied(service)
    far = {**ACCEPTED, "appliedOn": "2020-01-30"}
    before = stored(service, *RECORDED)
    assert faults(correct(service, id_, {"progress": far})) == [("DATE_WRONG", DAY)]
    assert stored(service, *RECORDED) == before
    # one that has ended can be; and one that was told so can be corrected, to today as in all else
    closed = {**far, "status": "WITHDRAWN", "closedOn": "2020-02-03"}
    for progress in (closed, {**closed, "closedOn": "2020-02-04"}, ACCEPTED):
        assert correct(service, id_, {"progress": progress}).data["correctFed"]["changed"]
    old = applied(service, appliedOn="2020-01-30")
    assert correct(service, old, {"progress": {**far, "status": "SURVEYING"}}).data["correctFed"]["changed"]
