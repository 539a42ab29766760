"""PDFs for the tests, written by hand (ISO 32000): whole ones, harmful ones, and ones that would never end."""

import struct
import zlib
from collections.abc import Mapping

PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def _page(more: bytes = b"") -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] " + more + b" >>"


def _catalog(more: bytes = b"") -> bytes:
    return b"<< /Type /Catalog /Pages 2 0 R " + more + b" >>"


def plain(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, with a table of places as it was always written; 1 is the catalog."""
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    tail = b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        len(written),
    )
    return written + head + tail


def packed(*objects: bytes, padding: int = 0) -> bytes:
    """A PDF whose objects all lie in one compressed stream, as writers of today make it; `padding` swells it."""
    places, body = [], b""
    for number, each in enumerate(objects, start=1):
        places.append(b"%d %d" % (number, len(body)))
        body += each + b" "
    head = b" ".join(places) + b" "
    stream = zlib.compress(head + body + b" " * padding, 9)
    holder, table = len(objects) + 1, len(objects) + 2
    written = b"%PDF-1.5\n"
    entries = [(0, 0, 65535), *((2, holder, place) for place in range(len(objects)))]
    entries.append((1, len(written), 0))
    about = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(objects), len(head))
    written += b"%d 0 obj\n%b\nendobj\n" % (holder, _stream(about, stream))
    entries.append((1, len(written), 0))
    rows = b"".join(struct.pack(">BIH", *entry) for entry in entries)
    about = b"/Type /XRef /Size %d /W [1 4 2] /Root 1 0 R" % (table + 1)
    tail = b"\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + b"%d 0 obj\n%b\nendobj" % (table, _stream(about, rows)) + tail


def _stream(about: bytes, content: bytes) -> bytes:
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (about, len(content), content)


ACTION = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
LAUNCH = b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (calc.exe) >> >>]"
ATTACHED = b"/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>] >> >>"
ONE_PAGE = (_catalog(), PAGES, _page())

HARMLESS: Mapping[str, bytes] = {
    "plain": plain(*ONE_PAGE),
    "packed": packed(*ONE_PAGE),
    "opens at a page": plain(_catalog(b"/OpenAction [3 0 R /Fit]"), PAGES, _page()),
    "a link to a page of the web": plain(
        _catalog(),
        PAGES,
        _page(b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://a.example) >> >>]"),
    ),
    "a picture with the signs of short names": plain(*ONE_PAGE, _stream(b"", b"\x00/JS \x01/EF \x02/XFA ")),
}

HARMFUL: Mapping[str, tuple[str, bytes]] = {
    "a script on opening": ("SCRIPT", plain(_catalog(b"/OpenAction " + ACTION), PAGES, _page())),
    "a script in a compressed object": ("SCRIPT", packed(_catalog(b"/OpenAction 4 0 R"), PAGES, _page(), ACTION)),
    "a script nothing leads to": ("SCRIPT", plain(*ONE_PAGE, ACTION)),
    "a script no table mentions": ("SCRIPT", plain(*ONE_PAGE) + b"9 0 obj " + ACTION + b" endobj\n%%EOF\n"),
    "a script in disguise": ("SCRIPT", plain(*ONE_PAGE, ACTION.replace(b"/JavaScript", b"/#4aava#53cript"))),
    "a script by its short name alone": ("SCRIPT", packed(*ONE_PAGE, b"<< /S /X /JS (1) >>")),
    "a form of the kind that has scripts": ("SCRIPT", plain(_catalog(b"/AcroForm << /XFA [] >>"), PAGES, _page())),
    "a program to start": ("LAUNCH", plain(_catalog(), PAGES, _page(LAUNCH))),
    "a program to start, compressed": ("LAUNCH", packed(_catalog(), PAGES, _page(LAUNCH))),
    "a form that sends itself": ("LAUNCH", plain(*ONE_PAGE, b"<< /S /SubmitForm /F (https://a.example) >>")),
    "a file inside": ("EMBEDDED_FILE", plain(_catalog(ATTACHED), PAGES, _page(), _stream(b"", b"MZ"))),
    "a file inside, compressed": (
        "EMBEDDED_FILE",
        packed(_catalog(ATTACHED.replace(b"4 0 R", b"null")), PAGES, _page()),
    ),
    "encrypted": ("ENCRYPTED", plain(*ONE_PAGE, trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 >>")),
    "no pages": ("UNREADABLE", plain(_catalog(), b"<< /Type /Pages /Kids [] /Count 0 >>")),
    "a table that unpacks a thousandfold": ("UNREADABLE", packed(*ONE_PAGE, padding=64 * 1024**2)),
    "pages that contain themselves": ("UNREADABLE", plain(_catalog(), b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")),
    "brackets without end": ("UNREADABLE", plain(*ONE_PAGE, b"[" * 200_000)),
    "no table": ("UNREADABLE", b"%PDF-1.4\nnothing\n%%EOF\n"),
}
"""By what it is: why it is refused, and the file."""
