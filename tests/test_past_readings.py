"""A proof that another has replaced stays in the office's own record, and with it how it ended (S21, B05)."""

import datetime

from models.rows import PastProof
from tests.proving import DAY, HOUR, listed, read_card, readings, register_by_fields, remove
from tests.service import Service
from tests.signing_in import stored

Told = tuple[str, str, str, str]


def told(service: Service, by: str = "nurse") -> list[Told]:
    """Of each proof, newest first: when, how, what has become of it, and until when."""
    return [(found["readAt"], found["method"], found["state"], found["until"]) for found in readings(service, by)]


def at(hours: int) -> str:
    """So many hours after 2025-12-15 9:00, when the demo begins."""
    return (datetime.datetime.fromisoformat("2025-12-15T09:00:00+09:00") + hours * HOUR).isoformat()


def test_a_reading_that_waited_and_a_later_one(service: Service) -> None:
    # given two readings of somebody who is on nobody's list, an hour apart
    read_card(service)
    service.clock.instant += HOUR
    read_card(service)
    # then the later one waits, and the earlier one was replaced
    replaced = (at(0), "CARD", "REPLACED", at(1))
    assert told(service)[:2] == [(at(1), "CARD", "WAITING", at(25)), replaced]
    # when the list is opened
    service.clock.instant += HOUR
    listed(service)
    assert told(service)[:2] == [(at(1), "CARD", "VALID", "2026-03-10T00:00:00+09:00"), replaced]


def test_what_had_lapsed_stays_lapsed(service: Service) -> None:
    read_card(service)
    service.clock.instant += 30 * HOUR
    read_card(service)
    assert told(service)[:2] == [(at(30), "CARD", "WAITING", at(54)), (at(0), "CARD", "LAPSED", at(24))]


def test_what_had_expired_stays_expired(service: Service) -> None:
    register_by_fields(service)
    service.clock.instant += 100 * DAY
    register_by_fields(service)
    expired = (at(0), "PRINTED_FIELDS", "EXPIRED", "2026-03-10T00:00:00+09:00")
    assert told(service)[:2] == [(at(2400), "PRINTED_FIELDS", "VALID", "2026-06-18T00:00:00+09:00"), expired]


def test_a_card_read_beside_printed_fields_replaces_them_when_the_list_is_opened(service: Service) -> None:
    # given somebody on the list by printed fields, whose card is read
    register_by_fields(service)
    service.clock.instant += HOUR
    read_card(service)
    valid = (at(0), "PRINTED_FIELDS", "VALID", "2026-03-10T00:00:00+09:00")
    assert told(service)[:2] == [(at(1), "CARD", "WAITING", at(25)), valid]
    # when the list is opened
    service.clock.instant += HOUR
    listed(service)
    # then the card's is what counts
    replaced = (at(0), "PRINTED_FIELDS", "REPLACED", at(2))
    assert told(service)[:2] == [(at(1), "CARD", "VALID", "2026-03-10T00:00:00+09:00"), replaced]


def test_printed_fields_replace_the_card_that_waits_beside_them(service: Service) -> None:
    for proves in (register_by_fields, read_card, register_by_fields):
        proves(service)
        service.clock.instant += HOUR
    assert told(service)[:3] == [
        (at(2), "PRINTED_FIELDS", "VALID", "2026-03-10T00:00:00+09:00"),
        (at(1), "CARD", "REPLACED", at(2)),
        (at(0), "PRINTED_FIELDS", "REPLACED", at(2)),
    ]


def test_who_is_removed_and_registered_again(service: Service) -> None:
    # given somebody on the list, with a reading that waits, who is removed
    id_ = register_by_fields(service)
    service.clock.instant += HOUR
    read_card(service)
    remove(service, id_)
    gone = [(at(1), "CARD", "REMOVED", at(1)), (at(0), "PRINTED_FIELDS", "REMOVED", at(1))]
    assert told(service)[:2] == gone
    # when registered again, that stays
    service.clock.instant += HOUR
    register_by_fields(service)
    assert told(service)[:3] == [(at(2), "PRINTED_FIELDS", "VALID", "2026-03-10T00:00:00+09:00"), *gone]


def test_what_is_past_is_the_offices_own(service: Service) -> None:
    before = told(service, "multi-manager")
    register_by_fields(service)
    service.clock.instant += HOUR
    register_by_fields(service)
    assert len(stored(service, PastProof)) == 1
    assert told(service, "multi-manager") == before
    remove(service, register_by_fields(service, by="multi-manager"))
    assert len(told(service, "multi-manager")) == len(before) + 1
