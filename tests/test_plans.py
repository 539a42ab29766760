"""The store of plans: bounded, never one viewer's plan for another, and a broken plan is not a broken service."""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from loaders import compiled
from loaders.compiled import MOST_PLANS
from models.rows import Beneficiary
from permissions.matrix import load_matrix
from tests.permission_matrix import flipped
from tests.service import Answer, Service

pytestmark = pytest.mark.both

NO_CERTIFICATES = ("SVC", "NURSE", "CERTIFICATES")
VIEWERS = ("hachiro", "nurse", "care-manager", "hospital-doctor", "board-member", "partner")
SORTS = ("KANA", "INSURED_NUMBER", "VIEWING_UNTIL", "REGISTERED_ON")
FILTERS: tuple[dict[str, object], ...] = (
    {},
    {"search": "13"},
    {"search": "リヨウ"},
    {"initialRow": "ラ"},
    {"days": 30},
)
PAGES: tuple[dict[str, object], ...] = ({"first": 3}, {"last": 3})
LIST = """
  query List($first: Int, $last: Int, $sort: Sort! = KANA, $search: String, $initialRow: String, $days: Int) {
    beneficiaries(first: $first, last: $last, sort: $sort, search: $search, initialRow: $initialRow, expiringWithin: $days) {
      totalCount
      edges { cursor node { name address consentStatus equipment { remainingBase } certificates { burdenRatio { firstRatio } } } }
    }
  }
"""
BY_ID = "query ($id: ID!, $ids: [ID!]!) { beneficiary(id: $id) { name life { cognition { month } } } nodes(ids: $ids) { id } }"


def parsed(answer: Answer) -> Any:
    """An answer with the order of its keys; PostgreSQL writes blanks between them."""
    return answer.status, json.loads(answer.content, object_pairs_hook=list)


def told(service: Service) -> dict[str, float]:
    """What /metrics counts."""
    lines = service.client.get("/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_new_literals_do_not_fill_the_memory(service: Service) -> None:
    # given one question, asked with a new literal each time
    endpoint = service.app.state.endpoint
    for number in range(MOST_PLANS + 50):
        assert service.ask("hachiro", f'{{ beneficiary(id: "bnf_{number:016}") {{ name }} }}').data == {
            "beneficiary": None
        }

    # then only the latest are kept, and the counts tell
    assert len(endpoint.plans.kept) == MOST_PLANS
    assert len(endpoint.admission.documents._kept) == MOST_PLANS
    assert told(service)["kaigo_plans_kept"] == MOST_PLANS
    assert told(service)['kaigo_plans_asked_total{outcome="miss"}'] == MOST_PLANS + 50


def test_one_document_for_everybody_gives_each_his_own(open_service: Callable[..., Service]) -> None:
    """Alternating viewers, sorts, filters and pages: each answer is that of the plain reader, which keeps no plans."""
    service, plain = open_service(), open_service(interpret=True)
    for sort, filters, page in product(SORTS, FILTERS, PAGES):
        for viewer in VIEWERS:
            variables = {"sort": sort, **filters, **page}
            assert parsed(service.ask(viewer, LIST, **variables)) == parsed(plain.ask(viewer, LIST, **variables))
    assert told(service)['kaigo_plans_asked_total{outcome="miss"}'] < len(VIEWERS) + 1


def test_ids_of_every_kind_share_a_plan(open_service: Callable[..., Service]) -> None:
    service, plain = open_service(), open_service(interpret=True)
    with service.rows() as rows:
        known = rows.exec(select(Beneficiary.id).limit(3)).all()
    for id_, viewer in product((*known, "bnf_aaaaaaaaaaaaaaaa", "junk", "", "\0", 7), ("hachiro", "nurse", "clerk")):
        variables = {"id": id_, "ids": [id_, *known]}
        assert parsed(service.ask(viewer, BY_ID, **variables)) == parsed(plain.ask(viewer, BY_ID, **variables))


def test_another_matrix_has_plans_of_its_own(service: Service, tmp_path: Path) -> None:
    # given a plan made under one matrix
    query = "{ beneficiaries(first: 3) { edges { node { certificates { burdenRatio { firstRatio } } } } } }"
    shown = service.ask("nurse", query)
    assert shown.data["beneficiaries"]["edges"]
    # when the same document is asked under another one
    endpoint: Any = service.app.state.endpoint
    before = endpoint.house
    endpoint.house = replace(before, matrix=load_matrix(flipped(tmp_path / "other.toml", *NO_CERTIFICATES)))
    refused = service.ask("nurse", query)
    endpoint.house = before
    # then the answers differ, and the first plan still stands
    assert refused.codes == ["FORBIDDEN"]
    assert service.ask("nurse", query).content == shown.content


def test_a_broken_plan_is_answered_by_the_plain_reader(
    open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    query = "{ beneficiaries(first: 3) { edges { node { name } } } }"
    plain = open_service(interpret=True).ask("hachiro", query)
    service = open_service()

    def broken(*_: object) -> None:
        raise RuntimeError("no plan")

    monkeypatch.setattr(compiled, "prepared", broken)
    answer = service.ask("hachiro", query)

    assert (answer.status, answer.content) == (200, plain.content)
    [entry] = caplog.records
    digest = hashlib.sha256(query.encode()).hexdigest()
    assert (entry.levelno, entry.getMessage()) == (logging.ERROR, f"the plan of document {digest} is broken")
    assert told(service)['kaigo_declined_total{reason="broken"}'] == 1


def test_only_introspection_is_declined(service: Service) -> None:
    service.ask("hachiro", "{ __schema { queryType { name } } viewer { userId } }")
    declined = {name: times for name, times in told(service).items() if name.startswith("kaigo_declined_total")}
    assert declined == {'kaigo_declined_total{reason="__schema"}': 1}
