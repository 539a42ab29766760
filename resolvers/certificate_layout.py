"""The rows of a file of certificates of one kind: whose each is, and its fields by their names in `feedCertificate`."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.certificates import CERTIFICATES
from models.codes.certificates import CertificateKind
from models.codes.fed import FedKind
from models.numbers import ANY_INSURED_NUMBER
from permissions.certificates import certificate_faults, columns_of
from permissions.fed import schema_name
from permissions.information import Information
from resolvers.cells import CellWrong, read_cell
from resolvers.certificates import complete
from resolvers.entries import Entry
from resolvers.sheets import Columns
from resolvers.staging import Shelf, written

NUMBER = "insuredNumber"


@dataclass(frozen=True)
class CertificateLayout:
    """Certificates of a kind, of people of one insurer."""

    kind: CertificateKind
    insurer_number: str
    information: Information = Information.CERTIFICATES

    @cached_property
    def columns(self) -> Columns:
        optional = [schema_name(name) for name, column in columns_of(self.kind).items() if column.nullable]
        required = [schema_name(name) for name, column in columns_of(self.kind).items() if not column.nullable]
        return Columns((NUMBER, *required), optional)

    @cached_property
    def shelves(self) -> Sequence[Shelf]:
        return (Shelf(CERTIFICATES[self.kind], FedKind[self.kind.name]),)

    @cached_property
    def _named(self) -> Mapping[str, Any]:
        """Name in the header, name in the table, and column."""
        return {schema_name(name): (name, column) for name, column in columns_of(self.kind).items()}

    def once(self, cells: Mapping[str, str]) -> object:
        """Somebody may have got two certificates of a kind."""
        return None

    def entry(self, line: int, cells: Mapping[str, str], today: datetime.date) -> Entry:
        entry, values = Entry(line), {}
        if ANY_INSURED_NUMBER.fullmatch(cells[NUMBER]):
            entry.numbers = (self.insurer_number, cells[NUMBER])
        else:
            message = "介護保険被保険者番号は10桁、またはHと9桁です。"
            entry.fault("INSURED_NUMBER_WRONG", message, NUMBER)
        for header, (name, column) in self._named.items():
            if text := cells.get(header, ""):
                try:
                    values[name] = read_cell(column, text)
                except CellWrong as wrong:
                    entry.fault(wrong.code, wrong.message, header)
        unread = {wrong.column for wrong in entry.wrong}
        for fault in certificate_faults(self.kind, values, ()):
            if fault.path[-1] not in unread:
                entry.fault(fault.code, fault.message, fault.path[-1])
        if not entry.wrong:
            entry.rows = ((self.shelves[0], written(complete(self.kind, values))),)
        return entry
