"""Why does this account see that, or not? (features.md B04): the explanation is the decision, for administrators alone."""

import datetime
import json

import pytest
from graphql import GraphQLObjectType

from loaders.explanation import MOST_FIELDS
from seed.stories import STORIES
from tests.access_history import history, sentences
from tests.consenting import withdraw
from tests.documents import below
from tests.explaining import NOBODY, explain, told
from tests.proving import person
from tests.recorded import found
from tests.service import Service
from tests.test_compiled import SCHEMA, everything

ACCESS = "query ($id: ID!) { beneficiary(id: $id) { access { information readable reason remedy } } }"
COLLEAGUES = ("hachiro", "care-manager", "office-manager", "nurse", "clerk", "partner", "office-user")
TOLD = ("opinion-withheld", "protected", "consent-withdrawn", "charge-of-colleague")
PERSON = SCHEMA.type_map["Beneficiary"]
assert isinstance(PERSON, GraphQLObjectType)
FIELDS = sorted(below(PERSON))
PROTECTED = {
    f"{name}.{field}"
    for name, kind in SCHEMA.type_map.items()
    if isinstance(kind, GraphQLObjectType)
    for field, definition in kind.fields.items()
    if definition.ast_node and any(mark.name.value == "requires" for mark in definition.ast_node.directives or ())
}
CELLS = (("一般ユーザ", "guide"), ("その他のサービス x 看護職員", "A01"))
CONSENT = "同意タブで同意を登録してください。"


def test_the_trace_names_cells_conditions_and_times(service: Service) -> None:
    # given a nurse, and somebody whose consent was taken back
    explained = told(
        service, "consent-withdrawn", "nurse", "Beneficiary.name", "BarthelRecord.month", "Equipment.remainingBase"
    )
    # then each field is decided by the first information that is hidden
    assert [
        (one["coordinate"], one["information"], one["decidedBy"], one["reason"]) for one in explained["fields"]
    ] == [
        ("Beneficiary.name", ["LIST"], None, None),
        ("BarthelRecord.month", ["LIST", "LIFE"], "LIFE", "CONSENT_MISSING"),
        ("Equipment.remainingBase", ["LIST", "HOUSING_EQUIPMENT"], "HOUSING_EQUIPMENT", "FORBIDDEN"),
    ]
    kind, post = ({"label": label, "allowed": True, "basis": basis} for label, basis in CELLS)
    by_name = {one["information"]: one for one in explained["information"]}
    assert by_name["LIFE"] == {
        "information": "LIFE",
        "informationLabel": "照会用LIFE情報",
        "readable": False,
        "reason": "CONSENT_MISSING",
        "reasonLabel": "本人の同意が登録されていません。",
        "remedy": CONSENT,
        "cells": [kind, post],
        "conditions": [
            {"code": "CONSENT_MISSING", "label": "本人の同意", "met": False, "basis": "A03", "remedy": CONSENT}
        ],
    }
    assert by_name["HOUSING_EQUIPMENT"]["cells"] == [kind, {**post, "allowed": False, "basis": "guide"}]
    assert [one["met"] for one in by_name["HOUSING_EQUIPMENT"]["conditions"]] == [False], "another one makes the plan"
    assert explained["proof"] == {
        "method": "PRINTED_FIELDS",
        "methodLabel": "券面情報",
        "provenAt": "2025-11-10T10:00:00+09:00",
        "expiresAt": "2025-11-11T10:00:00+09:00",
        "registeredOn": "2025-11-10",
        "viewingUntil": "2026-02-02",
        "listOpenedAt": None,
    }
    assert explained["consent"] == {
        "status": "WITHDRAWN",
        "statusLabel": "取消",
        "route": "OFFICE",
        "recordedAt": "2025-11-20T14:00:00+09:00",
        "receipt": None,
    }
    assert explained["charge"] == {"userId": "hachiro", "since": "2025-04-01", "until": None}
    assert (explained["userId"], explained["accountName"]) == ("nurse", "看護 みどり")
    assert (explained["accountKindLabel"], explained["at"]) == ("一般ユーザ", "2025-12-15T09:00:00+09:00")


def test_it_is_what_execution_decides(service: Service) -> None:
    """Every field of a person, for every colleague: the trace is the decision (B04, section 4 row 7)."""
    query = f"query ($id: ID!) {{ beneficiary(id: $id) {{ {everything(PERSON)} }} }}"
    met, asked = set(), tuple(one for one in FIELDS if one in PROTECTED)
    for story in TOLD:
        id_ = person(service, STORIES[story]).id
        for viewer in COLLEAGUES:
            explained = explain(service, id_, viewer, asked).data["explainAccess"]
            hidden = {
                (one["coordinate"], one["reason"])
                for one in explained["fields"]
                if not one["readable"] and one["decidedBy"] == one["information"][-1]
            }
            answer = service.ask(viewer, query, id=id_)
            refused = {(one["extensions"]["coordinate"], "FORBIDDEN") for one in answer.errors}
            refused |= {(one["coordinate"], one["reason"]) for one in answer.refusals}
            if viewer == "office-user":  # the list is what it may not see
                assert {reason for _, reason in hidden} == {"FORBIDDEN"}
                assert refused == {("Query.beneficiary", "FORBIDDEN")}
                continue
            assert refused <= hidden, (story, viewer)
            tabs = {one for one in hidden if one[0].startswith("Beneficiary.")}
            assert tabs <= refused, (story, viewer)
            met |= {reason for _, reason in refused}
            shown = service.ask(viewer, ACCESS, id=id_).data["beneficiary"]["access"]
            assert [{name: one[name] for name in shown[0]} for one in explained["information"]] == shown
    assert met == {"FORBIDDEN", "CONSENT_MISSING", "NOT_IN_CHARGE", "OPINION_WITHHELD", "ADDRESS_PROTECTED"}


def test_every_field_of_a_person_can_be_asked_for(service: Service) -> None:
    answered = []
    for start in range(0, len(FIELDS), MOST_FIELDS):
        answered += told(service, "two-offices", "care-manager", *FIELDS[start : start + MOST_FIELDS])["fields"]
    assert {one["coordinate"] for one in answered} == set(FIELDS)
    assert all(one["information"][0] == "LIST" for one in answered)


def test_asking_is_recorded_and_told_to_the_person(service: Service) -> None:
    one = person(service, STORIES["two-offices"])
    explain(service, one.id, "nurse")
    [(people, coordinates, refusals)] = found(service, "SELECT people, coordinates, refusals FROM read_record")
    assert json.loads(people) == [one.id]
    assert (json.loads(coordinates), json.loads(refusals)) == (["Query.explainAccess"], [])
    service.clock.instant += datetime.timedelta(minutes=1)
    [sentence] = sentences(history(service, one.insured_number))
    assert "「職員が見られる情報とその理由」を見ました" in sentence


def test_it_is_told_as_of_now(service: Service) -> None:
    one = person(service, STORIES["two-offices"])
    assert told(service, "two-offices", "nurse", "Beneficiary.life")["fields"][0]["readable"]
    service.clock.instant += datetime.timedelta(hours=1)
    withdraw(service, one.id)
    after = told(service, "two-offices", "nurse", "Beneficiary.life")
    assert (after["fields"][0]["reason"], after["consent"]["status"]) == ("CONSENT_MISSING", "WITHDRAWN")
    assert after["consent"]["recordedAt"] == "2025-12-15T10:00:00+09:00"
    until = datetime.date.fromisoformat(after["proof"]["viewingUntil"])
    service.clock.instant = datetime.datetime.combine(until, datetime.time(14, 59, 59), datetime.UTC)
    assert explain(service, one.id, "nurse").data["explainAccess"]["proof"]["viewingUntil"] == until.isoformat()
    service.clock.instant += datetime.timedelta(seconds=1)
    assert explain(service, one.id, "nurse").data == {"explainAccess": None}


@pytest.mark.parametrize("fields", [("Query.beneficiaries",), ("life",), tuple(FIELDS[: MOST_FIELDS + 1])])
def test_what_is_no_field_of_a_person_is_said(service: Service, fields: tuple[str, ...]) -> None:
    [error] = explain(service, person(service, STORIES["two-offices"]).id, "nurse", fields).errors
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("BAD_USER_INPUT", "fields")
    assert explain(service, NOBODY, "nobody", fields).errors == [error]
