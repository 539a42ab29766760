"""The way of an application to its decision (認定審査会進捗): the newest one, planned and actual dates apart."""

import datetime
from collections.abc import Sequence
from typing import Any

from models.rows import Progress
from tests.oracles.crowd import ask_each, enlist, some_day, store
from tests.oracles.filling import Filling
from tests.oracles.newest import Entry, newest_first
from tests.oracles.spelling import written
from tests.service import Service

Day = datetime.date

STEPS: dict[str, dict[str, str]] = {
    "application": {"appliedOn": "applied_on", "applicationKind": "application_kind"},
    "survey": {
        "surveyPlannedOn": "survey_planned_on",
        "surveyObtainedOn": "survey_obtained_on",
        "surveyStatus": "survey_status",
    },
    "opinion": {
        "opinionRequestedOn": "opinion_requested_on",
        "opinionReceivedOn": "opinion_received_on",
        "opinionStatus": "opinion_status",
    },
    "board": {"boardPlannedOn": "board_planned_on", "boardHeldOn": "board_held_on", "boardStatus": "board_status"},
    "judgement": {"judgedOn": "judged_on", "judgement": "judgement"},
    "decision": {"certifiedOn": "certified_on", "closedOn": "closed_on"},
    "postponement": {
        "postponedOn": "postponed_on",
        "postponedUntil": "postponed_until",
        "postponementReason": "postponement_reason",
    },
}
"""Each step of the tab, and where its values are kept."""
FORM = "status " + " ".join(f"{step} {{ {' '.join(fields)} }}" for step, fields in STEPS.items())
PROGRESS = f"""
query Progress($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Beneficiary {{
  progress {{ {FORM} }} progressHistory {{ {FORM} }}
  applicationKind certificationStatus
  certification {{ appliedOn }}
}} }} }}
"""
JUDGEMENTS = '{ __type(name: "JudgementCategory") { enumValues { name } } }'


def applications(filling: Filling, person: int) -> list[Progress]:
    """Up to four applications in the order of entry, some on one day, some entered after later ones."""
    days = [some_day(filling.chance, Day(2023, 1, 1), Day(2025, 12, 15)) for _ in range(2)]
    return [
        filling.row(Progress, {"beneficiary_key": person, "applied_on": filling.chance.choice(days)})
        for _ in range(filling.chance.choice((0, 1, 2, 3, 4)))
    ]


def told(row: Progress) -> dict[str, Any]:
    """An application as the tab tells it."""
    steps = {
        step: {field: written(getattr(row, column)) for field, column in fields.items()}
        for step, fields in STEPS.items()
    }
    return {"status": row.status.name, **steps}


def expected(made: Sequence[Progress]) -> dict[str, Any]:
    """What the rules say of someone's applications."""
    order = newest_first([Entry(row.applied_on, number) for number, row in enumerate(made)])
    history = [told(made[entry.number]) for entry in order]
    first = history[0] if history else None
    return {
        "progress": first,
        "progressHistory": history,
        "applicationKind": first and first["application"]["applicationKind"],
        "certificationStatus": first and first["status"],
        "certification": {"appliedOn": first and first["application"]["appliedOn"]},
    }


def test_the_newest_application_is_told_with_every_step(service: Service) -> None:
    # given
    filling, people = Filling(23), enlist(service, 100)
    made = [applications(filling, person.key) for person in people]
    answers = [expected(rows) for rows in made]
    store(service, [row for rows in made for row in rows])

    # when
    nodes = ask_each(service, PROGRESS, people)

    # then
    assert nodes == answers
    assert (
        sum(
            len({row["application"]["appliedOn"] for row in one["progressHistory"]}) < len(one["progressHistory"])
            for one in answers
        )
        > 10
    )
    assert {len(one["progressHistory"]) for one in answers} == {0, 1, 2, 3, 4}


def test_planned_and_actual_dates_stand_apart(service: Service) -> None:
    # given an application whose survey and board are planned, and its every other date unknown
    (person,) = enlist(service, 1)
    planned = {"survey_planned_on": Day(2025, 12, 20), "board_planned_on": Day(2026, 1, 15)}
    dates = dict.fromkeys(column for fields in STEPS.values() for column in fields.values() if column.endswith("_on"))
    fixed = {"beneficiary_key": person.key, **dates, "applied_on": Day(2025, 12, 1), **planned}
    store(service, [Filling(29).row(Progress, fixed)])

    # when
    (node,) = ask_each(service, PROGRESS, [person])

    # then
    steps = node["progress"]
    dates_told = {field: value for step in STEPS for field, value in steps[step].items() if field.endswith("On")}
    known = {"appliedOn": "2025-12-01", "surveyPlannedOn": "2025-12-20", "boardPlannedOn": "2026-01-15"}
    assert dates_told == {**dict.fromkeys(dates_told), **known}


def test_the_judgement_never_tells_a_level(service: Service) -> None:
    # when
    values = service.ask("hachiro", JUDGEMENTS).data["__type"]["enumValues"]

    # then
    assert [value["name"] for value in values] == [
        "CERTIFIED",
        "NOT_APPLICABLE",
        "NOT_REVIEWED",
        "RE_REVIEW",
        "REINVESTIGATION",
    ]
