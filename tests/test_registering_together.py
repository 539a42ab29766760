"""Two at one registration at the same time: nothing is lost, nothing stands twice, nobody waits for ever (S21, B05)."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import Registration
from tests.proving import (
    DAY,
    HOUR,
    NOBODY,
    confirmed,
    enter,
    listed,
    one,
    person,
    read_card,
    readings,
    register_by_fields,
    remove,
)
from tests.service import Service
from tests.test_claims import feed

pytestmark = pytest.mark.both

LATER = 0.3
"""Seconds until the next one has come to wait, too."""


@contextmanager
def held(service: Service) -> Iterator[None]:
    """Nobody else gets at the person's registrations; SQLite has one writer at a time anyway."""
    mine = select(Registration).where(col(Registration.beneficiary_key) == person(service, NOBODY).key)
    with service.rows() as rows:
        if service.database.dialect.name == "postgresql":
            rows.execute(mine.with_for_update())
        yield
        rows.rollback()


def together(service: Service, *verbs: Callable[[], Any]) -> None:
    """Begin all of them while the registration is held, each a moment after the one before, and then let them go."""
    with ThreadPoolExecutor(len(verbs)) as many:
        with held(service):
            begun = []
            for verb in verbs:
                begun.append(many.submit(verb))
                time.sleep(LATER)
        for each in begun:
            each.result(30)


def told(service: Service) -> list[tuple[str, str, str]]:
    """The proofs from 9:00 of the day on, newest first: at which hour, how, and what became of each."""
    found = [one for one in readings(service) if one["readAt"] >= "2025-12-15T09"]
    return [(one["readAt"][11:13], one["method"], one["state"]) for one in found]


def test_the_list_is_opened_while_a_card_is_read_again(service: Service) -> None:
    register_by_fields(service)
    service.clock.instant += HOUR
    read_card(service)
    service.clock.instant += HOUR
    service.token("hachiro")
    together(service, lambda: listed(service, "hachiro"), lambda: read_card(service))
    opened_first = [("11", "CARD", "WAITING"), ("10", "CARD", "VALID"), ("09", "PRINTED_FIELDS", "REPLACED")]
    read_first = [("11", "CARD", "VALID"), ("10", "CARD", "REPLACED"), ("09", "PRINTED_FIELDS", "REPLACED")]
    assert told(service) in (opened_first, read_first)


def test_the_list_is_opened_while_printed_fields_are_registered(service: Service) -> None:
    register_by_fields(service)
    service.clock.instant += HOUR
    read_card(service)
    service.clock.instant += HOUR
    service.token("hachiro")
    confirmation = confirmed(service)
    together(service, lambda: listed(service, "hachiro"), lambda: enter(service, confirmation))
    assert told(service) == [
        ("11", "PRINTED_FIELDS", "VALID"),
        ("10", "CARD", "REPLACED"),
        ("09", "PRINTED_FIELDS", "REPLACED"),
    ]


def test_claims_arrive_while_somebody_is_registered_again(service: Service) -> None:
    id_ = register_by_fields(service)
    service.clock.instant += DAY
    service.token("billing-system")
    confirmation = confirmed(service)
    together(service, lambda: feed(service, NOBODY, month="2025-12"), lambda: enter(service, confirmation))
    assert one(service, id_)["registration"]["viewingUntil"] == "2026-03-25", "the claim's, which is later"


def test_somebody_is_removed_while_a_card_is_read(service: Service) -> None:
    id_ = register_by_fields(service)
    service.clock.instant += HOUR
    together(service, lambda: remove(service, id_), lambda: read_card(service))
    stays = (("10", "CARD", "WAITING"), ("09", "PRINTED_FIELDS", "REMOVED"))
    gone = (("10", "CARD", "REMOVED"), ("09", "PRINTED_FIELDS", "REMOVED"))
    found = tuple(told(service))
    assert found in (stays, gone)
    assert (id_ in listed(service)) is (found == stays)


def test_a_card_read_on_the_last_day_counts_like_a_first_one(service: Service) -> None:
    """Else the person would be gone at midnight, though the proof holds: hint and verdict agree."""
    # given somebody who is viewed until 2026-03-09, whose card is read at 9:00 of that day
    id_ = register_by_fields(service)
    service.clock.instant += 84 * DAY
    read_card(service)
    # then the list has the person the next day, at once, and what the proof opens is open
    service.clock.instant += 23 * HOUR
    found = one(service, id_)
    assert (found["registration"]["viewingUntil"], found["proof"]["opensConsent"]) == ("2026-06-01", True)
    assert id_ in listed(service)
    # and where the list is never opened, it ends when the reading lapses
    assert readings(service)[0]["state"] == "VALID"


def test_a_card_read_the_day_before_leaves_everything_as_it_was(service: Service) -> None:
    id_ = register_by_fields(service)
    service.clock.instant += 83 * DAY
    read_card(service)
    assert one(service, id_)["registration"]["viewingUntil"] == "2026-03-09"
    assert [found["state"] for found in readings(service)[:2]] == ["WAITING", "VALID"]
