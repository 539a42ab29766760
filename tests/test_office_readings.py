"""The office's own proofs of identity, and lapsed registrations, without the person (S21, B05)."""

from collections.abc import Callable

import pytest

from seed.stories import STORIES
from tests.proving import HOUR, READINGS, SECOND, listed, person, read_card, readings, register_by_fields, remove
from tests.service import Service

NOW = "2025-12-15T09:00:00+09:00"
SHOWN = {
    "readAt": NOW,
    "by": "看護 みどり",
    "method": "PRINTED_FIELDS",
    "methodLabel": "券面情報",
    "purpose": "VIEWING",
    "purposeLabel": "介護情報閲覧",
    "reason": None,
    "filingFor": None,
    "state": "VALID",
    "stateLabel": "有効",
    "until": "2026-03-10T00:00:00+09:00",
}


def test_when_by_whom_how_and_for_what(service: Service) -> None:
    register_by_fields(service)
    assert readings(service)[0] == SHOWN
    service.clock.instant += SECOND
    read_card(service, STORIES["elsewhere"], "clerk")
    assert readings(service)[0] == {
        **SHOWN,
        "readAt": "2025-12-15T09:00:01+09:00",
        "by": "事務 かおる",
        "method": "CARD",
        "methodLabel": "マイナンバーカード",
        "state": "WAITING",
        "stateLabel": "利用者一覧の閲覧待ち",
        "until": "2025-12-16T09:00:01+09:00",
    }


def test_what_has_lapsed_can_be_said(service: Service) -> None:
    """The demo's people at the edges of their windows: the list and this agree."""
    waited = ("WAITING", "LAPSED")
    found = {found["readAt"]: found["state"] for found in readings(service) if found["state"] in waited}
    assert found == {
        "2025-12-15T08:00:00+09:00": "WAITING",
        "2025-12-14T09:00:01+09:00": "WAITING",
        "2025-12-14T09:00:00+09:00": "LAPSED",
        "2025-12-14T08:59:59+09:00": "LAPSED",
    }


@pytest.mark.parametrize("by", ["multi-manager", "day-nurse"])
def test_another_office_sees_its_own(service: Service, by: str) -> None:
    before = readings(service, by)
    service.clock.instant += SECOND
    remove(service, register_by_fields(service))
    read_card(service, STORIES["elsewhere"])
    assert readings(service, by) == before


@pytest.mark.parametrize("by", ["office-user", "municipal", "board-member", "billing-system", "clinic-doctor"])
def test_whoever_has_no_list_has_no_readings(service: Service, by: str) -> None:
    assert readings(service, by) == []


def test_a_page_begins_where_the_last_one_ended(service: Service) -> None:
    # given what there is, a page after the other
    pages = [readings(service, "big-manager")]
    while pages[-1]:
        pages.append(readings(service, "big-manager", pages[-1][-1]["readAt"]))
    found = [entry for page in pages for entry in page]
    # then there are some pages, newest first, and all who are listed are among them
    assert [len(page) for page in pages] == [206, 62, 0]
    times = [entry["readAt"] for entry in found]
    assert times == sorted(times, reverse=True)
    valid = [entry for entry in found if entry["state"] in ("VALID", "WAITING")]
    count = service.ask("big-manager", "{ beneficiaries { totalCount } }").data["beneficiaries"]["totalCount"]
    assert len(valid) == count


def test_both_readers_say_the_same(open_service: Callable[..., Service]) -> None:
    found = []
    for interpret in (False, True):
        service = open_service(interpret=interpret)
        read_card(service, "1234567890")
        found.append(service.ask("nurse", READINGS).content)
    assert found[0] == found[1]


def test_a_reading_that_waits_beside_the_one_that_counts(service: Service) -> None:
    read_card(service, "1234567890")
    service.clock.instant += HOUR
    both = [(found["readAt"], found["state"]) for found in readings(service)]
    assert (NOW, "WAITING") in both
    assert listed(service) >= {person(service, "1234567890").id}
    after = [(found["readAt"], found["state"]) for found in readings(service)]
    assert (NOW, "VALID") in after
