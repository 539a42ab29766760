"""A CSV file as rows: its encoding told by its content, one line of names, and the line where each row begins."""

import codecs
import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

MOST_ROWS = 200_000
CHUNK = 1024 * 1024
LONGEST_NAME = 60
"""Signs that are told of the name of a column that is none."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a file, by line and column."""

    line: int
    column: str | None
    code: str
    message: str


class SheetWrong(Exception):
    """A file none of whose rows can be read, with everything that stands in the way."""

    def __init__(self, faults: Sequence[Wrong]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Line:
    """A row: the line it begins at, and its cells by column; None where they are more or fewer than the columns."""

    number: int
    cells: Mapping[str, str] | None


@dataclass(frozen=True)
class Columns:
    """The names a header may have, in any order; those that are required must be there."""

    required: Sequence[str]
    optional: Sequence[str]


def lines_of(file: BinaryIO, columns: Columns) -> Iterator[Line]:
    """The rows of a file, one at a time, blank lines left out.

    Raises:
        SheetWrong: it is no table of these columns, has no row, or too many; before a row is given.
    """
    encoding = encoding_of(file)
    _require_rows(file, encoding)
    rows = _rows(file, encoding)
    _, header = next(rows)
    _require_header(header, columns)
    return (
        Line(number, dict(zip(header, cells, strict=True)) if len(cells) == len(header) else None)
        for number, cells in rows
    )


def encoding_of(file: BinaryIO) -> str:
    """UTF-8, with or without its mark, or else Shift_JIS as Windows writes it (MS932)."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(CHUNK):
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8-sig"


def _rows(file: BinaryIO, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins at."""
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    line = 1
    # The descriptor stays open: whoever opened the file closes it.
    with open(file.fileno(), encoding=encoding, newline="", closefd=False) as text:
        reader = csv.reader(text, strict=True)
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            wrong = Wrong(line, None, "CSV_WRONG", "CSVとして読めません。引用符を確かめてください。")
            raise SheetWrong([wrong]) from None


def _require_rows(file: BinaryIO, encoding: str) -> None:
    found = sum(1 for _ in islice(_rows(file, encoding), MOST_ROWS + 2)) - 1
    if found < 1:
        raise SheetWrong([Wrong(1, None, "ROWS_MISSING", "見出しの行と、一行以上のデータが必要です。")])
    if found > MOST_ROWS:
        message = f"一度に送れるのは{MOST_ROWS:,}行までです。分けて送ってください。"
        raise SheetWrong([Wrong(1, None, "ROWS_TOO_MANY", message)])


def _require_header(header: Sequence[str], columns: Columns) -> None:
    known = (*columns.required, *columns.optional)
    wrong = [(name, "COLUMN_UNKNOWN", "この項目はありません。") for name in header if name not in known]
    wrong += [(name, "COLUMN_TWICE", "この項目が二度あります。") for name in known if header.count(name) > 1]
    wrong += [(name, "COLUMN_MISSING", "この項目が必要です。") for name in columns.required if name not in header]
    if wrong:
        raise SheetWrong([Wrong(1, name[:LONGEST_NAME], code, message) for name, code, message in wrong])
