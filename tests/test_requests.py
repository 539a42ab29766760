"""The twenty requests that users of other systems make (features.md section 4), each with the tests that prove it met.

`PROVEN` names them by the number of the request; a request without a test, or with one that is no more, is red.
"""

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from permissions.information import Condition, Information
from tests.bypasses import RULES
from tests.consenting import register
from tests.databases import Copies
from tests.permission_accounts import CARE_MANAGER, NURSE
from tests.permission_expectation import EXPECTATION
from tests.permission_matrix import all_but_one, flipped
from tests.permission_people import LISTED
from tests.permission_roads import Asking
from tests.permission_service import standing_service
from tests.permission_world import populate
from tests.proving import DAY, register_by_fields
from tests.roots import ROOTS
from tests.service import Service

HERE = Path(__file__)
PROVEN: dict[int, tuple[str, ...]] = {
    # say why it was refused, and by which rule
    1: ("permissions.posts", "operation_check.every_field_is_told_with_its_conditions", "explain.a_refused_kind_is_told_so"),
    # one refused field takes neither its parent nor the list with it
    2: ("requests.a_refused_information_takes_no_other_with_it", "schema.a_protected_field_can_be_null"),
    # a value, nothing there, and a refusal are three things, and a refusal is told once
    3: ("requests.value_nothing_and_refusal_are_three", "permissions.no_way_of_writing_leads_around_a_refusal"),
    # the same verdict on every road
    4: (
        "bypasses.the_catalogue_holds_every_protected_field_and_every_road",
        "bypasses.who_may_not_see_an_information_meets_it_by_no_way",
        "bypasses.a_condition_that_does_not_hold_closes_every_way",
        "bypasses.an_id_of_anything_else_leads_nowhere",
        "protected_address.a_protected_address_is_absent_by_every_road",
    ),
    # no bypass by alias, fragment, introspection, operationName, batching
    5: ("bypasses.who_may_not_see_an_information_meets_it_by_no_way", "bypasses.no_other_number_of_documents_gets_through"),
    # filters, orders and totals tell nothing that reading refuses
    6: (
        "two_worlds.what_lies_beyond_the_list_or_a_condition",
        "two_worlds.the_content_of_tabs_the_occupation_never_sees",
        "permissions.no_search_and_no_cursor_tells_of_them",
    ),
    # "may I?" before asking, as the service itself decides
    7: ("operation_check.execution_never_contradicts_it", "explanation.it_is_what_execution_decides", "may_i.request_7_may_i_before_acting_with_parity_to_the_server"),
    # what is needed stands in the schema and in the documentation
    8: ("matrix.the_schema_protects_what_the_papers_protect", "requests.the_documentation_says_what_is_needed"),
    # the rules stand in one place, and no field is forgotten
    9: ("matrix.a_schema_with_a_hole_stops_the_start", "matrix.a_matrix_with_a_hole_stops_the_start"),
    # by tab, and reading apart from writing
    10: ("matrix.one_cell_changes_one_answer", "requests.reading_is_not_writing"),
    # by the service, not only by its screens
    11: ("gates.nobody_gets_in_without_an_account", "gates.who_has_no_right_gets_what_is_for_all_alone"),
    # by the row: who is in charge
    12: ("permissions_in_time.who_is_in_charge",),
    # a partner runs what was agreed on, and nothing else
    13: ("partner.whatever_else_is_refused_and_nothing_is_read", "partner.another_operation_name_is_refused"),
    # people see who has looked, and reads are on record
    14: ("access_history.three_viewers_are_told_exactly", "record.who_read_what_of_whom_on_which_basis"),
    # consent counts at once, is dated, and cannot be misread
    15: ("permissions_in_time.consent_counts_at_once_for_every_office", "registering_consent.consent_counts_at_once"),
    # refused, but it can be proven: that is said
    16: ("requests.what_can_be_proven_anew_is_said", "registering_consent.the_window_is_24_hours", "proof.a_proof_holds_for_24_hours"),
    # partners are told what has changed, until their right ends
    17: ("bypasses.a_subscription_goes_stale_with_the_right", "following_changes.a_copy_that_died_in_the_middle_again_and_again_is_the_list"),
    # tried again, nothing is done twice, and what failed is in the answer
    18: ("filings.one_key_is_one_filing_and_one_receipt", "filings.a_storm_is_one_filing", "invoices.a_storm_is_one_invoice"),
    # no statement a row, and bounds
    19: ("statements.everything_about_anybody_is_one_statement", "cost.what_costs_too_much_is_refused_before_it_runs", "extent.the_last_is_served_and_the_next_is_refused"),
    # what held on a day, under the permission of today
    20: (
        "certificates.what_is_held_on_a_day_follows_the_rules_over_generated_folders",
        "corrections.what_is_corrected_shows_at_once_and_stays_provable",
        "permissions.no_way_of_writing_leads_around_a_refusal",
    ),
}  # fmt: skip
"""Number of the request: module and test, without `test_`."""


@pytest.fixture(scope="session")
def copies(copies: Copies) -> Copies:
    """The seeded database with the people and accounts of the permission tests in it."""
    return copies.filled(populate)


def test_every_request_has_tests() -> None:
    assert list(PROVEN) == list(range(1, 21))
    named = {name for names in PROVEN.values() for name in names}
    assert [name for name in sorted(named) if not exists(*name.split("."))] == []
    assert not exists("requests", "no_such_test")


def exists(module: str, test: str) -> bool:
    """Whether there is such a test."""
    parsed = ast.parse((HERE.parent / f"test_{module}.py").read_text(encoding="utf-8"))
    return any(isinstance(one, ast.FunctionDef) and one.name == f"test_{test}" for one in parsed.body)


def test_a_refused_information_takes_no_other_with_it(copies: Copies, tmp_path: Path) -> None:
    """Request 2: each right dropped in turn, everything else still arrives, of everybody, by every road."""
    posts = all_but_one(tmp_path / "m.toml")
    rows = {("CM", account.posts[0][1]): frozenset(EXPECTATION.information) - {name} for name, account in posts.items()}
    wanted = replace(EXPECTATION, may={**EXPECTATION.may, **rows})
    with standing_service(copies, tmp_path, matrix=tmp_path / "m.toml") as service:
        for account in posts.values():
            for road in ("nodes", "beneficiaries"):
                assert Asking(account, road, expectation=wanted).differences(service) == []


def test_value_nothing_and_refusal_are_three(copies: Copies, tmp_path: Path) -> None:
    """Request 3: of three people, one error for the field and one entry with their number for the condition."""
    people = [LISTED[0], LISTED[8], LISTED[9]]
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary {
      name certificates { hillyAreaReduction { validUntil } } equipment { insuredNumber } life { cognition { month } }
    } } }"""
    with standing_service(copies, tmp_path) as service:
        answer = service.ask(NURSE.user, query, ids=[person.id for person in people])
    shown = {"certificates": {"hillyAreaReduction": None}, "equipment": None}
    lives: list[Any] = [{"cognition": []}, None, None]
    assert answer.body["data"]["nodes"] == [
        {"name": person.name, **shown, "life": life} for person, life in zip(people, lives, strict=True)
    ]
    assert [error["extensions"]["coordinate"] for error in answer.errors] == ["Beneficiary.equipment"]
    told = [(entry["coordinate"], entry["reason"], entry["people"]) for entry in answer.refusals]
    assert told == [("Beneficiary.life", "CONSENT_MISSING", 2)]


def test_the_documentation_says_what_is_needed(service: Service) -> None:
    """Request 8: introspection, which editors show, has it in words: information and conditions."""
    asked = "query ($name: String!) { __type(name: $name) { fields { name description } } }"
    names = {coordinate.partition(".")[0] for coordinate in RULES}
    told = {
        f"{name}.{field['name']}": field["description"]
        for name in names
        for field in service.ask(CARE_MANAGER.user, asked, name=name).data["__type"]["fields"]
    }
    for coordinate, rule in RULES.items():
        conditions = "、".join(Condition[name].label for name in rule["conditions"])
        needed = f"。閲覧には「{Information[rule['information']].label}」の権限が必要"
        assert told[coordinate].endswith(needed + (f"（条件: {conditions}）" if conditions else "")), coordinate
    assert {name for name, words in told.items() if "の権限が必要" in words} == set(RULES)


def test_reading_is_not_writing(copies: Copies, tmp_path: Path) -> None:
    """Request 10: who may not see the consent may still take it; who sees opinions writes none."""
    matrix = flipped(tmp_path / "m.toml", "CM", "CARE_MANAGER", "CONSENT")
    query = "query ($id: ID!) { beneficiary(id: $id) { consent { status } certification { opinion { data { remarks } } } } }"
    with standing_service(copies, tmp_path, matrix=matrix) as service:
        read = service.ask(CARE_MANAGER.user, query, id=LISTED[0].id)
        taken = service.ask(CARE_MANAGER.user, ROOTS["Mutation.registerConsent"])
        written = service.ask(CARE_MANAGER.user, ROOTS["Mutation.saveOpinion"])
    assert [error["extensions"]["coordinate"] for error in read.errors] == ["Beneficiary.consent"]
    assert read.body["data"]["beneficiary"]["certification"]["opinion"]["data"]["remarks"] == LISTED[0].place("意見0")
    assert taken.data == {"registerConsent": {"__typename": "Refused"}}
    assert (written.body["data"], written.codes) == ({"saveOpinion": None}, ["FORBIDDEN"])


def test_what_can_be_proven_anew_is_said(service: Service) -> None:
    """Request 16: the refusal of a proof that is over says what opens the way."""
    id_ = register_by_fields(service)
    service.clock.instant += DAY
    refused = register(service, id_).data["registerConsent"]["errors"]
    [message] = [error["message"] for error in refused if error["code"] == "PROOF_EXPIRED"]
    assert "本人確認" in message
