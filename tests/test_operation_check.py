"""What may I see? (features.md B03): told field by field without touching data, and never contradicted by execution."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.operation_check import REHEARSALS
from models.rows import ReadRecord
from resolvers.performing import ACTS
from tests.documents import Asked, coordinates, documents
from tests.service import Answer, Service
from tests.signing_in import stored
from tests.test_compiled import SCHEMA, VIEWERS, people_of

CHECK = """
query Check($document: String!, $name: String, $kind: AccountKind, $service: ServiceType, $occupation: Occupation) {
  checkOperation(document: $document, operationName: $name, kind: $kind, service: $service, occupation: $occupation) {
    errors { code message path }
    fields { coordinate path information outlook outlookLabel conditions { code label remedy } }
  }
}
"""
TABS = """
query Tabs { beneficiaries { edges { node { name address life { barthelIndex { month } } equipment { remainingBase } } } } }
"""
CONSENT = {"code": "CONSENT_MISSING", "label": "本人の同意", "remedy": "同意タブで同意を登録してください。"}


def check(running: Service, document: str, by: str = "hachiro", **more: Any) -> Answer:
    return running.ask(by, CHECK, document=document, **more)


def outlooks(answer: Answer) -> dict[str, str]:
    return {field["coordinate"]: field["outlook"] for field in answer.data["checkOperation"]["fields"]}


def test_every_field_is_told_with_its_conditions(service: Service) -> None:
    fields = check(service, TABS).data["checkOperation"]["fields"]
    found = {field["coordinate"]: field for field in fields}
    assert [field["coordinate"] for field in fields][:4] == [
        "Query.beneficiaries",
        "BeneficiaryConnection.edges",
        "BeneficiaryEdge.node",
        "Beneficiary.name",
    ]
    assert found["Beneficiary.life"] == {
        "coordinate": "Beneficiary.life",
        "path": ["beneficiaries", "edges", "node", "life"],
        "information": ["LIST", "LIFE"],
        "outlook": "CONDITIONAL",
        "outlookLabel": "条件を満たせばできる",
        "conditions": [CONSENT],
    }
    assert found["BarthelRecord.month"]["conditions"] == [CONSENT]
    assert found["Beneficiary.name"]["outlook"] == "ALLOWED"
    assert [one["code"] for one in found["Beneficiary.address"]["conditions"]] == ["ADDRESS_PROTECTED"]


def test_nothing_is_touched(service: Service) -> None:
    before = stored(service, ReadRecord)
    check(service, TABS)
    with service.statements() as ran:
        check(service, TABS)
    assert len(ran) == 1, "who asks"
    assert stored(service, ReadRecord) == before


def test_it_is_asked_for_somebody_else(service: Service) -> None:
    """The matrix is no secret: whoever plans a screen asks for the persona that will use it."""
    own = outlooks(check(service, TABS, "nurse"))
    assert own["Beneficiary.equipment"] == "DENIED"
    assert "Equipment.remainingBase" not in own, "nothing inside of it is shown either"
    manager = {"service": "CARE_MANAGEMENT", "occupation": "CARE_MANAGER"}
    assert outlooks(check(service, TABS, "nurse", **manager))["Beneficiary.equipment"] == "CONDITIONAL"
    assert outlooks(check(service, TABS, kind="BOARD_MEMBER")) == {"Query.beneficiaries": "DENIED"}


@pytest.mark.parametrize(
    ("more", "argument"),
    [
        ({"service": "CARE_MANAGEMENT"}, "occupation"),
        ({"occupation": "CARE_MANAGER"}, "service"),
        ({"name": "Others"}, "operationName"),
    ],
)
def test_what_cannot_be_checked_is_said(service: Service, more: dict[str, Any], argument: str) -> None:
    [error] = check(service, **{"document": TABS, **more}).errors
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("BAD_USER_INPUT", argument)


def test_what_is_no_operation_is_told_by_its_errors(service: Service) -> None:
    checked = check(service, "{ nothing }").data["checkOperation"]
    assert [(error["code"], error["path"]) for error in checked["errors"]] == [
        ("GRAPHQL_VALIDATION_FAILED", ["document"])
    ]
    assert checked["fields"] == []


@pytest.mark.parametrize(
    ("by", "mutation", "outlook", "codes"),
    [
        ("hachiro", "registerConsent", "CONDITIONAL", ["PROOF_EXPIRED"]),
        ("hachiro", "withdrawConsent", "CONDITIONAL", ["BENEFICIARY_UNKNOWN"]),
        ("hachiro", "submitFiling", "CONDITIONAL", ["PROOF_EXPIRED"]),
        ("hachiro", "createGeneralUser", "ALLOWED", []),
        ("nurse", "createGeneralUser", "DENIED", []),
        ("nurse", "feedConsent", "DENIED", []),
        ("nurse", "signOut", "ALLOWED", []),
        ("hachiro", "openDocument", "CONDITIONAL", ["CONSENT_MISSING", "OPINION_WITHHELD", "ADDRESS_PROTECTED"]),
        ("hachiro", "validateFiling", "CONDITIONAL", ["PROOF_EXPIRED"]),
    ],
)
def test_what_may_be_done(service: Service, by: str, mutation: str, outlook: str, codes: list[str]) -> None:
    definition = SCHEMA.type_map["Mutation"].fields[mutation]  # type: ignore[attr-defined]
    given_ = ", ".join(f"${name}: {argument.type}" for name, argument in definition.args.items())
    passed = ", ".join(f"{name}: ${name}" for name in definition.args)
    called = f"{mutation}({passed})" if passed else mutation
    document = f"mutation M{f'({given_})' if given_ else ''} {{ {called} {{ __typename }} }}"
    [field] = check(service, document, by).data["checkOperation"]["fields"]
    assert (field["coordinate"], field["outlook"]) == (f"Mutation.{mutation}", outlook)
    assert [one["code"] for one in field["conditions"]] == codes


def test_every_action_is_known_by_the_name_of_its_field() -> None:
    """And what is none is open to everybody, or decided by what it opens."""
    fields = SCHEMA.type_map["Mutation"].fields.keys()  # type: ignore[attr-defined]
    assert ACTS.keys() - fields == set()
    assert fields - ACTS.keys() - REHEARSALS.keys() == {
        *("startSignIn", "sendCode", "signIn", "changePassword", "signOut", "openDocument")
    }


def test_execution_never_contradicts_it(service: Service) -> None:
    people, goals = people_of(service), coordinates(SCHEMA)
    met: set[str] = set()

    @settings(
        max_examples=200,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(documents(SCHEMA, people, goals), st.sampled_from(VIEWERS))
    def agrees(asked: Asked, viewer: str) -> None:
        checked = check(service, asked.text, viewer).data["checkOperation"]
        if checked["errors"]:
            return
        told: dict[str, list[Any]] = {}
        for field in checked["fields"]:
            told.setdefault(field["coordinate"], []).append(field)
        answer = service.ask(viewer, asked.text, **asked.variables)
        for error in answer.errors:
            if error["extensions"]["code"] == "FORBIDDEN":
                coordinate = error["extensions"]["coordinate"]
                assert "DENIED" in {field["outlook"] for field in told[coordinate]}, (viewer, asked.text)
                met.add("FORBIDDEN")
        for refusal in answer.refusals:
            codes = {one["code"] for field in told[refusal["coordinate"]] for one in field["conditions"]}
            assert refusal["reason"] in codes, (viewer, asked.text, refusal)
            met.add(refusal["reason"])
        denied = {name for name, fields in told.items() if {field["outlook"] for field in fields} == {"DENIED"}}
        assert not denied & shown(answer, checked["fields"]), (viewer, asked.text)

    agrees()
    assert met >= {"FORBIDDEN", "CONSENT_MISSING", "NOT_IN_CHARGE", "OPINION_WITHHELD", "ADDRESS_PROTECTED"}


def shown(answer: Answer, fields: list[dict[str, Any]]) -> set[str]:
    """The coordinates that have a value somewhere at their first place in the answer."""
    found = set()
    for field in fields:
        values = [answer.body.get("data")]
        for key in field["path"]:
            values = [
                one.get(key)
                for value in values
                if value
                for one in (value if isinstance(value, list) else [value])
                if one
            ]
        if any(value is not None for value in values):
            found.add(field["coordinate"])
    return found
