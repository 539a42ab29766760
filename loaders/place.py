"""Where in a statement a row stands, and what can be said there of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from loaders.phrase import spoken
from loaders.source import Reckoning, Relation
from models.row import Row
from permissions.information import Information

PERSON = "person"
"""The name of the row of the person at hand."""
LISTED = "listed"
"""The name of the row that puts the person on the list."""


@dataclass(frozen=True)
class Place:
    """Where in the statement a row stands, and how to ask whether it is there at all."""

    row: str
    """Its name in the statement."""
    kind: type[Row]
    reached: Callable[[str], str] | None = None
    """Wraps a question about this row into one about the person; None at the person itself."""
    behind: tuple[Information, ...] = ()
    """The guards passed on the way here."""
    binds: Mapping[str, str] = field(default_factory=dict)
    """The names a group's arguments have here, by the names the sources use."""
    beside: Mapping[Reckoning | Relation, str] = field(default_factory=dict)
    """The names of the rows reckoned or looked up once for several values of the object at hand."""
    made: dict[str, str] | None = None
    """The values that are made where rows are read, before they are put in order, by the names they have outside."""

    def say(self, phrase: str) -> str:
        """A phrase, spoken of the row at this place."""
        return spoken(phrase, self.row, self.binds)

    def ask(self, question: str) -> str:
        return self.reached(question) if self.reached else question

    def value(self, value: str) -> str:
        """A plain value of this row. The few values asked for go through the order, not the many they are made of."""
        if self.made is None:
            return value
        name = f"value_{len(self.made)}"
        self.made[name] = value
        return f"{self.row}.{name}"
