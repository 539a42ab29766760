"""The certification clock (B16): the thirty days at every edge, the step that is waited for, and what moved meanwhile."""

import datetime
from collections.abc import Callable

import pytest

from models.codes.progress import (
    JudgementCategory,
    PostponementReason,
    StepStatus,
)
from models.rows import Progress
from seed.stories import STORIES
from tests.certification_clock import CLOCKS, TODAY, Day, application, clock_of
from tests.oracles.certification_clock import told
from tests.oracles.crowd import Person, ask_each, enlist, some_day, stand, store
from tests.oracles.filling import Filling
from tests.proving import person as person_of
from tests.service import Service


@pytest.mark.parametrize("interpret", [False, True])
def test_the_clock_against_plain_python(open_service: Callable[..., Service], interpret: bool) -> None:
    # given up to three applications of anybody, in any state, with dates of the last and the next weeks
    service = open_service(interpret=interpret)
    filling, people = Filling(41), enlist(service, 100)
    made = [[some_application(filling, person.key) for _ in range(filling.chance.choice((1, 3)))] for person in people]
    expected = [newest_first(rows) for rows in made]
    answers = [[told(row, TODAY) for row in rows] for rows in expected]
    store(service, [row for rows in made for row in rows])

    # when
    nodes = ask_each(service, CLOCKS, people)

    # then
    assert [[entry["clock"] for entry in node["progressHistory"]] for node in nodes] == answers
    assert [node["progress"]["clock"] for node in nodes] == [rows[0] for rows in answers]
    assert {clock["waitsFor"] for rows in answers for clock in rows} == {
        *(None, "SURVEY", "OPINION", "SURVEY_AND_OPINION", "BOARD", "CERTIFICATION")
    }
    assert {clock["overdue"] for rows in answers for clock in rows} == {True, False}
    assert not service.app.state.endpoint.answers.declined


def newest_first(made: list[Progress]) -> list[Progress]:
    order = sorted(range(len(made)), key=lambda place: (made[place].applied_on, place), reverse=True)
    return [made[place] for place in order]


def some_application(filling: Filling, person: int) -> Progress:
    """With steps that are done more often than not."""
    chance = filling.chance
    near = {
        f"{name}_on": some_day(chance, Day(2025, 10, 1), Day(2026, 1, 20)) if chance.random() < 0.5 else None
        for name in ("survey_obtained", "opinion_requested", "opinion_received", "board_held", "judged", "postponed")
    }
    ended = {name: TODAY if chance.random() < 0.15 else None for name in ("certified_on", "closed_on")}
    done = {f"{name}_status": chance.choice((StepStatus.DONE, *StepStatus)) for name in ("survey", "opinion", "board")}
    near["applied_on"] = Day(2025, 10, 1) + datetime.timedelta(days=chance.choice(range(76)))
    judged = {"judgement": chance.choice((None, *JudgementCategory))}
    until = {"postponed_until": chance.choice((None, Day(2025, 12, 14), TODAY, Day(2026, 1, 5)))}
    row: Progress = filling.row(Progress, {"beneficiary_key": person, **near, **ended, **done, **judged, **until})
    return row


@pytest.mark.parametrize(
    ("applied", "today", "due", "left", "overdue"),
    [
        ("2025-11-15", "2025-11-15", "2025-12-15", 30, False),
        ("2025-11-15", "2025-12-14", "2025-12-15", 1, False),
        ("2025-11-15", "2025-12-15", "2025-12-15", 0, False),
        ("2025-11-15", "2025-12-16", "2025-12-15", -1, True),
        ("2026-02-28", "2026-03-30", "2026-03-30", 0, False),
        ("2028-02-28", "2028-03-30", "2028-03-29", -1, True),
        ("2028-02-29", "2028-03-30", "2028-03-30", 0, False),
        ("2025-12-15", "2026-01-14", "2026-01-14", 0, False),
    ],
)
def test_thirty_days(service: Service, applied: str, today: str, due: str, left: int, overdue: bool) -> None:
    """The day of the application does not count, the thirtieth does; February has as many days as it has."""
    (person,) = enlist(service, 1)
    store(service, [application(person.key, applied)])
    stand(service, Day.fromisoformat(today))
    clock = clock_of(service, person)
    assert clock["statutoryDueOn"] == clock["dueOn"] == due
    assert (clock["elapsedDays"], clock["daysLeft"], clock["overdue"]) == (30 - left, left, overdue)


def test_a_postponement_counts_from_the_day_it_is_announced(service: Service) -> None:
    """Before it nothing has moved; one without a day moves nothing."""
    person, undated = enlist(service, 2)
    announced = {"postponed_on": Day(2025, 12, 15), "postponement_reason": PostponementReason.OPINION_DELAY}
    rows = [
        application(person.key, "2025-11-15", postponed_until=Day(2026, 1, 14), **announced),
        application(undated.key, "2025-11-15", **announced),
    ]
    store(service, rows)
    found = {}
    for day in (14, 15):
        stand(service, Day(2025, 12, day))
        for one in (person, undated):
            clock = clock_of(service, one)
            found[day, one] = (clock["postponed"], clock["statutoryDueOn"], clock["dueOn"], clock["daysLeft"])
    assert found == {
        (14, person): (False, "2025-12-15", "2025-12-15", 1),
        (14, undated): (False, "2025-12-15", "2025-12-15", 1),
        (15, person): (True, "2025-12-15", "2026-01-14", 30),
        (15, undated): (True, "2025-12-15", "2025-12-15", 0),
    }


STUCK = {
    "progress-survey-requested": ("SURVEY_AND_OPINION", "2025-11-17", 28, 2),
    "progress-survey-postponed": ("SURVEY", "2025-11-17", 28, 2),
    "progress-opinion-scheduled": ("OPINION", "2025-11-18", 27, 2),
    "progress-board-scheduled": ("BOARD", "2025-12-02", 13, 2),
    "progress-board-held": ("CERTIFICATION", "2025-12-09", 6, 2),
    "progress-judged": ("CERTIFICATION", "2025-12-09", 6, 2),
    "progress-re-review": ("BOARD", "2025-12-09", 6, 2),
    "progress-reinvestigation": ("SURVEY", "2025-12-09", 6, 2),
    "progress-postponed-by-opinion": ("OPINION", "2025-11-07", 38, 21),
    "progress-certified": (None, None, None, None),
    "progress-not-certified": (None, None, None, None),
    "progress-rejected": (None, None, None, None),
    "progress-withdrawn": (None, None, None, None),
    "progress-twice-on-a-day": ("SURVEY_AND_OPINION", "2025-11-17", 28, 2),
}
"""People of the seed: the step, since when, for how many days, and how many are left."""


def test_each_step_somebody_is_stuck_in(service: Service) -> None:
    found = {}
    for name in STUCK:
        id_ = person_of(service, STORIES[name]).id
        clock = clock_of(service, Person(0, id_))
        found[name] = (clock["waitsFor"], clock["waitsSince"], clock["waitingDays"], clock["daysLeft"])
    assert found == STUCK
