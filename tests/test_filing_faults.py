"""What is wrong with a filing is said all at once (B15), by the dry run and the real one alike; and nothing happens."""

import itertools
from typing import Any

from permissions.filing import RULES
from seed.offices import PLACES, At
from tests.filing import CHANGE, RECORDED, received, submit, submitted, tab, validate
from tests.managing import faults
from tests.proving import register_by_fields
from tests.service import Service
from tests.signing_in import stored

Faults = list[tuple[str, list[str]]]
OWN, DAY_CARE, OTHER, CENTER = (PLACES[at].number for at in (At.TEST, At.DAY, At.OTHER_PLANNER, At.SUPPORT_CENTER))
"""The first office, one that makes no plans, another that does, and 地域包括支援センター."""


def at(code: str, name: str) -> tuple[str, list[str]]:
    return code, ["input", name]


KIND, DELEGATION = at("FILING_KIND_NOT_ALLOWED", "kind"), at("DELEGATION_NOT_ALLOWED", "delegateOfficeNumber")
NO_DELEGATE = at("DELEGATE_UNKNOWN", "delegateOfficeNumber")
NO_USE, NOT_OF_USE = at("SERVICE_USE_MISSING", "serviceUse"), at("SERVICE_USE_NOT_ALLOWED", "serviceUse")
RELATION = at("FILER_RELATION_WRONG", "filerRelation")
CASES: list[tuple[str, dict[str, Any], Faults]] = [
    ("hachiro", {"kind": "PREVENTIVE_PLAN"}, [KIND]),
    ("hachiro", {"kind": "PREVENTIVE_MANAGEMENT"}, [KIND]),
    ("multi-manager", {"kind": "PREVENTIVE_MANAGEMENT"}, [KIND]),
    ("houkatsu", {"kind": "CARE_PLAN"}, [KIND]),
    ("houkatsu", {"kind": "CARE_PLAN", "delegateOfficeNumber": OWN}, [KIND, DELEGATION]),
    ("hachiro", {"delegateOfficeNumber": OTHER}, [DELEGATION]),
    ("multi-manager", {"kind": "PREVENTIVE_PLAN", "serviceUse": "NOT_USED", "delegateOfficeNumber": OWN}, [DELEGATION]),
    ("houkatsu", {"kind": "PREVENTIVE_PLAN", "delegateOfficeNumber": DAY_CARE}, [NO_DELEGATE]),
    ("houkatsu", {"kind": "PREVENTIVE_PLAN", "delegateOfficeNumber": CENTER}, [NO_DELEGATE]),
    ("houkatsu", {"kind": "PREVENTIVE_PLAN", "delegateOfficeNumber": "\0"}, [NO_DELEGATE]),
    ("hachiro", {**CHANGE, "changeReason": None}, [at("CHANGE_REASON_MISSING", "changeReason")]),
    ("hachiro", {**CHANGE, "changeReason": " \n"}, [at("CHANGE_REASON_MISSING", "changeReason")]),
    ("hachiro", {**CHANGE, "changeReason": "a" * 501}, [at("CHANGE_REASON_WRONG", "changeReason")]),
    ("hachiro", {**CHANGE, "changeReason": "a\0"}, [at("CHANGE_REASON_WRONG", "changeReason")]),
    ("hachiro", {**CHANGE, "changeReason": "a" * 250 + "\n" + "b" * 249}, []),
    ("hachiro", {**CHANGE, "changedOn": None}, [at("CHANGED_ON_MISSING", "changedOn")]),
    ("hachiro", {**CHANGE, "changedOn": "2025-12-16"}, [at("CHANGED_ON_WRONG", "changedOn")]),
    ("hachiro", {**CHANGE, "changedOn": "2024-12-13"}, [at("CHANGED_ON_WRONG", "changedOn")]),
    ("hachiro", {**CHANGE, "changedOn": "2024-12-14"}, []),
    ("hachiro", {"changeReason": "転居"}, [at("CHANGE_NOT_ALLOWED", "changeReason")]),
    ("hachiro", {"changedOn": "2025-12-15"}, [at("CHANGE_NOT_ALLOWED", "changedOn")]),
    ("hachiro", {"startsOn": "2026-12-17"}, [at("STARTS_ON_WRONG", "startsOn")]),
    ("hachiro", {"startsOn": "2026-12-16"}, []),
    ("hachiro", {"startsOn": "2024-12-13"}, [at("STARTS_ON_WRONG", "startsOn")]),
    ("hachiro", {"serviceUse": "NOT_USED"}, [NOT_OF_USE]),
    ("houkatsu", {"kind": "PREVENTIVE_PLAN", "serviceUse": "NOT_USED"}, [NOT_OF_USE]),
    ("multi-manager", {}, [NO_USE]),
    ("multi-manager", {"kind": "PREVENTIVE_PLAN"}, [NO_USE]),
    ("multi-manager", {"serviceUse": "USED"}, [at("SERVICES_USED_MISSING", "servicesUsed")]),
    (
        "multi-manager",
        {"serviceUse": "NOT_USED", "servicesUsed": "訪問介護"},
        [at("SERVICES_USED_NOT_ALLOWED", "servicesUsed")],
    ),
    ("hachiro", {"requestedOn": "2025-12-16"}, [at("REQUESTED_ON_WRONG", "requestedOn")]),
    ("hachiro", {"requestedOn": "2024-12-13"}, [at("REQUESTED_ON_WRONG", "requestedOn")]),
    ("hachiro", {"delegationChosen": False}, [at("DELEGATION_NOT_CHOSEN", "delegationChosen")]),
    ("hachiro", {"filerRelation": "SELF"}, [RELATION]),
    ("hachiro", {"filerRelation": "FAMILY"}, [RELATION]),
    ("hachiro", {"filerRelation": "REPRESENTATIVE"}, [RELATION]),
    ("hachiro", {"filerRelation": "SERVICE_PROVIDER"}, []),
    ("clerk", {"filerRelation": "CARE_MANAGER"}, [RELATION]),
    ("clerk", {"filerRelation": "SERVICE_PROVIDER"}, []),
    ("hachiro", {"disclosureConsent": False}, []),
]
ALL_AT_ONCE: dict[str, Any] = {
    "kind": "CARE_PLAN",
    "classification": "CHANGE",
    "delegateOfficeNumber": DAY_CARE,
    "changeReason": "",
    "startsOn": "2030-01-01",
    "serviceUse": "USED",
    "requestedOn": "2030-01-01",
    "delegationChosen": False,
    "filerRelation": "SELF",
}
ALL = [
    *(KIND, DELEGATION, at("CHANGE_REASON_MISSING", "changeReason"), at("CHANGED_ON_MISSING", "changedOn")),
    *(at("STARTS_ON_WRONG", "startsOn"), NOT_OF_USE, at("SERVICES_USED_MISSING", "servicesUsed")),
    *(at("REQUESTED_ON_WRONG", "requestedOn"), at("DELEGATION_NOT_CHOSEN", "delegationChosen"), RELATION, NO_DELEGATE),
]
BY = ("hachiro", "multi-manager", "houkatsu", "clerk")


def people(service: Service) -> dict[str, str]:
    """Somebody whom all of these offices have proven."""
    return {by: register_by_fields(service, by=by) for by in BY}


def test_every_fault_is_named_with_its_place(service: Service) -> None:
    """By the dry run; the real one says the same wherever there is a fault, and then nothing has happened."""
    id_ = people(service)
    before = stored(service, *RECORDED)
    for by, changed, expected in CASES:
        checked = validate(service, id_[by], by, **changed).data["validateFiling"]
        assert [(one["code"], one["path"]) for one in checked.get("errors", [])] == expected, (by, changed)
        assert expected or checked["beneficiaryId"] == id_[by]
        assert not expected or submit(service, id_[by], by, **changed).data == {"submitFiling": checked}
    assert stored(service, *RECORDED) == before


def test_all_of_them_come_at_once(service: Service) -> None:
    id_ = people(service)["houkatsu"]
    service.clock.instant = service.clock.instant.replace(day=16)
    before = stored(service, *RECORDED)
    checked, real = (ask(service, id_, "houkatsu", **ALL_AT_ONCE) for ask in (validate, submit))
    assert checked.data["validateFiling"] == real.data["submitFiling"]
    assert faults(real) == [at("PROOF_EXPIRED", "beneficiaryId"), *ALL]
    assert stored(service, *RECORDED) == before


def test_a_dry_run_leaves_nothing_and_the_real_run_follows(service: Service) -> None:
    """With the same key: it is not used up, and neither is the proof."""
    id_, key = people(service)["hachiro"], "filing-0001"
    before = stored(service, *RECORDED)
    for _ in range(3):
        assert validate(service, id_, idempotencyKey=key).data["validateFiling"]["beneficiaryId"] == id_
    assert stored(service, *RECORDED) == before
    filing = submitted(service, id_, idempotencyKey=key)
    # and once it is done, both say that it is
    known = stored(service, *RECORDED)
    assert validate(service, id_, idempotencyKey=key).data["validateFiling"]["beneficiaryId"] == id_
    reused = [("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])]
    for ask in (validate, submit):
        assert faults(ask(service, id_, idempotencyKey=key, disclosureConsent=False)) == reused
        assert faults(ask(service, id_)) == [at("FILING_PENDING", "kind")]
        assert faults(ask(service, id_, idempotencyKey="!")) == [at("IDEMPOTENCY_KEY_WRONG", "idempotencyKey")]
    assert stored(service, *RECORDED) == known
    assert [one["id"] for one in tab(service, id_)] == [filing]


def test_another_kind_and_another_office_may_wait_beside_it(service: Service) -> None:
    id_, before = people(service), len(received(service))
    submitted(service, id_["hachiro"])
    submitted(service, id_["multi-manager"], "multi-manager", serviceUse="NOT_USED")
    submitted(service, id_["multi-manager"], "multi-manager", serviceUse="NOT_USED", kind="PREVENTIVE_PLAN")
    submitted(service, id_["houkatsu"], "houkatsu", kind="PREVENTIVE_MANAGEMENT")
    assert len(received(service)) == before + 4
    # and each office sees its own alone
    seen = {by: [one["kind"] for one in tab(service, id_[by], by)] for by in BY}
    assert seen == {
        "hachiro": ["CARE_PLAN"],
        "clerk": ["CARE_PLAN"],
        "multi-manager": ["PREVENTIVE_PLAN", "CARE_PLAN"],
        "houkatsu": ["PREVENTIVE_MANAGEMENT"],
    }


def test_the_rule_table_keeps_the_kinds_apart() -> None:
    """No service files two kinds; each rule says what it rests on."""
    for one, other in itertools.combinations(RULES.values(), 2):
        assert one.services & other.services == set()
    assert [rule.basis for rule in RULES.values()] == ["A18"] * 3
