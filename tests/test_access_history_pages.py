"""The access history (B06) page by page, after a purge, by an index that is made anew, and by both readers."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from tests.access_history import HISTORY, MINUTE, NUMBER, TABS, history, look
from tests.filing import MUNICIPAL
from tests.proving import person, register_by_fields
from tests.recorded import Verify, change, found, indexed, sign
from tests.service import Service
from tests.test_purge_audit import purge


def test_pages_leave_nothing_out_and_cut_no_second(service: Service) -> None:
    """However many there are, it takes as many statements."""
    look(service, "hachiro")
    indexed(service)
    with service.statements() as few:
        assert len(history(service)["entries"]) == 1
    for _ in range(25):
        look(service, "hachiro")
        for _ in range(3):
            service.ask("nurse", TABS, id=person(service, NUMBER).id)
    with service.statements() as many:
        everything = history(service)
    assert (everything["total"], len(everything["entries"])) == (102, 100)
    assert len(many) == len(few)
    # when it is read page by page, then nothing is missing or twice, and every second stands on one page
    pages, whole = walk(service, 10), walk(service, 100)
    assert [entry for page in pages for entry in page] == [entry for page in whole for entry in page]
    assert sum(map(len, pages)) == 101
    seconds = [at for page in pages for at in {entry["at"] for entry in page}]
    assert len(seconds) == len(set(seconds)) == 26
    assert (len(pages), len(whole)) == (9, 2)


def walk(service: Service, first: int) -> list[list[Any]]:
    """The pages of what others looked at: the walk itself is on the record too."""
    service.clock.instant += MINUTE
    pages, after = list[list[Any]](), None
    while not pages or after is not None:
        page = history(service, first=first, after=after)
        pages.append([entry for entry in page["entries"] if entry["tabs"] != ["閲覧履歴"]])
        after = page["older"]
    return pages


def test_what_was_purged_is_told(
    service: Service, verify: Verify, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        look(service, "hachiro")
    indexed(service)
    service.clock.instant += datetime.timedelta(days=1)
    look(service, "nurse")
    sign(service)
    assert verify(service).code == 0
    # when nothing is old enough, then nothing is said
    purge(capsys, monkeypatch, "2025-12-15")
    assert (history(service)["total"], history(service)["retention"]) == (3, None)
    # when the first day goes
    assert purge(capsys, monkeypatch, "2025-12-16").startswith("2 records")
    told = history(service)
    assert (told["purgedBefore"], told["since"]) == ("2025-12-16T00:00:00+09:00",) * 2
    assert told["retention"] == "2025年12月16日より前の記録は、保存期間を過ぎたため残っていません。"
    assert told["summary"].startswith("2025年12月16日から2025年12月16日までに、")
    assert [entry["tabs"][0] for entry in told["entries"]] == ["閲覧履歴", "閲覧履歴", "一覧"]
    assert found(service, "SELECT count(*) FROM record_subject WHERE at < (SELECT min(at) FROM read_record)") == [(0,)]
    assert verify(service).code == 0


def test_the_index_is_made_anew_from_the_records(service: Service) -> None:
    look(service, "hachiro")
    change(service, "UPDATE action_record SET subjects = subjects")
    id_ = register_by_fields(service, by="hachiro")
    sign(service)
    indexed(service)
    before = found(service, "SELECT subject, at, shard, number FROM record_subject ORDER BY 1, 2, 3, 4")
    assert {id_, person(service, NUMBER).id} <= {row[0] for row in before}
    change(service, "DELETE FROM record_subject", "DELETE FROM record_indexed")
    indexed(service)
    assert found(service, "SELECT subject, at, shard, number FROM record_subject ORDER BY 1, 2, 3, 4") == before


def test_both_readers_say_the_same(open_service: Callable[..., Service]) -> None:
    told = []
    for interpret in (False, True):
        service = open_service(interpret=interpret)
        for by in ("care-manager", "nurse", "clerk"):
            look(service, by)
        told.append(service.ask(MUNICIPAL, HISTORY, number=NUMBER).content)
        assert not service.app.state.endpoint.answers.declined
    assert told[0] == told[1]
