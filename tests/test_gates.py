"""Every root of the schema is gated: nobody gets through without an account, and who has no right gets what is for all."""

from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, build_schema, is_leaf_type

from models.settings import ROOT
from tests.databases import Copies
from tests.permission_world import populate
from tests.service import Service

SCHEMA = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
VALUES = {
    "DateTime": '"2025-12-01T09:00:00+09:00"',
    "Boolean": "true",
    "Int": "1",
    "Measure": '"1.0"',
    "Date": '"2025-12-01"',
    "YearMonth": '"2025-12"',
}
TEXT = '"12345678"'
SIGNING_IN = {"Mutation.startSignIn", "Mutation.sendCode", "Mutation.signIn"}
"""What somebody may ask who is not signed in yet."""
FOR_ALL = {f"Query.{name}" for name in ("viewer", "consentText", "verifyReceipt", "checkOperation", "municipalities")}
"""What whoever is signed in may ask: about themselves, and about nobody."""
NOTHING = {"Query.accounts": [], "Query.cardApps": [], "Query.readings": [], "Query.node": None, "Query.nodes": [None]}
"""Where the answer is what there is for the viewer: nothing."""
OF_ONESELF = {"Mutation.changePassword": ["SIGN_IN_REFUSED"], "Mutation.signOut": []}
RECORDS = ("INSERT INTO read_record", "INSERT INTO action_record")
NOBODY = "kind/GENERAL_USER/0"
"""A general user of an office with every service, who has no occupation."""


@pytest.fixture(scope="session")
def copies(copies: Copies) -> Copies:
    """The seeded database with the people and accounts of the permission tests in it."""
    return copies.filled(populate)


def value(kind: Any) -> str:
    """The least value of an input type."""
    if isinstance(kind, GraphQLNonNull):
        return value(kind.of_type)
    if isinstance(kind, GraphQLList):
        return f"[{value(kind.of_type)}]"
    if isinstance(kind, GraphQLEnumType):
        return str(next(iter(kind.values)))
    if not isinstance(kind, GraphQLInputObjectType):
        return VALUES.get(kind.name, TEXT)
    parts = list(kind.fields.items())
    asked = parts[:1] if kind.is_one_of else [part for part in parts if isinstance(part[1].type, GraphQLNonNull)]
    return f"{{ {' '.join(f'{name}: {value(part.type)}' for name, part in asked)} }}"


def least(kind: str, name: str) -> str:
    """The least document that asks for a root field."""
    field = SCHEMA.type_map[kind].fields[name]  # type: ignore[attr-defined]
    given = [f"{key}: {value(one.type)}" for key, one in field.args.items() if isinstance(one.type, GraphQLNonNull)]
    asked = f"({', '.join(given)})" if given else ""
    inner = "" if is_leaf_type(field.type) else " { __typename }"
    return f"{kind.lower()} {{ {name}{asked}{inner} }}"


ROOTS = {
    f"{kind}.{name}": least(kind, name)
    for kind in ("Query", "Mutation")
    for name in SCHEMA.type_map[kind].fields  # type: ignore[attr-defined]
}


def test_nobody_gets_in_without_an_account(service: Service) -> None:
    for coordinate, document in ROOTS.items():
        answer = service.ask(None, document)
        if coordinate in SIGNING_IN:
            assert answer.codes == ["SIGN_IN_REFUSED"], coordinate
        else:
            assert (answer.status, set(answer.body), answer.codes) == (401, {"errors"}, ["UNAUTHENTICATED"]), coordinate


def test_who_has_no_right_gets_what_is_for_all_alone(service: Service) -> None:
    """A refusal is told at the root, and but for the record nothing is written."""
    gated = [coordinate for coordinate in ROOTS if coordinate not in {*FOR_ALL, *NOTHING, *OF_ONESELF, *SIGNING_IN}]
    assert len(gated) > 70
    for coordinate in gated:
        with service.statements() as ran:
            answer = service.ask(NOBODY, ROOTS[coordinate])
        root = coordinate.partition(".")[2]
        assert (answer.body.get("data"), answer.codes) == ({root: None}, ["FORBIDDEN"]), coordinate
        written = [one for one in ran if one.startswith(("INSERT", "UPDATE", "DELETE"))]
        assert [one for one in written if not one.startswith(RECORDS)] == [], coordinate
    for coordinate, nothing in NOTHING.items():
        assert service.ask(NOBODY, ROOTS[coordinate]).data == {coordinate.partition(".")[2]: nothing}
    for coordinate in FOR_ALL:
        assert service.ask(NOBODY, ROOTS[coordinate]).codes == [], coordinate
    for coordinate, codes in OF_ONESELF.items():
        assert service.ask(NOBODY, ROOTS[coordinate]).codes == codes
