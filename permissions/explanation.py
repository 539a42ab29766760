"""Why an account sees an information of a person or does not, today: the cells, the conditions, the verdict (B04)."""

from collections.abc import Sequence
from dataclasses import dataclass

from permissions.decide import Facts, Verdict, forbidden, trace, unmet
from permissions.information import REMEDIES, Condition, Information, Reason
from permissions.matrix import Matrix
from permissions.viewer import Viewer


@dataclass(frozen=True)
class CellTold:
    """A cell of the matrix in words: whose it is, what it says, and on what it rests."""

    label: str
    allowed: bool
    basis: str


@dataclass(frozen=True)
class ConditionTold:
    """A condition of the information, and whether this person meets it for this account."""

    condition: Condition
    met: bool
    basis: str

    @property
    def code(self) -> str:
        return self.condition.code

    @property
    def label(self) -> str:
        return self.condition.label

    @property
    def remedy(self) -> str | None:
        return None if self.met else REMEDIES[self.condition.reason]


@dataclass(frozen=True)
class InformationTold:
    """An information with what decided about it, in the order in which it was asked."""

    verdict: Verdict
    refused: str | None
    """Why it is not shown, or is shown and late, in words."""
    cells: Sequence[CellTold]
    conditions: Sequence[ConditionTold]

    @property
    def information(self) -> Information:
        return self.verdict.information

    @property
    def information_label(self) -> str:
        return self.verdict.information_label

    @property
    def readable(self) -> bool:
        return self.verdict.readable

    @property
    def reason(self) -> Reason | None:
        return self.verdict.reason

    @property
    def reason_label(self) -> str | None:
        return self.refused

    @property
    def remedy(self) -> str | None:
        return self.verdict.remedy


def told(viewer: Viewer, matrix: Matrix, facts: Facts, verdict: Verdict) -> InformationTold:
    """The verdict with its trace: the account kind, each post, then each condition of the person."""
    information = verdict.information
    refused = verdict.reason_label
    if verdict.reason is Reason.FORBIDDEN:
        refused = forbidden(viewer, matrix, information).message
    basis = matrix.conditions_basis[information]
    return InformationTold(
        verdict,
        refused,
        cells_of(viewer, matrix, information),
        [ConditionTold(one, not unmet(one, facts, None), basis) for one in matrix.conditions[information]],
    )


def cells_of(viewer: Viewer, matrix: Matrix, information: Information) -> list[CellTold]:
    """The cells that decide about an information, in order."""
    return [CellTold(words, cell.allowed, cell.basis) for words, cell in trace(viewer, matrix, information)]


@dataclass(frozen=True)
class FieldTold:
    """A field of a person where it stands: all it belongs to must be readable, from the outer one inwards."""

    coordinate: str
    information: Sequence[Information]
    decided: InformationTold | None
    """The first that is not readable."""

    @property
    def readable(self) -> bool:
        return self.decided is None

    @property
    def decided_by(self) -> Information | None:
        return self.decided.information if self.decided else None

    @property
    def reason(self) -> Reason | None:
        return self.decided.reason if self.decided else None

    @property
    def reason_label(self) -> str | None:
        return self.decided.reason_label if self.decided else None

    @property
    def remedy(self) -> str | None:
        return self.decided.remedy if self.decided else None


def field_told(coordinate: str, within: Sequence[Information], each: Sequence[InformationTold]) -> FieldTold:
    """What the verdicts mean for a field that belongs to these."""
    by_information = {one.information: one for one in each}
    hidden = (by_information[one] for one in within if not by_information[one].readable)
    return FieldTold(coordinate, list(within), next(hidden, None))
