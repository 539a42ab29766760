"""Checkpoints (検証点): signed at the start, every minute and at the end; without any for four hours nothing is shown."""

import asyncio
import logging
import threading
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from sqlalchemy.exc import IntegrityError

from loaders import journal
from models.settings import Settings, SettingsError
from permissions.checkpoint import Checkpoint, checked
from resolvers import keeper
from resolvers.checkpoints import CheckpointFile, checkpoint_path, key_path
from tests.recorded import (
    LIST,
    Verify,
    again,
    change,
    checkpoints,
    found,
    in_its_loop,
    key_of,
    lines,
    read_together,
    refused,
    sign,
)
from tests.service import Service
from tests.test_record import UNAVAILABLE


def signed(service: Service) -> list[dict[str, object]]:
    """What the checkpoints say."""
    return [orjson.loads(line.partition(b" ")[2]) for line in lines(service)]


def test_one_at_the_start_and_one_at_the_end(service: Service, verify: Verify) -> None:
    # given the start of the service, and a read
    assert [(each["number"], each["heads"]) for each in signed(service)] == [(1, [])]
    read_together(service, 3)
    # when another one starts and ends
    with again(service):
        pass
    # then
    [(digest,)] = found(service, "SELECT head FROM record_batch")
    assert [(each["number"], each["heads"]) for each in signed(service)[1:]] == [
        (number, [[1, 1, 3, bytes(digest).hex()]]) for number in (2, 3)
    ]
    assert {each["at"] for each in signed(service)} == {"2025-12-15T09:00:00+09:00"}
    assert found(service, "SELECT number FROM checkpoint") == [(3,)]
    assert verify(service).code == 0


def test_one_is_due_after_a_minute_or_ten_thousand_records(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    running, written = service.app.state.keeper, service.app.state.endpoint.house.journal
    for seconds, records, due in ((59, 9_999, False), (60, 0, True), (0, 10_000, True)):
        monkeypatch.setattr(keeper, "monotonic", lambda seconds=seconds: running._tried + seconds)
        monkeypatch.setattr(written, "unattested", records)
        assert running._due() is due
    monkeypatch.undo()
    read_together(service, 3)
    assert written.unattested == 3
    sign(service)
    assert written.unattested == 0


def test_without_a_checkpoint_for_four_hours_nothing_is_shown(
    service: Service, verify: Verify, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # given a file that cannot be written to
    file = checkpoints(service)
    file.rename(file.with_name("elsewhere"))
    file.mkdir()
    with pytest.raises(IsADirectoryError):
        sign(service)
    attested = service.app.state.endpoint.house.journal._attested
    # then until the four hours are over
    monkeypatch.setattr(journal, "monotonic", lambda: attested + 4 * 60 * 60 - 1)
    assert service.ask("hachiro", LIST).data["beneficiaries"]["edges"]
    # and after them
    monkeypatch.setattr(journal, "monotonic", lambda: attested + 4 * 60 * 60 + 1)
    before = found(service, "SELECT count(*) FROM read_record")
    answer = service.ask("hachiro", LIST)
    assert (answer.status, answer.body) == (503, UNAVAILABLE)
    assert found(service, "SELECT count(*) FROM read_record") == before
    assert "the read record cannot be written" in [entry.getMessage() for entry in caplog.records]
    assert service.ask("hachiro", "{ viewer { userId } }").data == {"viewer": {"userId": "hachiro"}}
    # and when it can be written to again
    file.rmdir()
    file.with_name("elsewhere").rename(file)
    sign(service)
    assert service.ask("hachiro", LIST).data["beneficiaries"]["edges"]
    assert verify(service).code == 0


def test_what_cannot_be_signed_is_logged_and_tried_again(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    running = service.app.state.keeper
    tries: list[str] = []

    async def fails(*_: object) -> None:
        tries.append("try")
        raise OSError("disk full")

    monkeypatch.setattr(keeper, "TICK", 0.01)
    monkeypatch.setattr(keeper, "sequence", fails)
    for _ in range(500):
        if len(tries) > 2:
            break
        in_its_loop(service, _a_moment)
    monkeypatch.undo()
    assert len(tries) > 2
    assert (caplog.records[0].levelno, caplog.records[0].getMessage()) == (
        logging.ERROR,
        "the record cannot be attested",
    )
    assert running._ending.is_set() is False


async def _a_moment() -> None:
    await asyncio.sleep(0.01)


def test_a_file_that_was_cut_or_is_of_another_database_is_refused(open_service: Callable[..., Service]) -> None:
    service = open_service()
    read_together(service, 1)
    sign(service)
    file, whole = checkpoints(service), lines(service)
    others = (
        f"The checkpoints in {file} are not those of this database, or some are missing. Restore the file from its "
        "copy; for a new database move it away, or name another with KAIGO_CHECKPOINTS."
    )
    # given a file that was cut, or is gone
    file.write_bytes(whole[0])
    assert refused(service) == others
    file.unlink()
    assert refused(service) == others
    # and the file of another one, as long, with the same key
    other = open_service(checkpoint_key=key_of(service))
    read_together(other, 1)
    sign(other)
    file.write_bytes(checkpoints(other).read_bytes())
    assert len(lines(service)) == len(whole)
    assert refused(service) == others
    file.write_bytes(b"".join(whole))
    # and a new database beside an old file
    change(service, "DELETE FROM checkpoint")
    assert refused(service) == others


def test_a_line_a_power_cut_has_torn_is_written_anew(service: Service, verify: Verify) -> None:
    file, whole = checkpoints(service), lines(service)
    file.write_bytes(whole[0] + whole[0][:99])
    assert verify(service).code == 0
    sign(service)
    assert lines(service)[0] == whole[0]
    assert [each["number"] for each in signed(service)] == [1, 2]
    assert verify(service).code == 0


def test_a_line_of_which_a_power_cut_has_left_the_end_is_written_anew(service: Service, verify: Verify) -> None:
    # given a line whose first sector was not written, and a disk that gives zeros for it
    file, whole = checkpoints(service), lines(service)
    file.write_bytes(whole[0] + bytes(99) + whole[0][99:])
    # when the next is signed, then it stands in its place
    sign(service)
    assert lines(service)[0] == whole[0]
    assert [each["number"] for each in signed(service)] == [1, 2]
    assert verify(service).code == 0


def test_many_append_at_once_and_each_follows_from_the_last(service: Service) -> None:
    key = service.app.state.keeper.file.key
    files = [CheckpointFile(checkpoints(service), key) for _ in range(8)]

    def append(file: CheckpointFile) -> None:
        for _ in range(20):
            file.append([], service.clock.instant)

    threads = [threading.Thread(target=append, args=(file,)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = list(checked(lines(service), key.public_key()))
    assert [each.number for each in told if isinstance(each, Checkpoint)] == list(range(1, 162))
    assert len(told) == 161


def test_a_file_that_cannot_be_written_to_stops_the_start(open_service: Callable[..., Service], tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(SettingsError, match=f"^KAIGO_CHECKPOINTS is wrong: {folder} cannot be written to"):
        open_service(checkpoints=folder)


def test_beside_the_database_where_no_setting_says_otherwise(tmp_path: Path) -> None:
    on_sqlite = Settings(database_url=f"sqlite:///{tmp_path}/kaigo.db")
    assert checkpoint_path(on_sqlite) == tmp_path / "kaigo.db.checkpoints"
    assert key_path(on_sqlite) == tmp_path / "kaigo.db.checkpoint-key"
    on_server = Settings(database_url="postgresql://kaigo@db.example/people")
    assert (checkpoint_path(on_server).name, checkpoint_path(on_server).parent.name) == ("people.checkpoints", "var")


def test_a_number_is_written_once(service: Service) -> None:
    [(number,)] = found(service, "SELECT number FROM checkpoint")
    with pytest.raises(IntegrityError):
        change(service, "INSERT INTO checkpoint (number, digest) SELECT number, digest FROM checkpoint")
    assert found(service, "SELECT number FROM checkpoint") == [(number,)]
