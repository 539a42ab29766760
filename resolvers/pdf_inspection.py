"""A program of its own: looks through the PDF on standard input and prints what is wrong with it, if anything is.

Reading a hostile file can take for ever or fill the memory, so it happens where that harms nobody (file_content.py).
Two looks: at the names in the raw bytes, which also finds what no table of contents mentions, and at every object,
which also finds what is compressed. Streams of content stay as they are; only tables and objects are unpacked.
"""

import re
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from pypdf import PdfReader, overwrite_configuration
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

MEMORY = 768 * 1024 * 1024
UNPACKED = 32 * 1024 * 1024
"""Bytes a compressed table may unpack to."""

WRONG = {
    "ENCRYPTED": {"/Encrypt"},
    "SCRIPT": {"/JavaScript", "/JS", "/XFA", "/Rendition", "/3D", "/OnInstantiate"},
    "LAUNCH": {"/Launch", "/SubmitForm", "/ImportData", "/GoToR"},
    "EMBEDDED_FILE": {"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FileAttachment", "/GoToE", "/RichMedia"},
}
"""The names (ISO 32000) by which something is wrong."""
NAME = re.compile(rb"/[A-Za-z0-9#]{4,64}")
"""Shorter ones (/JS) also come about by chance, among the bytes of a picture; in objects they are found anyway."""
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def wrong(file: BinaryIO) -> str:
    """The first thing that is wrong, "" for nothing. Raises what pypdf raises for a file it cannot read."""
    content = file.read()
    if found := _named(set(_raw_names(content))):
        return found
    file.seek(0)
    reader = PdfReader(file)
    if len(reader.pages) == 0:
        raise ValueError("no pages")
    return _named(set(_names(reader.trailer)) | {name for each in _objects(reader) for name in _names(each)})


def _named(names: set[str]) -> str:
    return next((what for what, those in WRONG.items() if not names.isdisjoint(those)), "")


def _raw_names(content: bytes) -> Iterator[str]:
    """Every name as it is meant: /J#53 is /JS."""
    for found in set(NAME.findall(content)):
        yield ESCAPED.sub(lambda code: bytes.fromhex(code[1].decode()), found).decode("latin-1")


def _objects(reader: PdfReader) -> Iterator[object]:
    """Every object there is a place for, whether the document leads to it or not."""
    places = [(number, generation) for generation, found in reader.xref.items() for number in found]
    for number, generation in [*places, *((number, 0) for number in reader.xref_objStm)]:
        yield reader.get_object(IndirectObject(number, generation, reader))


def _names(value: object) -> Iterator[str]:
    """The names in an object, as keys and as values; what it refers to is an object of its own."""
    if isinstance(value, NameObject):
        yield str(value)
    elif isinstance(value, DictionaryObject):
        for key, held in value.items():
            yield str(key)
            yield from _names(held)
    elif isinstance(value, ArrayObject):
        for held in value:
            yield from _names(held)


if __name__ == "__main__":
    with suppress(ValueError, OSError):  # not every system limits memory
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    overwrite_configuration(zlib_maximum_output_length=UNPACKED)
    print(wrong(sys.stdin.buffer), end="")
