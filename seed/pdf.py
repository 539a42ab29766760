"""Tiny valid PDFs, made here, that stand for scanned papers.

There are two for everybody, one a kind of paper: a million people would otherwise need a million files, and what is
written on an invented paper tells nobody anything.
"""

import asyncio
import io
from dataclasses import dataclass

from models.files import Files, FilesError


@dataclass(frozen=True)
class Paper:
    """A paper: its name in the storage, and its bytes."""

    file: str
    content: bytes


def put_papers(files: Files) -> None:
    """Write the papers into the storage, where they are not there yet.

    Raises:
        FilesError: it cannot be written to.
    """
    for paper in (SURVEY, OPINION):
        asyncio.run(_put(files, paper))


async def _put(files: Files, paper: Paper) -> None:
    try:
        await files.size(paper.file)
    except FilesError:
        await files.put(paper.file, io.BytesIO(paper.content))


def pdf(title: str) -> bytes:
    """One page (A4) with a line of text; ASCII only, because it brings no font."""
    stream = f"BT /F1 18 Tf 72 770 Td ({title}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + head + tail


SURVEY = Paper("fil_ninteichousahyou", pdf("Survey for certification (demo)"))
OPINION = Paper("fil_shujiiikensho", pdf("Opinion of the doctor (demo)"))
