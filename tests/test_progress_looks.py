"""What moved in an application since somebody last looked (B16): told to that account, once."""

import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from models.codes.progress import (
    CertificationStatus,
    ProgressStep,
    StepStatus,
)
from models.row import col
from models.rows import Progress, ProgressMove
from resolvers.progress_moves import note_moves
from resolvers.transaction import transaction
from tests.certification_clock import SECOND, Day, application
from tests.oracles.crowd import Person, ask_each, enlist, numbered
from tests.recorded import in_its_loop, indexed
from tests.service import Service

FRAGMENT = "fragment F on Beneficiary { progress { clock { lastLookedAt changed } moves { step unseen } } }"
MOVES = f"query Moves($ids: [ID!]!) {{ nodes(ids: $ids) {{ ...F }} }} {FRAGMENT}"


def moved(service: Service, person: Person, *moves: tuple[ProgressStep, datetime.datetime]) -> None:
    with service.rows() as rows:
        (key,) = numbered(rows, [application(person.key, "2025-11-17")])
        rows.add_all(ProgressMove(progress_key=key, step=step, at=at) for step, at in moves)
        rows.commit()


def test_what_moved_since_the_account_last_looked(service: Service) -> None:
    # given a move of yesterday
    (person,) = enlist(service, 1)
    start = service.clock.instant
    moved(service, person, (ProgressStep.APPLICATION, start - 86_400 * SECOND))
    new, seen = ({"step": "APPLICATION", "unseen": unseen} for unseen in (True, False))

    # when it is looked at twice, then it is new the first time, and in the whole of that request
    first = looks(service, person)
    assert first == [{"clock": {"lastLookedAt": None, "changed": True}, "moves": [new]}]
    twice = f"query Twice($ids: [ID!]!) {{ a: nodes(ids: $ids) {{ ...F }} b: nodes(ids: $ids) {{ ...F }} }} {FRAGMENT}"
    service.clock.instant = start + 60 * SECOND
    data = service.ask("hachiro", twice, ids=[person.id]).data
    assert [data[alias][0]["progress"] for alias in "ab"] == [
        {"clock": {"lastLookedAt": "2025-12-15T09:00:00+09:00", "changed": False}, "moves": [seen]}
    ] * 2

    # and when another step moves, that one is new, and for a colleague both are
    with service.rows() as rows:
        key = rows.execute(select(col(Progress.key)).where(col(Progress.beneficiary_key) == person.key)).scalar_one()
        rows.add(ProgressMove(progress_key=key, step=ProgressStep.BOARD, at=start + 90 * SECOND))
        rows.commit()
    service.clock.instant = start + 120 * SECOND
    board = {"step": "BOARD", "unseen": True}
    assert looks(service, person, "care-manager") == [
        {"clock": {"lastLookedAt": None, "changed": True}, "moves": [board, new]}
    ]
    assert looks(service, person) == [
        {"clock": {"lastLookedAt": "2025-12-15T09:01:00+09:00", "changed": True}, "moves": [board, seen]}
    ]


def test_the_same_second_is_told_twice_rather_than_not_at_all(service: Service) -> None:
    (person,) = enlist(service, 1)
    moved(service, person, (ProgressStep.SURVEY, service.clock.instant))
    for expected in (True, True), (True, False):
        told = [looks(service, person)[0] for _ in range(2)]
        assert tuple(one["clock"]["changed"] for one in told) == expected
        assert tuple(one["moves"][0]["unseen"] for one in told) == expected
        service.clock.instant += SECOND


def test_the_list_is_no_look_at_the_progress(service: Service) -> None:
    """Nor is another tab: only the tab itself, by whatever road."""
    (person,) = enlist(service, 1)
    moved(service, person, (ProgressStep.SURVEY, service.clock.instant))
    service.clock.instant += SECOND
    service.ask("hachiro", "{ beneficiaries(first: 100) { edges { node { name certificationStatus } } } }")
    service.ask(
        "hachiro", "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { address } } }", ids=[person.id]
    )
    indexed(service)
    assert looks(service, person)[0]["clock"] == {"lastLookedAt": None, "changed": True}
    service.clock.instant += SECOND
    other = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { progressHistory { status } } } }"
    service.ask("hachiro", other, ids=[person.id])
    indexed(service)
    assert looks(service, person)[0]["clock"]["lastLookedAt"] == "2025-12-15T09:00:02+09:00"


def looks(service: Service, person: Person, by: str = "hachiro") -> list[Any]:
    """Look, and have it noted."""
    nodes = service.ask(by, MOVES, ids=[person.id]).data["nodes"]
    indexed(service)
    return [node["progress"] for node in nodes]


def test_whatever_is_fed_says_which_steps_moved(service: Service) -> None:
    (person,) = enlist(service, 1)

    async def feed(before: Progress | None, **values: Any) -> list[ProgressStep]:
        async with transaction(service.app.state.endpoint.house) as session:
            row = application(person.key, "2025-11-17")
            if before is None:
                session.add(row)
            else:
                row = await session.get_one(Progress, before.key)
            was = None if before is None else row.model_dump()
            for name, value in values.items():
                setattr(row, name, value)
            await session.flush()
            made.append(row)
            return note_moves(session, was, row, service.clock.instant)

    made: list[Progress] = []
    surveyed = {"survey_obtained_on": Day(2025, 12, 1), "survey_status": StepStatus.DONE}
    assert in_its_loop(service, partial(feed, None)) == [ProgressStep.APPLICATION]
    assert in_its_loop(service, partial(feed, made[0], **surveyed)) == [ProgressStep.SURVEY]
    assert in_its_loop(service, partial(feed, made[0], **surveyed)) == []
    both = {"board_status": StepStatus.SCHEDULED, "status": CertificationStatus.AWAITING_BOARD}
    assert in_its_loop(service, partial(feed, made[0], **both)) == [ProgressStep.BOARD, ProgressStep.DECISION]
    alone = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { progress { clock { changed } } } } }"
    (node,) = ask_each(service, alone, [person])
    assert node == {"progress": {"clock": {"changed": True}}}
    assert [move["step"] for move in looks(service, person)[0]["moves"]] == [
        "DECISION",
        "BOARD",
        "SURVEY",
        "APPLICATION",
    ]
    assert not service.app.state.endpoint.answers.declined
