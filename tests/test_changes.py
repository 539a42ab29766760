"""The change feed as a query (features.md B08): what is told to whom, with the verdict of the moment it is delivered."""

import datetime
from collections.abc import Callable

import pytest

from models.codes.change import ChangeKind
from models.row import JST
from models.rows import Beneficiary
from seed.stories import STORIES
from tests.changing import SEEDED, brief, changes, enter, here, page, told, told_of
from tests.consenting import register, withdraw
from tests.partners import reads
from tests.proving import DAY, HOUR, SECOND, listed, person, read_card, register_by_fields, remove
from tests.service import Service

pytestmark = pytest.mark.both

BOTH, LAST_DAY = STORIES["two-offices"], STORIES["viewing-until-today"]
CONSENTED, WITHOUT = STORIES["progress-certified"], STORIES["consent-none"]


def test_what_happened_is_told_once_with_its_person(service: Service) -> None:
    # given a place in the feed
    start = here(service)
    # when somebody is registered here, takes consent back and gives it again
    id_ = register_by_fields(service)
    assert withdraw(service, id_).data["withdrawConsent"]["status"] == "WITHDRAWN"
    assert register(service, id_).data["registerConsent"]["status"] == "GIVEN"
    # then all of it comes in this order, with who it is and what is so now
    found = page(service, start)
    assert [brief(change) for change in found["changes"]] == [
        (id_, "REGISTERED"),
        (id_, "CONSENT_WITHDRAWN"),
        (id_, "CONSENT_GIVEN"),
    ]
    assert {change["beneficiary"]["consentStatus"] for change in found["changes"]} == {"GIVEN"}
    assert {change["at"] for change in found["changes"]} == {"2025-12-15T09:00:00+09:00"}
    assert found["hasMore"] is False
    # and nothing more after it, and from the cursor of a change on what came behind that
    assert told(service, found["cursor"]) == []
    assert told(service, found["changes"][0]["cursor"]) == [(id_, "CONSENT_WITHDRAWN"), (id_, "CONSENT_GIVEN")]


def test_another_office_hears_of_its_own_people_alone(service: Service) -> None:
    start = here(service)
    shared = person(service, BOTH).id
    register_by_fields(service)
    withdraw(service, shared)
    remove(service, shared)
    # what lies between a person and one office is told there alone, and of strangers nothing
    assert told(service, start, "multi-manager") == [(shared, "CONSENT_WITHDRAWN")]


def test_who_was_removed_is_a_tombstone_from_the_first_change_on(service: Service) -> None:
    start = here(service)
    id_ = register_by_fields(service)
    assert told(service, start) == [(id_, "REGISTERED")]
    remove(service, id_)
    assert told(service, start) == [(id_, None), (id_, None)]
    # what happens to them afterwards is not the office's to know
    service.clock.instant += SECOND
    enter(service, ChangeKind.CERTIFICATE_RENEWED, person(service).key)
    assert [about for about in told(service, start) if about[0] == id_] == [(id_, None), (id_, None)]
    # until they are registered again
    register_by_fields(service)
    assert (id_, "REGISTERED") in told(service, start)
    assert (id_, None) not in told(service, start)


def test_time_alone_ends_viewing_and_is_told_once(service: Service) -> None:
    # given somebody whose last day it is
    id_, midnight = person(service, LAST_DAY).id, datetime.datetime(2025, 12, 16, tzinfo=JST)
    service.clock.instant = midnight - HOUR
    start = here(service)
    withdraw(service, id_)
    service.clock.instant = midnight - SECOND
    before = page(service, start)
    assert [brief(change) for change in before["changes"]] == [(id_, "CONSENT_WITHDRAWN")]
    # when it is over
    service.clock.instant = midnight
    # then that is told to whoever has not heard it, from whichever second they ask
    found = page(service, before["cursor"])
    assert (id_, None) in map(brief, found["changes"])
    assert told_of(service, id_, start) == [(id_, None), (id_, None)]
    # and not again
    service.clock.instant += SECOND
    assert told(service, found["cursor"]) == []
    # but lost on the way, it comes again
    assert told_of(service, id_, found["changes"][0]["cursor"]) == [(id_, None)]


def test_time_alone_begins_and_ends_what_was_said_of_a_person(service: Service) -> None:
    # given somebody who will be protected on two days, and whose insurance ends later
    found = person(service)
    midnight = datetime.datetime(2025, 12, 17, tzinfo=JST)
    with service.rows() as rows:
        one = rows.get_one(Beneficiary, found.key)
        one.protected_from, one.protected_until = datetime.date(2025, 12, 17), datetime.date(2025, 12, 18)
        one.eligibility_lost_on = datetime.date(2025, 12, 21)
        rows.commit()
    id_ = register_by_fields(service)
    changed = [(id_, "BENEFICIARY_CHANGED")]
    service.clock.instant = midnight - SECOND
    start = here(service)
    assert told_of(service, id_, start) == []
    # when the day has come, then whoever has not heard it is told, once, and again where it was lost
    service.clock.instant = midnight
    first = page(service, start)
    assert [change["at"] for change in first["changes"] if brief(change) == changed[0]] == [midnight.isoformat()]
    assert (told_of(service, id_, first["cursor"]), told_of(service, id_, start)) == ([], changed)
    # its last day is no end, the day after is; and so is that on which the insurance ends
    cursor, days = first["cursor"], []
    for day in (18, 19, 20, 21, 22):
        service.clock.instant = midnight.replace(day=day)
        days += [(day, *about) for about in told_of(service, id_, cursor)]
        cursor = here(service)
    assert days == [(19, *changed[0]), (21, *changed[0])]
    # and of nobody who is on another list alone
    assert told_of(service, id_, start, "multi-manager") == []


def test_a_card_reading_nobody_opened_the_list_after_ends_with_its_day(service: Service) -> None:
    start = here(service)
    id_ = read_card(service)
    enter(service, ChangeKind.CERTIFICATE_RENEWED, person(service).key)
    service.clock.instant += DAY - SECOND
    assert told(service, start)[:2] == [(id_, "REGISTERED"), (id_, "CERTIFICATE_RENEWED")]
    assert (id_, None) not in told(service, start)
    service.clock.instant += SECOND
    ended = told(service, start)
    assert ended[:2] == [(id_, None), (id_, None)]
    assert (id_, None) in ended[2:]


def test_a_kind_one_may_not_see_today_is_a_tombstone_and_one_never_is_not_told(service: Service) -> None:
    start, given, none = here(service), person(service, CONSENTED), person(service, WITHOUT)
    register_by_fields(service, WITHOUT)
    for one in (given, none):
        enter(service, ChangeKind.LIFE_ARRIVED, one.key)
        enter(service, ChangeKind.PROGRESS_MOVED, one.key)
    # a nurse sees LIFE with consent, and never the progress; a clerk neither; a care manager both
    assert told(service, start)[-2:] == [(given.id, "LIFE_ARRIVED"), (none.id, None)]
    assert [kind for _, kind in told(service, start, "clerk")] == ["VIEWING_EXTENDED"]
    assert told(service, start, "care-manager")[-4:] == [
        (given.id, "LIFE_ARRIVED"),
        (given.id, "PROGRESS_MOVED"),
        (none.id, None),
        (none.id, "PROGRESS_MOVED"),
    ]
    # and with the next question after consent was taken back, it is a tombstone too
    withdraw(service, given.id)
    assert (given.id, None) in told(service, start)
    assert (given.id, "LIFE_ARRIVED") not in told(service, start)


def test_pages_lead_through_everything_once(service: Service) -> None:
    start = here(service)
    ids = [register_by_fields(service, STORIES[name]) for name in ("no-office", "elsewhere", "removed")]
    service.clock.instant += DAY  # viewing-until-today is over
    whole = page(service, start)
    walked, since, more = [], start, True
    while more:
        found = page(service, since, first=1)
        walked += [brief(change) for change in found["changes"]]
        since, more = found["cursor"], found["hasMore"]
    assert walked == [brief(change) for change in whole["changes"]]
    assert walked[:3] == [(id_, "REGISTERED") for id_ in ids]
    assert since == whole["cursor"]


@pytest.mark.parametrize("since", ["", "chg_", "chg_1", "chg_g_1", "chg_1_1_1", "bnf_aaaaaaaaaaaaaaaa", "CHG_1_1"])
def test_what_is_no_cursor_is_said(service: Service, since: str) -> None:
    refused = changes(service, since)
    assert (refused.codes, refused.body["data"]) == (["BAD_USER_INPUT"], {"changes": None})
    assert refused.errors[0]["extensions"]["argument"] == "since"


def test_a_page_has_1_to_100_changes(service: Service) -> None:
    for first in (0, -1, 101):
        assert changes(service, None, first=first).codes == ["BAD_USER_INPUT"]


def test_a_cursor_that_is_too_old_says_read_everything_again(open_service: Callable[..., Service]) -> None:
    service = open_service(change_days=3)
    start = here(service)
    service.clock.instant += 3 * DAY
    assert "errors" not in changes(service, start).body
    service.clock.instant += SECOND
    refused = changes(service, start)
    assert refused.codes == ["CURSOR_TOO_OLD"]
    assert refused.errors[0]["message"] == (
        "変更の履歴は3日分です。since を付けずにカーソルを取り直し、利用者一覧をすべて読み直してください。"
    )
    # as is one of a database that has been put back to an earlier state
    ahead = here(service).replace(f"chg_{SEEDED}_", f"chg_{SEEDED + 1}_")
    assert changes(service, ahead).codes == ["CURSOR_TOO_OLD"]


def test_a_delivery_is_on_record_and_nothing_is_where_nothing_was_told(service: Service) -> None:
    start = here(service)
    assert reads(service) == 0
    register_by_fields(service)
    page(service, start)
    assert reads(service) == 1
    page(service, here(service))
    assert reads(service) == 1


def test_who_sees_no_list_hears_of_nothing(service: Service) -> None:
    for user in ("office-user", "municipal", "clinic-doctor", "municipal-system"):
        refused = changes(service, None, user)
        assert (refused.codes, refused.body["data"]) == (["FORBIDDEN"], {"changes": None})
    assert changes(service, None, None).codes == ["UNAUTHENTICATED"]  # type: ignore[arg-type]


def test_both_readers_tell_the_same(open_service: Callable[..., Service]) -> None:
    bodies = []
    for interpret in (False, True):
        service = open_service(interpret=interpret)
        start = here(service)
        both = person(service, BOTH).id
        withdraw(service, both)
        remove(service, person(service, CONSENTED).id)
        enter(service, ChangeKind.LIFE_ARRIVED, person(service, BOTH).key)
        listed(service)
        service.clock.instant += HOUR
        answer = service.ask("nurse", TWICE, since=start)
        bodies.append(answer.body)
        assert service.app.state.endpoint.answers.declined == {}
    assert bodies[0] == bodies[1]
    assert [change["tombstone"] for change in bodies[0]["data"]["changes"]["changes"]] == [False, True, True]


TWICE = """
query Twice($since: String) { changes(since: $since) { __typename cursor a: changes { ...C b: beneficiary { kana } }
  changes { ...C } hasMore } }
fragment C on Change { __typename tombstone kind cursor beneficiary { name certification { survey { document { id } } } } }
"""
