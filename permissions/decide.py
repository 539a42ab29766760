"""The one function that decides: from viewer and matrix to grants, from grants and a person's facts to a verdict.

Enforcement, refusal, explanation and the matrix table all come from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from models.codes.office import Occupation
from permissions.information import KIND_FORBIDDEN, KIND_REMEDY, REMEDIES, Action, Condition, Information, Reason
from permissions.matrix import Cell, Matrix, Post
from permissions.viewer import Viewer


@dataclass(frozen=True)
class Grants:
    """What a viewer may see and do as far as the matrix alone can tell; equal grants give equal plans."""

    read: frozenset[Information]
    write: frozenset[Action] = field(compare=False)
    """No plan depends on what may be done."""
    version: str


@dataclass(frozen=True)
class Facts:
    """What is true of one person today, for this viewer. Read by the statement that finds the person."""

    consent: bool = False
    in_charge: bool = False
    protected: bool = True
    opinion_withheld: bool = True
    """Whether the doctor keeps the newest opinion from care managers."""


@dataclass(frozen=True)
class Verdict:
    """Whether information of a person is shown, and why not."""

    information: Information
    reason: Reason | None

    @property
    def information_label(self) -> str:
        return self.information.label

    @property
    def readable(self) -> bool:
        return self.reason in (None, Reason.SOURCE_STALE)  # what is late is told, and shown all the same

    @property
    def reason_label(self) -> str | None:
        return self.reason and self.reason.label

    @property
    def remedy(self) -> str | None:
        return self.reason and REMEDIES[self.reason]


def posts(viewer: Viewer, matrix: Matrix) -> frozenset[Post]:
    """The viewer's occupations by service group: the union over its services that the office also has."""
    found = ((matrix.group_of(service), occupation) for service, occupation in viewer.posts)
    return frozenset((group, occupation) for group, occupation in found if group is not None)


@lru_cache(maxsize=10_000)
def grants(viewer: Viewer | None, matrix: Matrix) -> Grants:
    """What the kind of account may do, and the union of the cells of all posts where the kind sees people at all."""
    if viewer is None:
        return Grants(frozenset(), frozenset(), matrix.version)
    held = posts(viewer, matrix) if matrix.kinds[viewer.kind].allowed else ()
    by_post = frozenset(name for post in held for name, cell in matrix.write[post].items() if cell.allowed)
    by_kind = frozenset(name for name, cell in matrix.account[viewer.kind].items() if cell.allowed)
    return Grants(
        read=frozenset(name for post in held for name, cell in matrix.read[post].items() if cell.allowed),
        write=by_kind | by_post,
        version=matrix.version,
    )


def unmet(condition: Condition, facts: Facts, row: Any) -> bool:
    """Whether the condition fails for this person, or for this row where it is a matter of the row."""
    match condition:
        case Condition.CONSENT:
            return not facts.consent
        case Condition.IN_CHARGE:
            return not facts.in_charge
        case Condition.NOT_PROTECTED:
            return facts.protected
        case Condition.DOCTORS_LEAVE:
            # Without a row the question is about the newest opinion; a row that is no opinion passes.
            return facts.opinion_withheld if row is None else not getattr(row, "leave", True)


def of_person(information: Information, matrix: Matrix) -> tuple[Condition, ...]:
    """The conditions that are asked where no row is at hand, in order.

    The originals (原本) are surveys' too, which need no doctor's leave: of them it is asked of the paper alone.
    """
    asked = matrix.conditions[information]
    if information is Information.OPINION:
        return asked
    return tuple(condition for condition in asked if condition is not Condition.DOCTORS_LEAVE)


def refusal(information: Information, held: Grants, matrix: Matrix, facts: Facts, row: Any) -> Reason | None:
    """Why the information is not shown, or None when it is. The first condition that fails, in the matrix's order."""
    if information not in held.read:
        return Reason.FORBIDDEN
    conditions = of_person(information, matrix) if row is None else matrix.conditions[information]
    failed = (condition for condition in conditions if unmet(condition, facts, row))
    return next((condition.reason for condition in failed), None)


def allowed_posts(information: Information, matrix: Matrix) -> list[str]:
    """Who may see the information, in words: `居宅介護支援・介護予防支援 x 介護支援専門員`."""
    by_group: dict[str, list[Occupation]] = {}
    for group, occupation in matrix.allowing(information):
        by_group.setdefault(group, []).append(occupation)
    return [
        f"{matrix.groups[group].label} x {'・'.join(occupation.label for occupation in occupations)}"
        for group, occupations in by_group.items()
    ]


@dataclass(frozen=True)
class Forbidden:
    """What is said to a viewer who can never see an information: why, who may, and what to do."""

    message: str
    allowed: list[str]
    remedy: str


def forbidden(viewer: Viewer | None, matrix: Matrix, information: Information) -> Forbidden:
    """The words of a refusal: of the kind of account where that is the reason, else of occupation and service."""
    if viewer is not None and not matrix.kinds[viewer.kind].allowed:
        kinds = [kind.label for kind, cell in matrix.kinds.items() if cell.allowed]
        return Forbidden(KIND_FORBIDDEN, kinds, KIND_REMEDY)
    return Forbidden(Reason.FORBIDDEN.label, allowed_posts(information, matrix), REMEDIES[Reason.FORBIDDEN])


def trace(viewer: Viewer, matrix: Matrix, information: Information) -> Iterator[tuple[str, Cell]]:
    """The cells that decided, in order: the account kind, then each post of a viewer whose kind sees people."""
    yield viewer.kind.label, matrix.kinds[viewer.kind]
    if not matrix.kinds[viewer.kind].allowed:
        return
    for group, occupation in sorted(posts(viewer, matrix), key=lambda post: (post[0], post[1].name)):
        yield f"{matrix.groups[group].label} x {occupation.label}", matrix.read[group, occupation][information]
