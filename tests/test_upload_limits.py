"""POST /uploads: who may send files, how large and how many, and what happens when there is no room for them."""

import datetime
import select
import socket
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from urllib.parse import urlparse

import pytest

from models import files as storage
from resolvers.uploads import MOST_BYTES
from seed.pdf import SURVEY
from tests.service import Service
from tests.uploading import CSV, PDF, TABLE, folder, kept, nothing_is_kept, send

SECOND = datetime.timedelta(seconds=1)
DAY = datetime.timedelta(hours=24)


def test_the_largest_file_and_one_byte_more(service: Service) -> None:
    # given a table of twenty MiB
    table = b"1,2\n" * (MOST_BYTES // 4)
    assert len(table) == MOST_BYTES
    # when it is sent, then it is taken; with one byte more it is not
    assert send(service, table, CSV).body["size"] == MOST_BYTES
    answer = send(service, table + b"\n", CSV)
    assert (answer.status, answer.codes) == (413, ["PAYLOAD_TOO_LARGE"])
    assert len(kept(service)) == 1
    # and an empty one is not taken either
    assert send(service, b"", CSV).status == 400
    assert len(kept(service)) == 1


@pytest.mark.parametrize(("announced", "most"), [(True, 0), (False, 25)])
def test_too_large_a_body_is_refused_before_its_end(
    live_server: str, live_token: str, announced: bool, most: int
) -> None:
    # given a body of a gigabyte, whose size is told beforehand or not
    address, piece = urlparse(live_server), b"%x\r\n%b\r\n" % (1024 * 1024, bytes(1024 * 1024))
    length = f"Content-Length: {1024**3}" if announced else "Transfer-Encoding: chunked"
    head = f"POST /uploads HTTP/1.1\r\nHost: a\r\nContent-Type: {PDF}\r\nAuthorization: Bearer {live_token}\r\n{length}\r\n"
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as connection:
        # when its beginning is sent, piece by piece, until the service has had enough
        connection.sendall(head.encode() + b"\r\n")
        sent = 0
        while sent <= most and not select.select([connection], [], [], 0 if sent < most else 5)[0]:
            connection.sendall(piece)
            sent += 1
        # then that is when it must be
        assert sent <= most
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


MAY = ("hachiro", "care-manager", "clerk", "partner", "clinic-doctor", "municipal")
MAY_NOT = ("nurse", "care-worker", "office-user", "board-member", "dealer")


@pytest.mark.parametrize("user", MAY)
def test_whoever_may_do_something_with_files_may_send_them(service: Service, user: str) -> None:
    assert send(service, SURVEY.content, user=user).status == 201


@pytest.mark.parametrize("user", MAY_NOT)
def test_whoever_may_do_nothing_with_files_may_not(service: Service, user: str) -> None:
    # when a file is sent by an account that may do nothing that takes one; it is not even looked at
    answer = send(service, b"", "text/html", user=user)
    # then it is refused and nothing is kept
    assert (answer.status, answer.codes) == (403, ["FORBIDDEN"])
    assert nothing_is_kept(service)


def test_nobody_sends_files_without_a_session(service: Service) -> None:
    answer = send(service, b"", "text/html", user=None)
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    wrong = service.client.post("/uploads", content=b"", headers={"Authorization": "Bearer unknown"})
    assert (wrong.status_code, wrong.content) == (401, answer.content)
    assert nothing_is_kept(service)


def test_an_account_may_bring_so_many_files_a_day(open_service: Callable[..., Service]) -> None:
    # given that two are allowed
    service = open_service(upload_files_a_day=2)
    begun = service.clock.instant
    assert [send(service, TABLE.encode(), CSV).status for _ in range(2)] == [201, 201]
    # when a third is sent a second before the day is over, then it is refused and nothing of it is kept
    service.clock.instant = begun + DAY - SECOND
    headers = {"Content-Type": CSV, "Authorization": f"Bearer {service.token('hachiro')}"}
    answer = service.client.post("/uploads", content=TABLE.encode(), headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert answer.json()["errors"][0]["extensions"]["code"] == "QUOTA_EXCEEDED"
    assert len(kept(service)) == 2
    assert len(list(folder(service).iterdir())) == 4
    # and another account is not concerned, and when the day is over it is taken
    assert send(service, TABLE.encode(), CSV, user="care-manager").status == 201
    service.clock.instant = begun + DAY
    assert send(service, TABLE.encode(), CSV).status == 201


def test_an_account_may_bring_so_much_a_day(open_service: Callable[..., Service]) -> None:
    # given room for the table twice, but for a byte
    table = TABLE.encode()
    service = open_service(upload_bytes_a_day=2 * len(table) - 1)
    # when it is sent twice, then once it is taken
    assert [send(service, table, CSV).status for _ in range(2)] == [201, 429]
    assert send(service, table[:-1], CSV).status == 201
    assert len(kept(service)) == 2


def test_files_sent_at_once_are_counted_one_after_the_other(open_service: Callable[..., Service]) -> None:
    # given that two are allowed
    service = open_service(upload_files_a_day=2)
    service.token("hachiro")
    # when eight are sent at the same time, day after day, then two are taken each day
    for day in range(1, 6):
        with ThreadPoolExecutor(8) as senders:
            statuses = list(senders.map(lambda _: send(service, TABLE.encode(), CSV).status, range(8)))
        assert sorted(statuses) == [201] * 2 + [429] * 6
        assert len(kept(service)) == 2 * day
        service.clock.instant += DAY


def test_without_the_storage_nothing_is_taken(service: Service) -> None:
    # given that the folder is gone and something else stands in its place
    place = folder(service)
    place.rename(place.with_name("away"))
    place.write_text("")
    # when a file is sent
    answer = send(service, SURVEY.content)
    # then it is said that there is no storage, and there is no handle that works
    assert (answer.status, answer.codes) == (503, ["FILE_UNAVAILABLE"])
    assert str(place) not in answer.content.decode()
    assert [row for row in kept(service) if row.stored] == []
    # and when the folder is back, it is taken
    place.unlink()
    place.with_name("away").rename(place)
    assert send(service, SURVEY.content).status == 201


def test_what_did_not_reach_the_disk_is_not_there(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a disk that takes the bytes and then does not keep them
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "sync", full)
    # when a file is sent, then it is refused, and neither row nor bytes are left
    answer = send(service, SURVEY.content)
    assert (answer.status, answer.codes) == (503, ["FILE_UNAVAILABLE"])
    assert nothing_is_kept(service)


def test_a_file_there_is_no_room_to_receive(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    # given that the disk on which files are received is full
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: FileIO("/dev/full", "r+"))
    # when a file is sent, then it is refused and nothing is kept
    answer = send(service, SURVEY.content)
    assert (answer.status, answer.codes) == (503, ["FILE_UNAVAILABLE"])
    assert nothing_is_kept(service)
