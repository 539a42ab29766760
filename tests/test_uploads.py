"""POST /uploads: a file is taken when it is what it is said to be, small enough, and harmless."""

import hashlib
import struct
import zlib
from urllib.parse import quote

import pytest

from resolvers import file_content
from seed.pdf import SURVEY
from tests.pdfs import HARMFUL, HARMLESS
from tests.service import Service
from tests.uploading import CSV, JPEG, PDF, PNG, SEEDED, TABLE, folder, kept, nothing_is_kept, send


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PICTURE = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xda\x00\x00\xff\xd9"
TAKEN = {
    "csv, UTF-8": (CSV, TABLE.encode()),
    "csv, UTF-8 with its mark": (CSV, TABLE.encode("utf-8-sig")),
    "csv, Shift_JIS": (CSV, TABLE.encode("shift_jis")),
    "csv, Shift_JIS as Windows writes it": (CSV, "①,髙\r\n".encode("cp932")),
    "png": (PNG, PICTURE),
    "jpeg": (JPEG, PHOTO),
    **{f"pdf, {words}": (PDF, content) for words, content in HARMLESS.items()},
}
NOT_WHAT_IT_IS_SAID_TO_BE = {
    "a picture as a paper": (PDF, PICTURE),
    "a paper as a picture": (PNG, SURVEY.content),
    "a paper as a table": (CSV, SURVEY.content),
    "a photo as a picture": (PNG, PHOTO),
    "a page of the web as a paper": (PDF, b"<!doctype html><script>alert(1)</script>%%EOF"),
    "another picture": (PNG, b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
    "a program": (PDF, b"MZ\x90\x00%PDF-1.4 %%EOF"),
    "a paper cut off": (PDF, SURVEY.content[:-100]),
    "a picture cut off": (PNG, PICTURE[:-1]),
    "a photo cut off": (JPEG, PHOTO[:-1]),
    "a picture with an archive behind it": (PNG, PICTURE + b"PK\x05\x06" + bytes(18)),
    "a photo with a page behind it": (JPEG, PHOTO + b"<script>"),
    "a paper with something behind it": (PDF, SURVEY.content + bytes(1024)),
    "text in UTF-16": (CSV, TABLE.encode("utf-16")),
    "text in neither encoding": (CSV, b"1,\x81\x20\r\n"),
    "bytes that Shift_JIS does not know": (CSV, b"1,\xfd\x80\r\n"),
    "a table with a zero byte": (CSV, b"1,2\x00\r\n"),
    "a table with an escape": (CSV, b"1,\x1b[31m2\r\n"),
    "a table with an open quote": (CSV, b'1,"2\r\n'),
    "a table of nothing": (CSV, b"\xef\xbb\xbf"),
}
NOT_TAKEN = (
    "text/html",
    "image/svg+xml",
    "application/octet-stream",
    "multipart/form-data; boundary=x",
    "text/plain",
    "",
)
NAMES = {
    "": "file.pdf",
    "attachment": "file.pdf",
    'attachment; filename="survey.pdf"': "survey.pdf",
    'attachment; filename="../../etc/passwd"': "passwd.pdf",
    "attachment; filename*=UTF-8''" + quote("調査票 (1).PDF"): "調査票 (1).pdf",
    "attachment; filename*=UTF-8''" + quote("C:\\papers\\..\\意見書.pdf"): "意見書.pdf",
    "attachment; filename*=UTF-8''" + quote("/a/b/.."): "file.pdf",
    "attachment; filename*=UTF-8''" + quote("a\r\nSet-Cookie: b=c.pdf"): "a Set-Cookie: b=c.pdf",
    "attachment; filename*=UTF-8''" + quote("a\0b\x7f\x1b.pdf"): "ab.pdf",
    "attachment; filename*=UTF-8''" + quote("\u202efdp.exe"): "fdp.exe.pdf",
    "attachment; filename*=UTF-8''" + quote("か\u3099.pdf"): "が.pdf",
    "attachment; filename*=UTF-8''" + quote("。" * 300 + ".pdf"): "。" * 76 + ".pdf",
    "attachment; filename*=UTF-8''%FF%FE.pdf": "\ufffd\ufffd.pdf",
    "attachment; filename*=UTF-8''.pdf": "file.pdf",
    "attachment; filename*=punycode''a.pdf": "file.pdf",
}


@pytest.mark.parametrize("words", TAKEN)
def test_a_file_is_kept_whole(service: Service, words: str) -> None:
    # when a file is sent that is what it is said to be
    media_type, content = TAKEN[words]
    answer = send(service, content, media_type)
    # then its handle, its size, its type and its hash are told, and its bytes are on the disk under another name
    [row] = kept(service)
    digest = hashlib.sha256(content).hexdigest()
    assert answer.status == 201
    assert answer.body == {"handle": row.id, "size": len(content), "type": media_type, "sha256": digest}
    assert (row.at, row.byte_count, row.sha256, row.stored, row.used) == (
        service.clock.instant, len(content), digest, True, False
    )  # fmt: skip
    assert (folder(service) / row.file).read_bytes() == content
    assert {path.name for path in folder(service).iterdir()} == {*SEEDED, row.file}


@pytest.mark.parametrize("words", NOT_WHAT_IT_IS_SAID_TO_BE)
def test_a_file_that_is_something_else_is_refused(service: Service, words: str) -> None:
    # when a file is sent that is not what it is said to be, or not all of it
    media_type, content = NOT_WHAT_IT_IS_SAID_TO_BE[words]
    answer = send(service, content, media_type)
    # then it is refused and nothing is kept
    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])
    assert nothing_is_kept(service)


@pytest.mark.parametrize("media_type", NOT_TAKEN)
def test_other_kinds_of_files_are_refused(service: Service, media_type: str) -> None:
    # when a file is sent as something that is not taken, by whatever name
    answer = send(service, SURVEY.content, media_type)
    # then it is refused and nothing is kept
    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])
    assert nothing_is_kept(service)


def test_a_packed_body_is_refused(service: Service) -> None:
    # when a body is sent that would have to be unpacked first
    headers = {"Content-Type": PDF, "Content-Encoding": "gzip", "Authorization": f"Bearer {service.token('hachiro')}"}
    response = service.client.post("/uploads", content=SURVEY.content, headers=headers)
    # then it is refused and nothing is kept
    assert response.status_code == 415
    assert nothing_is_kept(service)


@pytest.mark.parametrize("words", HARMFUL)
def test_a_harmful_paper_is_refused(service: Service, words: str) -> None:
    # when a PDF is sent that does more than show pages, or that nobody can look through
    reason, content = HARMFUL[words]
    answer = send(service, content)
    # then it is refused with the reason and nothing is kept
    assert (answer.status, answer.codes) == (422, ["FILE_REFUSED"])
    assert answer.errors[0]["extensions"]["reason"] == reason
    assert nothing_is_kept(service)


def test_a_paper_that_takes_too_long_to_look_through_is_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given hardly any time
    monkeypatch.setattr(file_content, "SECONDS", 0.01)
    # when a paper is sent, then it is refused and nothing is kept
    answer = send(service, SURVEY.content)
    assert (answer.status, answer.errors[0]["extensions"]["reason"]) == (422, "UNREADABLE")
    assert nothing_is_kept(service)


@pytest.mark.parametrize("disposition", NAMES)
def test_a_name_is_kept_as_clean_text(service: Service, disposition: str) -> None:
    # when a file is sent under a name, then it is kept under what may be shown of the name
    assert send(service, SURVEY.content, disposition=disposition).status == 201
    [row] = kept(service)
    assert row.name == NAMES[disposition]


def test_the_door_takes_nothing_else(service: Service) -> None:
    for method in ("GET", "PUT", "DELETE"):
        response = service.client.request(method, "/uploads")
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
