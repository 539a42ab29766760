"""What a row of a file that is fed says: whom it is about, what it tells, and what is wrong with it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from permissions.information import Information
from resolvers.numbered import Numbers
from resolvers.sheets import Columns, Wrong
from resolvers.staging import Shelf


@dataclass
class Entry:
    """A row: `rows` go to their tables where nothing is wrong with it."""

    line: int
    numbers: Numbers | None = None
    """None where they are wrong."""
    rows: Sequence[tuple[Shelf, Mapping[str, Any]]] = ()
    wrong: list[Wrong] = field(default_factory=list)

    def fault(self, code: str, message: str, column: str | None = None) -> None:
        self.wrong.append(Wrong(self.line, column, code, message))


class Layout(Protocol):
    """What the rows of a file are."""

    @property
    def columns(self) -> Columns:
        """What the header may name."""

    @property
    def shelves(self) -> Sequence[Shelf]:
        """Where rows go."""

    @property
    def information(self) -> Information:
        """What it is that they tell."""

    def once(self, cells: Mapping[str, str]) -> object:
        """What two rows of a file must not both be about; None where they may."""

    def entry(self, line: int, cells: Mapping[str, str], today: datetime.date) -> Entry:
        """What a row says; whether there is such a person is not looked for."""
