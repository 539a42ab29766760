"""Filing on behalf of a person (guide p.19; S61, S64): sent once, and never changed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import ActionRecord, Filing, Office
from tests.filing import CHANGE, TOUCHED, answer, received, submit, submitted, tab, withdraw
from tests.managing import faults
from tests.proving import NOBODY, person, register_by_fields, tried
from tests.service import Service
from tests.signing_in import change, stored

NOW = "2025-12-15T09:00:00+09:00"
MULTI = {"kind": "CARE_PLAN", "serviceUse": "NOT_USED"}
PREVENTIVE = {"kind": "PREVENTIVE_PLAN", "delegateOfficeNumber": "4400000011"}
MANAGEMENT = {"kind": "PREVENTIVE_MANAGEMENT", "delegateOfficeNumber": "4400000011"}
VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("hachiro", {"kind": "CARE_PLAN"}),
    ("multi-manager", {**MULTI, "serviceUse": "USED", "servicesUsed": "訪問介護"}),
    ("houkatsu", PREVENTIVE),
    ("houkatsu", {"kind": "PREVENTIVE_PLAN"}),
    ("houkatsu", MANAGEMENT),
]
"""Who files what (A18)."""


@pytest.mark.parametrize("more", [{}, CHANGE, {"classification": "PROVISIONAL"}], ids=["new", "change", "provisional"])
@pytest.mark.parametrize(("by", "told"), VARIANTS)
def test_each_kind_is_filed_new_or_as_a_change(
    service: Service, by: str, told: dict[str, Any], more: dict[str, Any]
) -> None:
    # given a person who was proven at the office
    id_ = register_by_fields(service, by=by)
    # when the office files
    taken = submit(service, id_, by, **told, **more).data["submitFiling"]
    # then it has a receipt, and both sides see all of it
    assert taken == {"id": taken["id"], "beneficiaryId": id_, "submittedAt": NOW}
    [here], [there] = tab(service, id_, by), [one for one in received(service) if one["id"] == taken["id"]]
    asked = {**told, **more}
    kept = {name: value for name, value in asked.items() if name != "delegateOfficeNumber"}
    assert {name: here[name] for name in kept} == kept == {name: there[name] for name in kept}
    assert here["delegateNumber"] == asked.get("delegateOfficeNumber")
    assert (there["delegate"] or {}).get("name") == here["delegateName"]
    assert there["office"]["number"] == here["officeNumber"]
    assert here["status"] == there["status"] == "SUBMITTED"
    assert tried(service)[-1] == ("submitFiling", "DONE", f'["{id_}","{taken["id"]}"]')


def test_what_the_municipality_receives(service: Service) -> None:
    id_ = register_by_fields(service, by="hachiro")
    found, filing = person(service), submitted(service, id_, **CHANGE)
    assert received(service)[-1] == {
        "id": filing,
        "kind": "CARE_PLAN",
        "classification": "CHANGE",
        "status": "SUBMITTED",
        "statusLabel": "提出済",
        "filedOn": "2025-12-15",
        "changeReason": "転居のため",
        "changedOn": "2025-12-15",
        "startsOn": "2025-12-15",
        "person": {
            "insurerNumber": "123456",
            "insuredNumber": NOBODY,
            "name": found.name,
            "kana": found.kana,
            "birthDate": str(found.birth_date),
            "sex": found.sex.name,
            "postalCode": found.postal_code,
            "address": found.address,
            "phone": found.phone,
        },
        "office": {
            "number": "4400000011",
            "name": "テスト事業所（大分一）",
            "address": "見本市中央一丁目1番1号",
            "phone": "097-000-1001",
        },
        "delegate": None,
        "serviceUse": None,
        "servicesUsed": None,
        "requestedOn": "2025-12-15",
        "requestMethod": "VISIT",
        "filerName": "受け入れ八郎",
        "filerRelation": "CARE_MANAGER",
        "disclosureConsent": True,
        "events": [
            {
                "status": "SUBMITTED",
                "statusLabel": "提出済",
                "at": NOW,
                "by": "受け入れ八郎",
                "receivedOn": None,
                "reasons": [],
            }
        ],
    }


def test_one_key_is_one_filing_and_one_receipt(service: Service) -> None:
    id_, before = register_by_fields(service, by="hachiro"), len(received(service))
    answers = [submit(service, id_, idempotencyKey="filing-0001") for _ in range(3)]
    assert answers[0].content == answers[1].content == answers[2].content
    assert len(received(service)) == before + 1
    reused = submit(service, id_, idempotencyKey="filing-0001", startsOn="2025-12-16")
    assert faults(reused) == [("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])]


@pytest.mark.parametrize("keys", ["one", "each its own"])
def test_a_storm_is_one_filing(service: Service, keys: str) -> None:
    """Sixteen at once: one key gives one receipt, many keys one receipt and a pending one."""
    id_, before = register_by_fields(service, by="hachiro"), len(received(service))
    made = ["filing-0001" if keys == "one" else f"filing-{place:04}" for place in range(16)]
    with ThreadPoolExecutor(16) as many:
        answers = list(many.map(lambda key: submit(service, id_, idempotencyKey=key), made))
    taken = [one.content for one in answers if "id" in one.data["submitFiling"]]
    rest = [faults(one) for one in answers if "errors" in one.data["submitFiling"]]
    assert len(received(service)) == before + 1
    assert len(set(taken)) == 1
    assert rest == [[("FILING_PENDING", ["input", "kind"])]] * (0 if keys == "one" else 15)
    assert len(taken) + len(rest) == 16
    with service.rows() as rows:
        done = select(ActionRecord).where(col(ActionRecord.action) == "submitFiling")
        assert len(rows.scalars(done).all()) == 1


def test_nothing_changes_once_it_is_sent(service: Service) -> None:
    """Neither by another filing, nor when the office and the account are called otherwise."""
    id_ = register_by_fields(service, by="hachiro")
    filing = submitted(service, id_)
    shown, before = tab(service, id_), stored(service, Filing)
    assert faults(submit(service, id_, startsOn="2025-12-20")) == [("FILING_PENDING", ["input", "kind"])]
    change(service, "hachiro", name="改名 八郎")
    with service.rows() as rows:
        rows.get_one(Office, 1).name = "改名事業所"
        rows.commit()
    assert tab(service, id_) == shown
    assert stored(service, Filing) == before
    # and an answer changes nothing but the status
    answer(service, filing, accepted=False, reasons=["記載不備"])
    left = [name for name in Filing.model_fields if name != "status"]
    assert [[getattr(one, name) for name in left] for one in filings(service)] == [
        [value for name, value in zip(Filing.model_fields, row, strict=True) if name != "status"] for row in before
    ]


def filings(service: Service) -> list[Filing]:
    with service.rows() as rows:
        return list(rows.scalars(select(Filing)).all())


def test_a_waiting_filing_is_withdrawn_once_and_by_its_office_alone(service: Service) -> None:
    id_ = register_by_fields(service, by="hachiro")
    filing = submitted(service, id_)
    service.token("multi-manager")
    before = stored(service, *TOUCHED)
    assert faults(withdraw(service, filing, "multi-manager")) == [("FILING_UNKNOWN", ["input", "id"])]
    assert faults(withdraw(service, "fil_\0")) == [("FILING_UNKNOWN", ["input", "id"])]
    assert withdraw(service, filing, "nurse").codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
    # when its office takes it back
    withdrawn = {"withdrawFiling": {"id": filing, "status": "WITHDRAWN"}}
    assert withdraw(service, filing, "care-manager").data == withdrawn
    # then both sides see it, once, and the way is open for another
    steps = [(one["status"], one["by"]) for one in tab(service, id_)[0]["events"]]
    assert steps == [("SUBMITTED", "受け入れ八郎"), ("WITHDRAWN", "計画 つばさ")]
    assert [one["status"] for one in received(service) if one["id"] == filing] == ["WITHDRAWN"]
    assert faults(withdraw(service, filing)) == [("FILING_NOT_PENDING", ["input", "id"])]
    again = submitted(service, id_)
    assert [one["id"] for one in tab(service, id_)] == [again, filing]
