"""The storage of files: a folder or a bucket, the same to whoever uses it."""

import asyncio
import io
import os
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import pytest

from models.files import Files, FilesError
from models.settings import SettingsError
from seed.pdf import SURVEY, put_papers
from tests.opening import fetch, papers, ticket
from tests.service import Service
from tests.uploading import CSV, TABLE, kept, send

Result = TypeVar("Result")


@dataclass
class Bucket:
    """A bucket that speaks as much of S3 as is needed; `failing` is the status it answers everything with."""

    objects: dict[str, bytes] = field(default_factory=dict)
    failing: int | None = None
    asked: list[str] = field(default_factory=list)
    address: str = ""


@contextmanager
def served(bucket: Bucket) -> Iterator[None]:
    """The bucket at an address of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("content-length") or 0))
            bucket.asked.append(f"{self.command} {self.path}")
            status, body = (bucket.failing, b"") if bucket.failing else self.done(sent)
            self.send_response(status)
            self.send_header("ETag", '"1"')
            self.send_header("Last-Modified", "Mon, 15 Dec 2025 00:00:00 GMT")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def done(self, sent: bytes) -> tuple[int, bytes]:
            signed = self.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 Credential=key/")
            if not signed or not self.path.startswith("/papers"):
                return 403, b""
            if self.command == "PUT":
                if self.headers.get("if-none-match") == "*" and self.path in bucket.objects:
                    return 412, b""
                bucket.objects[self.path] = sent
                return 200, b""
            if self.command == "POST":
                name = sent.decode().partition("<Key>")[2].partition("</Key>")[0]
                bucket.objects.pop(f"/papers/{name}", None)
                return 200, f"<DeleteResult><Deleted><Key>{name}</Key></Deleted></DeleteResult>".encode()
            found = bucket.objects.get(self.path)
            return (404, b"") if found is None else (200, found)

        do_GET = do_HEAD = do_PUT = do_POST = answer  # noqa: N815 - the server calls them so

        def log_message(self, format: str, *arguments: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        bucket.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A bucket, named by the usual variables."""
    made = Bucket()
    with served(made):
        settings = {"ENDPOINT_URL": made.address, "ALLOW_HTTP": "true", "ACCESS_KEY_ID": "key"}
        for name, value in {**settings, "SECRET_ACCESS_KEY": "secret", "REGION": "local"}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield made


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """The storage in both its forms."""
    if request.param == "folder":
        return Files(str(tmp_path / "deep" / "files"))
    request.getfixturevalue("bucket")
    return Files("s3://papers/of/2025")


def done(work: Awaitable[Result]) -> Result:
    async def waited() -> Result:
        return await work

    return asyncio.run(waited())


async def read(files: Files, name: str) -> tuple[int, bytes]:
    opened = await files.open(name)
    return opened.size, b"".join([bytes(chunk) async for chunk in opened.chunks])


def test_what_is_put_is_there(files: Files) -> None:
    # given a file of several pieces
    content = os.urandom(3 * 1024 * 1024 + 7)
    # when it is put, then it is there, whole
    done(files.put("fil_a", io.BytesIO(content)))
    assert done(files.size("fil_a")) == len(content)
    assert done(read(files, "fil_a")) == (len(content), content)


def test_a_name_is_written_once(files: Files) -> None:
    # given a file, when another is put under its name, then it is refused and the first stays
    done(files.put("fil_a", io.BytesIO(b"first")))
    with pytest.raises(FilesError):
        done(files.put("fil_a", io.BytesIO(b"other")))
    assert done(read(files, "fil_a")) == (5, b"first")


def test_what_is_not_there_is_an_error_but_to_delete(files: Files) -> None:
    # given two files, when one is deleted together with one that is not there, then the other stays
    for name in ("fil_a", "fil_b"):
        done(files.put(name, io.BytesIO(b"content")))
    done(files.delete(["fil_c", "fil_a"]))
    for look in (files.size("fil_a"), files.open("fil_a")):
        with pytest.raises(FilesError):
            done(look)
    assert done(files.size("fil_b")) == 7


def test_what_was_left_of_writing_a_file_goes_with_it(tmp_path: Path) -> None:
    # given what a process left that ended while it wrote a file, and another file
    files = Files(str(tmp_path / "files"))
    done(files.put("fil_b", io.BytesIO(b"content")))
    for name in ("fil_a#1", "fil_a#2", "fil_b#1"):
        (tmp_path / "files" / name).write_bytes(b"con")
    # when the file is deleted, then nothing of it is left, and all of the other
    done(files.delete(["fil_a"]))
    assert {path.name for path in (tmp_path / "files").iterdir()} == {"fil_b", "fil_b#1"}


def test_no_name_leads_out_of_the_storage(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    files = Files(str(tmp_path / "files"))
    done(files.put("fil_a", io.BytesIO(b"a")))
    with pytest.raises((FilesError, ValueError)):
        done(files.open("../secret"))


def test_a_folder_keeps_what_it_says_it_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a look at what is synced to the disk, and with how much in it
    synced: list[tuple[str, int]] = []
    sync = os.fsync

    def noted(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append((path.name, path.stat().st_size if path.is_file() else -1))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    # when a file is put, then it is synced when all of it is there, and then the folder that names it
    done(Files(str(tmp_path / "files")).put("fil_a", io.BytesIO(b"content")))
    assert synced == [("fil_a", 7), ("files", -1)]
    # and nobody else may look into it
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700


def test_a_folder_is_tried_before_the_start(tmp_path: Path) -> None:
    # given a file where the folder should be, when the service starts, then it says which setting is wrong
    (tmp_path / "files").write_text("")
    with pytest.raises(SettingsError, match="KAIGO_FILES is wrong: "):
        Files(str(tmp_path / "files")).require()
    Files(str(tmp_path / "other")).require()
    assert list((tmp_path / "other").iterdir()) == []
    Files("s3://papers").require()


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_bucket_that_fails_is_an_error_and_soon(bucket: Bucket, status: int) -> None:
    # given a bucket that answers with errors, when it is used, then that is said after a few tries
    bucket.failing = status
    files = Files("s3://papers")
    for use in (files.put("fil_a", io.BytesIO(b"a")), files.open("fil_a"), files.size("fil_a")):
        with pytest.raises(FilesError):
            done(use)
    assert 3 <= len(bucket.asked) <= 9
    assert bucket.objects == {}


def test_the_service_keeps_its_files_in_a_bucket(bucket: Bucket, open_service: Callable[..., Service]) -> None:
    # given a service whose storage is a bucket, with the papers of the demo in it
    place = "s3://papers/kaigo"
    put_papers(Files(place))
    put_papers(Files(place))
    assert len(bucket.objects) == 2
    service = open_service(files=place)
    # when a paper is opened and a file is sent, then they come from there and go there
    survey, _ = papers(service)
    assert fetch(service, ticket(service, survey)).content == SURVEY.content
    assert send(service, TABLE.encode(), CSV).status == 201
    [row] = kept(service)
    assert bucket.objects[f"/papers/kaigo/{row.file}"] == TABLE.encode()
    # and when the bucket fails, nothing is half done
    bucket.failing = 500
    answer = send(service, TABLE.encode(), CSV)
    assert (answer.status, answer.codes) == (503, ["FILE_UNAVAILABLE"])
    assert [row.stored for row in kept(service)] == [True, False]
