"""What a file is, told by its bytes alone: PDF, PNG, JPEG or CSV, whole, and safe to hand on."""

import asyncio
import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from permissions.request_errors import FileRefused, WrongMediaType

PDF, PNG, JPEG, CSV = "application/pdf", "image/png", "image/jpeg", "text/csv"
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    CSV: (".csv",),
}
"""What is taken, and how names of it end."""

PNG_HEAD, PNG_END = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0\0\0\0IEND\xaeB`\x82"
JPEG_HEAD, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
PDF_HEAD, PDF_END, PDF_TAIL = b"%PDF-", b"%%EOF", 1024
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\uf8f0-\uf8f3]")
"""What no text has; Python reads bytes that Shift_JIS does not know as the last four of them."""

INSPECTION = Path(__file__).with_name("pdf_inspection.py")
SECONDS = 10
"""An ordinary paper is looked through in half a second."""
INSPECTORS = ThreadPoolExecutor(2, thread_name_prefix="pdf-inspection")
"""Each waits for a process that may take a whole processor, so there are few, and nobody else waits for them."""
CSV_HINT = "空でないか、引用符が閉じているかを確かめて、UTF-8 または Shift_JIS で保存し直してください。"
UNREADABLE = "UNREADABLE"
HARMFUL: Mapping[str, str] = {
    "ENCRYPTED": "暗号化（パスワード保護）されたPDFは受け付けられません。保護を外して送ってください。",
    "SCRIPT": "スクリプトを含むPDFは受け付けられません。印刷またはスキャンし直したPDFを送ってください。",
    "LAUNCH": "他のプログラムなどを呼び出すPDFは受け付けられません。印刷またはスキャンし直したPDFを送ってください。",
    "EMBEDDED_FILE": "ファイルが埋め込まれたPDFは受け付けられません。埋め込みを外して送ってください。",
    UNREADABLE: "PDFを読み取れません。壊れていないか確認して、作成し直したPDFを送ってください。",
}
"""Why a PDF is refused, and what to do."""


async def require_content(file: BinaryIO, declared: str) -> None:
    """Make sure that a file is what it is declared to be, and that a PDF holds nothing but pages.

    Raises:
        WrongMediaType: it is something else, or cut off.
        FileRefused: a PDF with scripts, actions that leave it, embedded files or encryption, or one nobody can read.
    """
    if await asyncio.to_thread(media_type_of, file) != declared:
        hint = CSV_HINT if declared == CSV else ""
        raise WrongMediaType(f"ファイルの内容が {declared} ではないか、途中で切れています。{hint}")
    if declared == PDF:
        found = await asyncio.get_running_loop().run_in_executor(INSPECTORS, _inspected, file)
        if found:
            raise FileRefused(HARMFUL[found], reason=found)


def media_type_of(file: BinaryIO) -> str | None:
    """The media type of a whole file, None where it is none that is taken or does not end as it should.

    A file that is one thing at its head and another at its tail is none.
    """
    content = _content(file)
    for kind, fits in KINDS.items():
        if fits(content):
            return kind
    return None


def _pdf(content: bytes) -> bool:
    return content.startswith(PDF_HEAD) and PDF_END in content[-PDF_TAIL:]


def _png(content: bytes) -> bool:
    return content.startswith(PNG_HEAD) and content.endswith(PNG_END)


def _jpeg(content: bytes) -> bool:
    return content.startswith(JPEG_HEAD) and content.endswith(JPEG_END)


def _csv(content: bytes) -> bool:
    """Text without control characters, in UTF-8 or as Windows writes Shift_JIS, that can be read as a table."""
    if content.startswith((PDF_HEAD, b"\xff\xfe", b"\xfe\xff")):
        return False
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not CONTROL.search(text) and _table(text)
    return False


def _table(text: str) -> bool:
    try:
        return any(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return False


KINDS: Mapping[str, Callable[[bytes], bool]] = {PDF: _pdf, PNG: _png, JPEG: _jpeg, CSV: _csv}


def _content(file: BinaryIO) -> bytes:
    file.seek(0)
    content = file.read()
    file.seek(0)
    return content


def _inspected(file: BinaryIO) -> str:
    """What is wrong with a PDF, "" for nothing; looked through in a process of its own, which may not last."""
    try:
        done = subprocess.run(  # noqa: S603 - a file of ours, without arguments
            [sys.executable, "-I", str(INSPECTION)],
            stdin=file,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError:
        return UNREADABLE
    finally:
        file.seek(0)
    found = done.stdout.decode()
    return found if found in HARMFUL or not found else UNREADABLE
