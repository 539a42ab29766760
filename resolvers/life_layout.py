"""The rows of a file of LIFE: a person and a month each, with as many of the four scales as have something in them.

A column is called as in `feedLife`, one of a scale with the scale before it: `barthelIndex.feedingPoints`.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from permissions.fed import schema_name
from permissions.information import Information
from permissions.life import SCALES, FedRecord, Scale, record_faults
from resolvers.cells import CellWrong, read_code, read_day, read_month, read_number
from resolvers.entries import Entry
from resolvers.life import SHELVES, contents
from resolvers.sheets import Columns

VERSION, VERSIONS = "interfaceVersion", ("3.00", "3.10")
"""Of the interface of LIFE, where it is told (domain.md section 8)."""
HEAD = ("insurerNumber", "insuredNumber", "month", "registeredOn")


def column(scale: str, name: str) -> str:
    """The column of an item of a scale, of its points, or of the total; a scale of one item is a column itself."""
    return f"{schema_name(scale)}.{schema_name(name)}" if SCALES[scale].points else schema_name(scale)


COLUMNS = Columns(HEAD, (VERSION, *(column(name, it) for name in SCALES for it in SCALES[name].columns)))


class LifeLayout:
    """Records of LIFE."""

    columns = COLUMNS
    shelves = tuple(SHELVES.values())
    information = Information.LIFE

    def once(self, cells: Mapping[str, str]) -> object:
        return tuple(cells[name] for name in HEAD[:3])

    def entry(self, line: int, cells: Mapping[str, str], today: datetime.date) -> Entry:
        entry = Entry(line)
        read = _Reading(cells, entry)
        if cells.get(VERSION, "") not in ("", *VERSIONS):
            entry.fault("VERSION_WRONG", f"インターフェースの版は{'か'.join(VERSIONS)}です。", VERSION)
        month, registered_on = read.value("month", read_month), read.value("registeredOn", read_day)
        scales = dict(read.scales())
        if month is None or registered_on is None or entry.wrong:
            return entry
        record = FedRecord(cells["insurerNumber"], cells["insuredNumber"], month, registered_on, scales)
        for fault in record_faults(record, today):
            entry.fault(fault.code, fault.message, ".".join(fault.path) or None)
        if record.well_numbered:
            entry.numbers = record.numbers
        if not entry.wrong:
            entry.rows = tuple(contents(record))
        return entry


@dataclass
class _Reading:
    cells: Mapping[str, str]
    entry: Entry

    def value(self, name: str, read: Callable[[str], Any], *, optional: bool = False) -> Any:
        """The value of a cell; None where it is empty, which is a fault unless it is optional, or holds none."""
        text = self.cells.get(name, "")
        if not text:
            if not optional:
                self.entry.fault("VALUE_MISSING", "値を書いてください。", name)
            return None
        try:
            return read(text)
        except CellWrong as wrong:
            self.entry.fault(wrong.code, wrong.message, name)
            return None

    def scales(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """What is said of each scale that has something in it; of one that has, every item must be said."""
        for name, scale in SCALES.items():
            if any(self.cells.get(column(name, it)) for it in scale.columns):
                yield name, dict(self._told(name, scale))

    def _told(self, name: str, scale: Scale) -> Iterator[tuple[str, Any]]:
        for it in scale.columns:
            where = column(name, it)
            if it in scale.items:
                values = scale.items[it]
                yield it, self.value(where, lambda text, values=values: read_code(values, text))  # type: ignore[misc]
            else:
                yield it, self.value(where, read_number, optional=True)
