"""Every root of the schema is gated: nobody gets through without an account, and who has no right gets what is for all."""

import pytest

from tests.databases import Copies
from tests.permission_world import populate
from tests.roots import ROOTS
from tests.service import Service

SIGNING_IN = {"Mutation.startSignIn", "Mutation.sendCode", "Mutation.signIn"}
"""What somebody may ask who is not signed in yet."""
FREE = ("viewer", "rateLimit", "consentText", "verifyReceipt", "checkOperation", "municipalities")
FOR_ALL = {f"Query.{name}" for name in FREE}
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
