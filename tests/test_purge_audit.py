"""Records that were kept long enough go; their leaves stay, and so the chain of all the rest remains provable."""

import datetime
import sys

import pytest

from graph.__main__ import main
from models.row import JST
from resolvers.checkpoints import CheckpointFile
from tests.recorded import Verify, act, change, found, read_together, settings_of, sign
from tests.service import Service

MIDNIGHT = datetime.datetime(2025, 12, 16, tzinfo=JST)


def purge(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, day: str) -> str:
    """Run the command; the settings are those of the last verification."""
    monkeypatch.setattr(sys, "argv", ["graph", "purge-audit", "--before", day])
    assert main() == 0
    return capsys.readouterr().out


def test_what_was_kept_long_enough_goes_and_the_rest_stays_provable(
    service: Service, verify: Verify, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # given records of two days; one batch reaches into the second, which begins at midnight
    read_together(service, 2)
    read_together(service, 3)
    act(service, "signIn")
    sign(service)
    first = service.clock.instant
    service.clock.instant = MIDNIGHT
    read_together(service, 1)
    read_together(service, 4, at=first)
    act(service, "signOut")
    sign(service)
    assert verify(service).code == 0

    # when
    told = purge(capsys, monkeypatch, "2025-12-15")
    assert told == "0 records from before 2025-12-15 were deleted.\n"
    told = purge(capsys, monkeypatch, "2025-12-16")

    # then
    assert told == "6 records from before 2025-12-16 were deleted.\n"
    assert found(service, "SELECT place FROM read_record ORDER BY place") == [(place,) for place in range(5, 10)]
    assert found(service, "SELECT action FROM action_record") == [("signOut",)]
    proven = verify(service)
    assert (proven.code, proven.findings) == (0, [])
    assert proven.summary.startswith("6 records in 6 batches (6 more were purged), signed up to checkpoint 5 of ")
    # and what was signed once holds for every checkpoint that follows
    sign(service)
    assert verify(service).code == 0
    # and what was not to go is still missed, and the leaves of what went too
    change(service, "DELETE FROM read_record WHERE place = 5")
    change(service, "UPDATE record_batch SET leaves = root WHERE number = 2 AND shard = 1")
    assert verify(service).findings == [
        "batch 2 of shard 1: its leaves are not those of its root",
        "read record 5 of shard 1: it is missing from batch 3",
    ]


def test_what_cannot_be_signed_is_not_deleted(
    service: Service, verify: Verify, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read_together(service, 2)
    verify(service)

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(CheckpointFile, "append", fails)
    with pytest.raises(OSError, match="disk full"):
        purge(capsys, monkeypatch, "2100-01-01")
    monkeypatch.undo()
    assert found(service, "SELECT count(*) FROM read_record") == [(2,)]


def test_deleting_without_signing_is_found(service: Service, verify: Verify) -> None:
    read_together(service, 2)
    sign(service)
    change(service, "DELETE FROM read_record")
    assert verify(service).findings == [
        f"read record {place} of shard 1: it is missing from batch 1" for place in (0, 1)
    ]
    assert settings_of(service).read_records
