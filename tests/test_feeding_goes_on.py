"""A file that is read is nobody's hindrance, and is read to its end whatever happens on the way (S83)."""

import datetime
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from graph.commands.clear import CLEARED
from models.feed_job import HELD
from models.files import Files, FilesError
from models.row import col
from models.rows import FeedJob, Reduction
from resolvers import feed_reading, feed_worker, staging
from resolvers.certificate_layout import CertificateLayout
from seed.stories import STORIES
from tests import consenting
from tests.feeding import FULL, MUNICIPAL
from tests.file_feeding import PATIENCE, STORED, counts, ended, feed_certificates, job, table, wrong
from tests.oracles.crowd import enlist_each
from tests.proving import LIST, SECOND, call, person
from tests.service import Answer, Service
from tests.signing_in import stored
from tests.uploading import folder

NUMBERS = [f"1111100{place:03}" for place in range(40)]
CONTENT = table({"insuredNumber": number, **FULL["reduction"]} for number in NUMBERS)
KEEPS = ("GOOD_ROWS", "ALL_OR_NONE")
WHOLE = ("KEPT", 40, 40, 0, 0)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_reading, "BATCH", 10)


@pytest.fixture
def feeding(service: Service) -> Service:
    """A service with forty people for whom reductions come."""
    enlist_each(service, [{"insured_number": number} for number in NUMBERS])
    service.token(MUNICIPAL)
    return service


def feed(service: Service, keep: str) -> Answer:
    return feed_certificates(service, CONTENT, "REDUCTION", keep)


def told(service: Service, answer: Answer) -> Any:
    return job(service, answer.data["feedCertificateFile"]["id"], MUNICIPAL)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def tries(service: Service) -> int:
    with service.rows() as rows:
        return int(rows.scalars(select(col(FeedJob.tries))).one())


def reductions(service: Service) -> int:
    with service.rows() as rows:
        mine = col(Reduction.issued_on) == datetime.date(2025, 7, 26)
        return int(rows.scalars(select(func.count()).select_from(Reduction).where(mine)).one())


def look_again(service: Service, after: datetime.timedelta) -> None:
    """Let time pass, and the worker look."""
    service.clock.instant += after
    service.app.state.endpoint.house.fed.set()


@pytest.mark.parametrize("keep", KEEPS)
def test_others_are_answered_meanwhile(feeding: Service, keep: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stands still in the middle of a batch: nobody who reads or writes waits for it."""
    go_on, reached, entry = threading.Event(), threading.Event(), CertificateLayout.entry

    def slow(layout: CertificateLayout, line: int, *rest: Any) -> Any:
        if line == 25:
            reached.set()
            assert go_on.wait(PATIENCE)
        return entry(layout, line, *rest)

    monkeypatch.setattr(CertificateLayout, "entry", slow)
    answer = feed(feeding, keep)
    assert reached.wait(PATIENCE)
    try:
        assert feeding.ask("nurse", LIST).data["beneficiaries"]["edges"]
        consent = consenting.feed(feeding, person(feeding, STORIES["consent-none"]), "GIVEN", "2025-12-10")
        assert consent.data["feedConsent"]["counts"] is True
        kept = 20 if keep == "GOOD_ROWS" else 0
        assert counts(told(feeding, answer)) == ("READING", 20, kept, 0, 0)
        assert told(feeding, answer)["endedAt"] is None
        # what a batch has brought is seen, and of what is all or none nothing
        assert reductions(feeding) == kept
    finally:
        go_on.set()
    assert counts(ended(feeding, answer)) == WHOLE
    assert reductions(feeding) == 40


@pytest.mark.parametrize("keep", KEEPS)
@pytest.mark.parametrize("step", ["people_numbered", "stage", "publish", "tell"])
@pytest.mark.parametrize("time_", [1, 2])
def test_what_fails_is_tried_again_behind_what_is_done(
    feeding: Service, keep: str, step: str, time_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any step may fail, the first time or the second: half a minute later it goes on, and nothing is there twice."""
    real, calls = getattr(feed_reading, step), 0

    async def failing(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        found = await real(*given)
        if calls == time_:
            raise RuntimeError("planted")
        return found

    monkeypatch.setattr(feed_reading, step, failing)
    answer = feed(feeding, keep)
    if (keep, step, time_) == ("ALL_OR_NONE", "publish", 2):  # there is but one
        assert counts(ended(feeding, answer)) == WHOLE
        return
    until(lambda: calls >= time_)
    look_again(feeding, HELD - SECOND)
    time.sleep(0.1)
    assert told(feeding, answer)["state"] == "READING"
    look_again(feeding, SECOND)
    found = ended(feeding, answer)
    assert (found["faults"], counts(found)) == ([], WHOLE)
    assert reductions(feeding) == 40


def test_what_cannot_be_read_is_told_as_broken_and_may_be_sent_again(
    feeding: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise FilesError("planted")

    before = stored(feeding, *STORED)
    with monkeypatch.context() as patch:
        patch.setattr(Files, "open", away)
        answer = feed(feeding, "GOOD_ROWS")
        for count in (1, 2, 3):
            until(lambda count=count: tries(feeding) == count)  # type: ignore[misc]
            assert told(feeding, answer)["state"] == "READING"
            look_again(feeding, HELD)
        found = ended(feeding, answer)
    assert (counts(found), found["stateLabel"]) == (("BROKEN", 0, 0, 0, 0), "読み取れなかった")
    assert stored(feeding, *STORED) == before
    assert counts(ended(feeding, feed(feeding, "GOOD_ROWS"))) == WHOLE


@pytest.mark.parametrize("keep", KEEPS)
def test_two_processes_never_read_the_same(feeding: Service, keep: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was away for so long that another took the file over finds that out before it writes."""
    go_on, reached, entry = threading.Event(), threading.Event(), CertificateLayout.entry

    def slow(layout: CertificateLayout, line: int, *rest: Any) -> Any:
        if line == 25 and not reached.is_set():
            reached.set()
            assert go_on.wait(PATIENCE)
        return entry(layout, line, *rest)

    monkeypatch.setattr(CertificateLayout, "entry", slow)
    answer = feed(feeding, keep)
    assert reached.wait(PATIENCE)
    with feeding.rows() as rows:
        rows.execute(update(FeedJob).values(reader="rdr_other", held_until=feeding.clock.instant + HELD))
        rows.commit()
    before = stored(feeding, *STORED, FeedJob)
    go_on.set()
    look_again(feeding, HELD - SECOND)
    time.sleep(0.2)
    assert stored(feeding, *STORED, FeedJob) == before
    # and when the other has died too, it is read on
    look_again(feeding, SECOND)
    assert counts(ended(feeding, answer)) == WHOLE
    assert reductions(feeding) == 40


def test_what_a_dead_process_left_is_cleared(feeding: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m graph clear` finds files that were read, and leaves those that are still to be."""

    async def nothing(_: object) -> int:
        return 0

    monkeypatch.setattr(feed_worker, "clear_feed_files", nothing)
    names = {path.name for path in folder(feeding).iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(feed_worker, "open_reading", nothing)
        waits = feed(feeding, "GOOD_ROWS")
        until(lambda: tries(feeding) == 1)
        assert call(feeding, CLEARED["files that were read"], feeding.app.state.endpoint.house) == 0
    look_again(feeding, HELD)
    assert counts(ended(feeding, waits)) == WHOLE
    assert len({path.name for path in folder(feeding).iterdir()} - names) == 1
    for cleared in (1, 0):
        assert call(feeding, CLEARED["files that were read"], feeding.app.state.endpoint.house) == cleared
    assert {path.name for path in folder(feeding).iterdir()} == names


def test_lines_are_told_right_behind_a_stop(feeding: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults found before and after a failure, each once, by its line."""
    rows = [{"insuredNumber": number, **FULL["reduction"]} for number in NUMBERS]
    for place in (3, 15, 27, 39):
        rows[place]["benefitRate"] = 3
    real, calls = staging.publish, 0

    async def failing(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise RuntimeError("planted")
        return await real(*given)

    monkeypatch.setattr(feed_reading, "publish", failing)
    answer = feed_certificates(feeding, table(rows), "REDUCTION")
    until(lambda: calls >= 3)
    look_again(feeding, HELD)
    found = ended(feeding, answer)
    assert counts(found) == ("KEPT", 40, 36, 0, 4)
    assert wrong(found) == [(line, "benefitRate", "NUMBER_WRONG") for line in (5, 17, 29, 41)]
