"""What users ask of such services (features.md section 4): the requests to be told what one may, before and after."""

from graphql import GraphQLObjectType

from models.rows import Performed, ReadRecord
from seed import STORIES
from tests.consenting import WITHDRAW, withdraw
from tests.explaining import explain
from tests.proving import person
from tests.service import Service
from tests.signing_in import stored
from tests.test_compiled import SCHEMA
from tests.test_explanation import PROTECTED
from tests.test_operation_check import check, outlooks

TABS = "query ($id: ID!) { beneficiary(id: $id) { name life { barthelIndex { month } } equipment { remainingBase } } }"


def test_request_1_why_it_was_refused_and_which_rule(service: Service) -> None:
    """Path, code, rule and remedy in the refusal; the cell and the condition in the explanation."""
    id_ = person(service, STORIES["consent-withdrawn"]).id
    answer = service.ask("nurse", TABS, id=id_)
    [error], [refusal] = answer.errors, answer.refusals
    assert (error["path"], error["extensions"]["code"]) == (["beneficiary", "equipment"], "FORBIDDEN")
    assert (refusal["coordinate"], refusal["reason"]) == ("Beneficiary.life", "CONSENT_MISSING")
    fields = (error["extensions"]["coordinate"], refusal["coordinate"])
    why = explain(service, id_, "nurse", fields).data["explainAccess"]
    assert [one["reason"] for one in why["fields"]] == ["FORBIDDEN", "CONSENT_MISSING"]
    assert [one["remedy"] for one in why["fields"]] == [error["extensions"]["remedy"], refusal["remedy"]]
    rule = {one["information"]: one for one in why["information"]}[error["extensions"]["information"]]
    assert [cell["label"] for cell in rule["cells"] if not cell["allowed"]] == ["その他のサービス x 看護職員"]


def test_request_7_may_i_before_acting_with_parity_to_the_server(service: Service) -> None:
    """Asked beforehand nothing is touched, and what is said is what happens; test_operation_check.py has all of it."""
    id_ = person(service, STORIES["two-offices"]).id
    before = stored(service, ReadRecord, Performed)
    acts = {viewer: outlooks(check(service, WITHDRAW, viewer)) for viewer in ("nurse", "portal")}
    reads = {viewer: outlooks(check(service, TABS, viewer)) for viewer in ("hachiro", "nurse", "clerk")}
    assert stored(service, ReadRecord, Performed) == before
    assert {viewer: told["Mutation.withdrawConsent"] for viewer, told in acts.items()} == {
        "nurse": "CONDITIONAL",
        "portal": "DENIED",
    }
    for viewer, told in reads.items():
        denied = {name for name, outlook in told.items() if outlook == "DENIED"}
        errors = service.ask(viewer, TABS, id=id_).errors
        assert {error["extensions"]["coordinate"] for error in errors} == denied, viewer
    assert withdraw(service, id_, "portal").codes == ["FORBIDDEN"]
    assert withdraw(service, id_, "nurse").data["withdrawConsent"]["status"] == "WITHDRAWN"


def test_request_8_the_needed_permission_stands_in_the_schema() -> None:
    """Each protected field is printed with @requires; GraphiQL shows verdicts beside it (test_explorer.py)."""
    person_ = SCHEMA.type_map["Beneficiary"]
    assert isinstance(person_, GraphQLObjectType)
    assert {f"Beneficiary.{name}" for name in person_.fields} - PROTECTED == {"Beneficiary.id", "Beneficiary.access"}
    assert all(field.description for field in person_.fields.values())
