"""What may I see? (features.md B03): told field by field without touching data, and never contradicted by execution."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.operation_check import REHEARSALS
from models.rows import ReadRecord
from resolvers.performing import ACTS
from seed import STORIES
from tests.documents import Asked, coordinates, documents
from tests.permission_expectation import EXPECTATION
from tests.proving import person
from tests.service import Answer, Service
from tests.signing_in import stored
from tests.test_compiled import NOBODY, SCHEMA, VIEWERS

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
TOLD = ("opinion-withheld", "protected", "consent-withdrawn", "charge-of-colleague", "papers-both")
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


@dataclass
class Met:
    """What a run of the property has come across: without these it would prove nothing."""

    answers: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    outlooks: Counter[str] = field(default_factory=Counter)
    shown: int = 0


def test_execution_never_contradicts_it(service: Service) -> None:
    """What is DENIED is null and refused, nothing else is; a condition is named or never fails (section 4 row 7)."""
    people = (*(person(service, STORIES[name]).id for name in TOLD), NOBODY)
    goals, met = coordinates(SCHEMA), Met()

    @settings(
        max_examples=200,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(documents(SCHEMA, people, goals), st.sampled_from(VIEWERS), st.booleans())
    def agrees(asked: Asked, viewer: str, switched: bool) -> None:
        text = asked.text if switched else SWITCH.sub("", asked.text)
        checked = check(service, text, viewer).data["checkOperation"]
        if not checked["errors"]:
            answer = service.ask(viewer, text, **asked.variables)
            compared(answer, checked["fields"], met, switched=switched)

    agrees()
    assert met.answers > 150
    assert met.reasons.keys() >= {"FORBIDDEN", *EXPECTATION.reasons.values()}
    assert min(met.reasons.values()) >= 3
    assert min(met.outlooks[name] for name in ("ALLOWED", "CONDITIONAL", "DENIED")) > 100
    assert met.shown > 1000


SWITCH = re.compile(r" @(skip|include)\(if: \$yes\)|\(\$yes: Boolean! = true\)|\$yes: Boolean! = true, ")


def compared(answer: Answer, fields: list[dict[str, Any]], met: Met, *, switched: bool) -> None:
    told: dict[str, list[dict[str, Any]]] = {}
    for one in fields:
        told.setdefault(one["coordinate"], []).append(one)
        conditions = [name for information in one["information"] for name in EXPECTATION.conditions[information]]
        needed = [EXPECTATION.reasons[name] for name in dict.fromkeys(conditions)]
        assert [clause["code"] for clause in one["conditions"]] == ([] if one["outlook"] == "DENIED" else needed)
        assert one["outlook"] == "DENIED" or (one["outlook"] == "CONDITIONAL") is bool(needed)
    refused = {one["extensions"]["coordinate"] for one in answer.errors if one["extensions"]["code"] == "FORBIDDEN"}
    denied = {name for name, places in told.items() if "DENIED" in {place["outlook"] for place in places}}
    # A switch leaves something out that is told all the same.
    assert refused <= denied if switched else refused == denied
    for refusal in answer.refusals:
        codes = {clause["code"] for place in told[refusal["coordinate"]] for clause in place["conditions"]}
        assert refusal["reason"] in codes, refusal
    values = shown(answer, fields)
    assert not denied & values
    met.answers += 1
    met.shown += len(values)
    met.reasons.update(refusal["reason"] for refusal in answer.refusals)
    met.reasons.update("FORBIDDEN" for _ in refused)
    met.outlooks.update(one["outlook"] for one in fields)


def shown(answer: Answer, fields: list[dict[str, Any]]) -> set[str]:
    """The coordinates that have a value somewhere at their first place in the answer."""
    found = set()
    for one in fields:
        values = [answer.body.get("data")]
        for key in one["path"]:
            values = [
                one.get(key)
                for value in values
                if value
                for one in (value if isinstance(value, list) else [value])
                if one
            ]
        if any(value is not None for value in values):
            found.add(one["coordinate"])
    return found
