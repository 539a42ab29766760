"""@requires: says on a field which information it belongs to, on which conditions, and for which services."""

import strawberry
from strawberry.schema_directive import Location

from graph.enums import published
from permissions.information import Condition, Information
from permissions.matrix import Matrix


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="requires",
    description="閲覧には権限が必要: information は項目が属する情報、conditions は利用者ごとの条件、services は閲覧できるサービスの区分。"
    "該当しない場合は null が返り、理由は errors または extensions.refusals に示される。",
)
class Requires:
    """What a protected field demands; made from the loaded matrix, which also enforces it."""

    information: published(Information) = strawberry.directive_field(name="information")  # type: ignore[valid-type]
    conditions: list[published(Condition)] = strawberry.directive_field(name="conditions")  # type: ignore[valid-type]
    services: list[str] = strawberry.directive_field(name="services")


def requires(information: Information, matrix: Matrix) -> Requires:
    """The directive of an information under a matrix."""
    groups = dict.fromkeys(group for group, _ in matrix.allowing(information))
    return Requires(
        information=information,
        conditions=list(matrix.conditions[information]),
        services=[matrix.groups[group].label for group in groups],
    )
