"""What `Beneficiary.access` tells of a person, as SQL: the verdict on every information, decided as everywhere else."""

from collections.abc import Callable, Mapping
from operator import attrgetter

from loaders.compile import Field, Shape
from loaders.dialect import Dialect
from models.codes import Coded
from permissions.decide import Grants, Verdict, of_person
from permissions.information import Condition, Information, Reason
from permissions.matrix import Matrix

TELLS: Mapping[str, Callable[[Verdict], object]] = {
    name: attrgetter(name)
    for name in ("information", "information_label", "readable", "reason", "reason_label", "remedy")
}
"""What can be asked of a verdict, by the field's name."""
Failing = list[tuple[str, Reason]]
"""Conditions that fail, as SQL, and the reason each gives; the first that is true counts."""


def verdicts(
    shape: Shape,
    dialect: Dialect,
    matrix: Matrix,
    grants: Grants,
    holds: Callable[[Condition], str],
    stale: Callable[[Information], str],
) -> str:
    """A JSON array of verdicts; `holds` and `stale` say as SQL what is true of the person."""

    def failing(information: Information) -> Failing:
        if information not in grants.read:
            return [("TRUE", Reason.FORBIDDEN)]
        failing = [(f"NOT ({holds(condition)})", condition.reason) for condition in of_person(information, matrix)]
        return [*failing, (stale(information), Reason.SOURCE_STALE)]

    return dialect.listed(
        [
            dialect.json_object([(entry.key, _told(dialect, entry, one, failing(one))) for entry in shape.fields])
            for one in Information
        ]
    )


def _told(dialect: Dialect, entry: Field, information: Information, failing: Failing) -> str:
    """One value of a verdict: a constant of the grants, or what the first failing condition makes of it."""
    if entry.constant is not None:
        return dialect.constant(entry.constant)

    def word(reason: Reason | None) -> str:
        value = TELLS[entry.python_name](Verdict(information, reason))
        return dialect.constant(value.name if isinstance(value, Coded) else value)

    cases = " ".join(f"WHEN {fails} THEN {word(reason)}" for fails, reason in failing)
    return f"CASE {cases} ELSE {word(None)} END" if cases else word(None)
