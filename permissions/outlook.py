"""What the matrix alone can say of a field of an operation, before anybody is looked at (features.md B03)."""

from collections.abc import Collection
from dataclasses import dataclass

from models.codes import Coded
from permissions.decide import Grants
from permissions.information import REMEDIES, Action, Condition, Information, Requirement
from permissions.matrix import Matrix


class Outlook(Coded):
    """閲覧・操作の見込み."""

    ALLOWED = "", "できる"
    CONDITIONAL = "", "条件を満たせばできる"
    DENIED = "", "できない"


@dataclass(frozen=True)
class Clause:
    """A condition that the state of the world must meet: the code a refusal has where it does not, and what to do."""

    code: str
    label: str
    remedy: str | None = None


@dataclass(frozen=True)
class Prospect:
    """What can be said of a field: whether it is shown or done, and on which conditions."""

    outlook: Outlook
    clauses: tuple[Clause, ...] = ()

    @property
    def outlook_label(self) -> str:
        return self.outlook.label


DENIED = Prospect(Outlook.DENIED)


def of_information(informations: Collection[Information], held: Grants, matrix: Matrix) -> Prospect:
    """Of a field that belongs to all of these: its own information, and those of what it stands in."""
    if any(information not in held.read for information in informations):
        return DENIED
    conditions = dict.fromkeys(one for information in informations for one in matrix.conditions[information])
    return _given(tuple(_clause(condition) for condition in conditions))


def of_action(rights: Collection[Action], needs: Collection[Requirement], held: Grants) -> Prospect:
    """Of a mutation: one of the rights is enough, and all of the needs must be met."""
    if not held.write.intersection(rights):
        return DENIED
    return _given(tuple(Clause(need.code, need.label) for need in needs))


def _given(clauses: tuple[Clause, ...]) -> Prospect:
    return Prospect(Outlook.CONDITIONAL if clauses else Outlook.ALLOWED, clauses)


def _clause(condition: Condition) -> Clause:
    return Clause(condition.reason.name, condition.label, REMEDIES[condition.reason])
