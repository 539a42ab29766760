"""What a document needs at most, and that the demo's approved documents need what they say."""

import pytest
from graphql import parse

from graph.schema import build_schema
from loaders.needs import Needs, needs_of
from models.settings import Settings
from permissions.information import Information
from permissions.matrix import load_matrix
from seed.partners import FOLDER, PARTNERS, Approved

SCHEMA = build_schema(load_matrix(Settings().matrix)).executable
NEEDS: dict[str, tuple[set[str], set[str]]] = {
    "{ viewer { userId } }": (set(), set()),
    "{ __typename __schema { queryType { name } } }": (set(), set()),
    'query Q { node(id: "x") { id } }': (set(), set()),
    'query Q { node(id: "x") { ... on Beneficiary { name } } }': ({"LIST"}, {"Beneficiary.name"}),
    'query Q { beneficiary(id: "x") { n: name ... on Node { id } } }': (
        {"LIST"},
        {"Query.beneficiary", "Beneficiary.name"},
    ),
    'query Q { beneficiary(id: "x") { ...F } } fragment F on Beneficiary { life @skip(if: true) { __typename } }': (
        {"LIST", "LIFE"},
        {"Query.beneficiary", "Beneficiary.life"},
    ),
    "query Q { beneficiaries { edges { node { certification { opinion { data { applicant { applicantAddress } } } } } } } }": (
        {"LIST", "CERTIFICATION", "OPINION", "ADDRESS"},
        {
            "Query.beneficiaries",
            "Beneficiary.certification",
            "Opinion.data",
            "OpinionApplicant.applicantAddress",
        },
    ),
    'mutation M { openDocument(input: {id: "x", mode: VIEW}) { url } }': (
        {"CERTIFICATION_PDF"},
        {"Mutation.openDocument", "Survey.document", "Opinion.document"},
    ),
}


def needs(document: str) -> Needs:
    return needs_of(SCHEMA, parse(document))


@pytest.mark.parametrize("document", NEEDS)
def test_it_needs_what_stands_in_it(document: str) -> None:
    information, reached = NEEDS[document]
    found = needs(document)
    assert ({one.name for one in found.cells}, set(found.reached)) == (information, reached)


def test_it_is_listed_in_order() -> None:
    found = Needs(
        frozenset({Information.LIFE, Information.LIST}), frozenset({"Mutation.b", "Mutation.a", "B.y", "A.x"})
    )
    assert found.information == [Information.LIST, Information.LIFE]
    assert found.information_labels == ["利用者一覧", "照会用LIFE情報"]
    assert (found.coordinates, found.mutations) == (["A.x", "B.y"], ["a", "b"])


@pytest.mark.parametrize(
    "operation", dict.fromkeys(operation for *_, operation in PARTNERS), ids=lambda operation: operation.name
)
def test_the_demos_operations_need_what_was_approved(operation: Approved) -> None:
    found = needs((FOLDER / operation.file).read_text(encoding="utf-8"))
    assert (found.information, sorted(found.reached)) == (list(operation.information), list(operation.coordinates))
    assert found.mutations == (["sendOpinion"] if operation.name == "SendOpinion" else [])
