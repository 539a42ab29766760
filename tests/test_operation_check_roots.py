"""Every question and every action there is, asked by every kind of account: it is refused exactly where it was to be
(features.md B03; section 4 row 7).
"""

from collections.abc import Iterable
from typing import Any

from graphql import GraphQLObjectType

from models.rows import Performed
from tests.asking import asked, portions
from tests.service import Service
from tests.signing_in import stored
from tests.test_compiled import SCHEMA
from tests.test_operation_check import check

KINDS: tuple[str, ...] = (
    "office-user",
    "hachiro",
    "nurse",
    "clerk",
    "clinic-doctor",
    "board-member",
    "municipal",
    "partner",
)
KINDS += ("billing-system", "portal", "eligibility-system", "demo-reader", "municipal-system", "life-system")
"""One of each kind of account, and of the occupations that may do different things."""
WITHOUT = {"startSignIn", "sendCode", "signIn", "signOut", "openDocument", "changePassword"}
"""They belong to no right; what is wrong with a password or a paper is said in other words."""
assert SCHEMA.query_type is not None
assert SCHEMA.mutation_type is not None
QUERY, MUTATION = SCHEMA.query_type, SCHEMA.mutation_type


def refused_as_told(
    service: Service, viewer: str, word: str, root: GraphQLObjectType, names: Iterable[str]
) -> set[str]:
    """Ask for these fields, and compare the refusals with what is told beforehand; gives those that are denied."""
    denied = set()
    for portion in portions(names):
        document, variables = asked(word, root, portion)
        fields = check(service, document, viewer).data["checkOperation"]["fields"]
        told = {field["path"][0]: field["outlook"] for field in fields if len(field["path"]) == 1}
        assert told.keys() == set(portion)
        answer = service.ask(viewer, document, **variables)
        refused = {error["path"][0] for error in answer.errors if error["extensions"]["code"] == "FORBIDDEN"}
        assert refused == {name for name, outlook in told.items() if outlook == "DENIED"}, viewer
        assert not any((answer.body["data"] or {}).get(name) for name in refused)
        denied |= refused
    return denied


def test_every_question_is_refused_where_it_is_denied(service: Service) -> None:
    denied = {viewer: refused_as_told(service, viewer, "query", QUERY, QUERY.fields) for viewer in KINDS}
    allowed = {name: {viewer for viewer in KINDS if name not in denied[viewer]} for name in QUERY.fields}
    assert allowed["accessHistory"] == {"portal", "municipal-system"}
    assert allowed["viewer"] == set(KINDS)


def test_every_action_is_refused_where_it_is_denied(service: Service) -> None:
    before, names = stored(service, Performed), sorted(MUTATION.fields.keys() - WITHOUT)
    assert refused_as_told(service, "board-member", "mutation", MUTATION, names) == set(names)
    assert stored(service, Performed) == before
    denied = {viewer: refused_as_told(service, viewer, "mutation", MUTATION, names) for viewer in KINDS}
    allowed = {name: {viewer for viewer in KINDS if name not in denied[viewer]} for name in names}
    assert allowed["feedOffice"] == {"billing-system"}
    assert all(allowed.values()), "of each there is somebody who may"


def test_programs_change_no_password(service: Service) -> None:
    document: Any = "mutation ($i: ChangePasswordInput!) { changePassword(input: $i) { __typename } }"
    for viewer in ("portal", "nurse"):
        [field] = check(service, document, viewer).data["checkOperation"]["fields"]
        answer = service.ask(viewer, document, i={"currentPassword": "wrong", "newPassword": "Wrong-2026"})
        assert (field["outlook"] == "DENIED") is (answer.codes == ["FORBIDDEN"]) is (viewer == "portal")
