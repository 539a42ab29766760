"""Faults in the schema's declarations, planted for one test each; the service must not start with any of them."""

from collections.abc import Callable
from typing import Any

import pytest
import strawberry
from strawberry.schema_directive import Location

import graph.schema
from graph.beneficiary import Beneficiary
from graph.directives import Requires
from graph.field import Guard, Info
from graph.life import Life
from graph.query import Query
from permissions.information import Information

Plant = Callable[[pytest.MonkeyPatch], None]


@strawberry.type(name="Query", description="照会")
class SideDoor(Query):
    """A second road to what lies under a person's tab."""

    @strawberry.field(description="近道")  # type: ignore[untyped-decorator]
    def newest_life(root: strawberry.Parent[Any], info: Info) -> Life | None:
        return None


@strawberry.type(name="Query", description="照会")
class NeverNull(Query):
    """A protected field that takes its parent down when it is refused."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="氏名", metadata={"information": Information.LIST}, extensions=[Guard(Information.LIST)]
    )
    def first_name(root: strawberry.Parent[Any], info: Info) -> str:
        return ""


def _without_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = Beneficiary.__strawberry_definition__.fields  # type: ignore[attr-defined]
    phone = next(field for field in declared if field.python_name == "phone")
    monkeypatch.setattr(phone, "metadata", {**phone.metadata, "information": None})


def _without_field(monkeypatch: pytest.MonkeyPatch) -> None:
    found = graph.schema.protected_coordinates

    def fewer(schema: Any) -> dict[str, Any]:
        return {name: field for name, field in found(schema).items() if name != "Beneficiary.consent"}

    monkeypatch.setattr(graph.schema, "protected_coordinates", fewer)


def _dropped_directive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strawberry prints a directive only where its locations allow it, and says nothing where they do not."""
    monkeypatch.setattr(Requires.__strawberry_directive__, "locations", [Location.OBJECT])  # type: ignore[attr-defined]


SCHEMA_FAULTS: dict[str, tuple[Plant, str]] = {
    "an information without a field": (_without_field, "No field belongs to CONSENT."),
    "a field without a rule": (_without_rule, "No rule covers Beneficiary.phone."),
    "another road to a tab": (
        lambda monkeypatch: monkeypatch.setattr(graph.schema, "Query", SideDoor),
        "No rule covers Query.newestLife.",
    ),
    "a protected field that is not nullable": (
        lambda monkeypatch: monkeypatch.setattr(graph.schema, "Query", NeverNull),
        "first_name is protected and must be nullable",
    ),
    "a directive that is dropped": (_dropped_directive, "@requires is not printed as enforced on Beneficiary.address"),
}
"""What is planted, and what the refusal says."""
