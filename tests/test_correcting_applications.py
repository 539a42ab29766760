"""An application that was told wrongly (B25): its clock runs again (B16), and it stays one of its kind and day."""

import datetime
from typing import Any

import orjson
import pytest

from tests.correcting import NUMBER, correct, history
from tests.oracles.crowd import Person, ask_each, enlist
from tests.recorded import indexed
from tests.service import Service
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
