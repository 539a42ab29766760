"""The order of the change feed: nothing ever slips in behind what has been read, whoever is slow (features.md B08)."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text, update

from graph.commands.clear import CLEARED
from models.codes.change import ChangeKind
from models.row import col
from models.rows import Change
from resolvers.numbering import MOST, number
from seed.stories import STORIES
from tests.changing import CHANGES, SEEDED, enter, here, stored, told
from tests.consenting import register, withdraw
from tests.proving import DAY, call, person, read_card, register_by_fields
from tests.service import Service

pytestmark = pytest.mark.both

CONSENTED = STORIES["progress-certified"]
LIFE, CERTIFICATE = ChangeKind.LIFE_ARRIVED, ChangeKind.CERTIFICATE_RENEWED


def change(service: Service, kind: ChangeKind, **more: int) -> Change:
    return Change(beneficiary_key=person(service, CONSENTED).key, kind=kind, at=service.clock.instant, **more)


def numbered(service: Service) -> int:
    return int(call(service, number, service.app.state.endpoint.house))


def test_what_comes_to_light_later_stands_behind_however_early_it_began(service: Service) -> None:
    """Two writers: the first takes its key first and is slow, the second is done before it."""
    start = here(service)
    if service.database.dialect.name == "postgresql":
        with service.rows() as slow:
            slow.add(change(service, CERTIFICATE))
            slow.flush()
            enter(service, LIFE, person(service, CONSENTED).key)
            # the feed does not wait for the slow one, and gives its place away
            first = service.ask("nurse", CHANGES, since=start).data["changes"]
            assert [one["kind"] for one in first["changes"]] == ["LIFE_ARRIVED"]
            slow.commit()
    else:  # has one writer at a time; a key from before comes to light afterwards all the same
        with service.rows() as rows:
            rows.add(change(service, LIFE, key=1_000))
            rows.commit()
        assert numbered(service) == 1
        first = service.ask("nurse", CHANGES, since=start).data["changes"]
        with service.rows() as rows:
            rows.add(change(service, CERTIFICATE, key=999))
            rows.commit()
    # when it is done, then whoever has read on hears of it
    assert numbered(service) == 1
    assert [kind for _, kind in told(service, first["cursor"])] == ["CERTIFICATE_RENEWED"]
    assert [(kind, position) for kind, _, _, position in stored(service)] == [
        ("CERTIFICATE_RENEWED", 2),
        ("LIFE_ARRIVED", 1),
    ]


def test_many_at_once_leave_no_hole_and_no_double(service: Service) -> None:
    ids = [register_by_fields(service, STORIES[name]) for name in ("consent-none", "no-office", "elsewhere", "removed")]
    assert numbered(service) == 0

    def talk(id_: str) -> list[int]:
        return [verb(service, id_).status for verb in (withdraw, register, withdraw)]

    with ThreadPoolExecutor(len(ids)) as pool:
        assert [*pool.map(talk, ids)] == [[200] * 3] * len(ids)
    positions = sorted(position or 0 for *_, position in stored(service))
    assert positions == list(range(1, len(positions) + 1))
    assert len(positions) >= 12


def test_two_processes_number_as_one(service: Service) -> None:
    """What both see waiting gets one place each, without a hole."""
    with service.rows() as rows:
        rows.add_all(change(service, LIFE) for _ in range(2 * MOST + 10))
        rows.commit()

    def again(_: int) -> int:
        return numbered(service)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(again, range(4))) <= 2 * MOST + 10  # the keeper takes some too
    assert [position for *_, position in stored(service)] == list(range(1, 2 * MOST + 11))


def test_a_page_looks_at_so_many_positions_and_the_next_goes_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of other people, of whom there are millions, leave an empty page that has more."""
    monkeypatch.setattr("loaders.changes.STRIDE", 3)
    start = here(service)
    for _ in range(4):
        enter(service, LIFE, person(service).key)
    enter(service, LIFE, person(service, CONSENTED).key)
    pages = []
    more, since = True, start
    while more:
        page = service.ask("nurse", CHANGES, since=since).data["changes"]
        pages.append([one["kind"] for one in page["changes"]])
        more, since = page["hasMore"], page["cursor"]
    assert pages == [[], ["LIFE_ARRIVED"]]


def test_what_is_older_than_anybody_may_ask_for_is_cleared_but_for_the_last(service: Service) -> None:
    key, now = person(service, CONSENTED).key, service.clock.instant
    for days in (32, 31, 30):
        enter(service, LIFE, key, now - days * DAY - datetime.timedelta(seconds=1))
    assert call(service, CLEARED["changes"], service.app.state.endpoint.house) == 2
    assert [position for *_, position in stored(service)] == [3]
    # what comes next is numbered behind the last that there ever was
    with service.rows() as rows:
        rows.execute(update(Change).where(col(Change.position) > SEEDED).values(at=now - 100 * DAY))
        rows.commit()
    assert call(service, CLEARED["changes"], service.app.state.endpoint.house) == 0
    enter(service, LIFE, key)
    assert [position for *_, position in stored(service)] == [3, 4]


def test_the_keeper_numbers_what_a_process_left_behind(service: Service) -> None:
    """One that died between its commit and the number."""
    read_card(service)  # by the verb alone, which numbers nothing
    keeper = service.app.state.keeper
    call(service, keeper.checkpoint)
    assert [position for *_, position in stored(service)] == [1]


def test_the_feed_is_read_by_its_indexes(service: Service) -> None:
    """However much has happened to others: by position, and the office's people by their registration."""
    if service.database.dialect.name != "sqlite":
        return
    with service.statements() as ran:
        enter(service, LIFE, person(service, CONSENTED).key)
        service.ask("nurse", CHANGES, since=here(service).replace(f"chg_{SEEDED + 1}", f"chg_{SEEDED}"))
    [statement] = [one for one in ran if "FROM change JOIN" in one.replace("\n", "")]
    with service.rows() as rows:
        explained = text("EXPLAIN QUERY PLAN " + statement.replace("?", "1"))
        steps = [row[3] for row in rows.connection().execute(explained)]
    assert steps[0] == "SEARCH change USING INDEX sqlite_autoindex_change_1 (position>? AND position<?)"
    assert [step for step in steps if step.startswith("SCAN")] == []
