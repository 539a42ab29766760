"""Handles of uploads: a mutation takes one once, within a day; what none has taken is cleared."""

import asyncio
import datetime
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from graph.commands.clear import CLEARED
from loaders.reading import Reading
from models import files as storage
from permissions.errors import BadInput
from resolvers import uploads
from resolvers.transaction import transaction
from seed.pdf import SURVEY
from tests.service import Service
from tests.uploading import CSV, SEEDED, TABLE, folder, kept, nothing_is_kept, send

SECOND = datetime.timedelta(seconds=1)
DAY = datetime.timedelta(hours=24)


def call(service: Service, verb: Callable[..., Any], *arguments: Any) -> Any:
    """A verb, on the service's own event loop."""
    assert service.client.portal is not None
    return service.client.portal.call(verb, *arguments)


async def _take(service: Service, user: str, handle: str, fail: bool = False) -> bytes:
    """What a mutation does with a handle: its name, or an error."""
    endpoint = service.app.state.endpoint
    now = service.clock.instant
    found = await endpoint.sessions.viewer(service.token(user), now)
    assert found is not None
    reading = Reading(endpoint.house, now, found[0])
    async with transaction(endpoint.house) as session:
        upload = await uploads.take_upload(session, reading, handle, "input.file")
        if fail:
            raise ZeroDivisionError
        return upload.file.encode()


def test_a_handle_is_used_once_by_its_account_within_a_day(service: Service) -> None:
    # given three uploads of an account
    handles = [send(service, TABLE.encode(), CSV).body["handle"] for _ in range(3)]
    files = [row.file.encode() for row in kept(service)]
    begun = service.clock.instant

    def refused(user: str, handle: str) -> bool:
        with pytest.raises(BadInput) as error:
            call(service, _take, service, user, handle)
        return error.value.extensions == {"code": "BAD_USER_INPUT", "argument": "input.file"}

    # when another account names one, or anybody one that is not there, then it is refused
    assert refused("care-manager", handles[0])
    assert refused("hachiro", "upl_aaaaaaaaaaaaaaaa")
    assert refused("hachiro", "\0")
    # and when the mutation fails, it is as if it had not been named
    with pytest.raises(ZeroDivisionError):
        call(service, _take, service, "hachiro", handles[0], True)
    # and its own account has it once
    assert call(service, _take, service, "hachiro", handles[0]) == files[0]
    assert refused("hachiro", handles[0])
    # and a second before the day is over, but not when it is
    service.clock.instant = begun + DAY - SECOND
    assert call(service, _take, service, "hachiro", handles[1]) == files[1]
    service.clock.instant = begun + DAY
    assert refused("hachiro", handles[2])


def test_what_nobody_used_is_cleared_after_a_day(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    # given four uploads, one of them used, and one a second later
    monkeypatch.setattr(uploads, "TOGETHER", 2)
    house = service.app.state.endpoint.house
    begun = service.clock.instant
    used, *_ = [send(service, TABLE.encode(), CSV).body["handle"] for _ in range(4)]
    call(service, _take, service, "hachiro", used)
    service.clock.instant = begun + SECOND
    later = send(service, TABLE.encode(), CSV).body["handle"]
    # when they are cleared a second before the day is over, then all stay
    service.clock.instant = begun + DAY - SECOND
    assert call(service, uploads.clear_uploads, house) == 0
    assert len(kept(service)) == 5
    # and when it is over, the used one and the later one stay, with their bytes alone
    service.clock.instant = begun + DAY
    assert call(service, uploads.clear_uploads, house) == 3
    assert [row.id for row in kept(service)] == [used, later]
    assert {path.name for path in folder(service).iterdir()} == {*SEEDED, *(row.file for row in kept(service))}


def test_what_was_never_finished_is_no_upload_and_is_cleared(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    # given that the service stops in the middle of writing
    async def stops(*_: object) -> None:
        raise asyncio.CancelledError

    house = service.app.state.endpoint.house
    monkeypatch.setattr(storage.Files, "put", stops)
    with pytest.raises(BaseException):  # noqa: B017, PT011 - however the client learns that nothing comes
        send(service, SURVEY.content)
    # then its handle does not work
    [row] = kept(service)
    assert not row.stored
    with pytest.raises(BadInput):
        call(service, _take, service, "hachiro", row.id)
    # and after a day it is gone
    service.clock.instant += DAY
    assert call(service, uploads.clear_uploads, house) == 1
    assert nothing_is_kept(service)


def test_the_command_clears(live_environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "graph", "clear"]
    done = subprocess.run(command, env=live_environment, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == [f"Deleted 0 {thing}." for thing in CLEARED]
    assert done.stderr == ""


def test_without_the_storage_nothing_is_cleared(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    # given an upload whose day is over, and a storage that does not answer
    async def fails(*_: object) -> None:
        raise storage.FilesError("gone")

    send(service, TABLE.encode(), CSV)
    service.clock.instant += DAY
    monkeypatch.setattr(storage.Files, "delete", fails)
    # when it is to be cleared, then its row stays, so that its bytes are found another time
    with pytest.raises(storage.FilesError):
        call(service, uploads.clear_uploads, service.app.state.endpoint.house)
    assert len(kept(service)) == 1
