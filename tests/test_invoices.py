"""The invoice for an opinion (主治医意見書作成料請求書; guide function 8, S74): drafted, sent once, and never changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from models.rows import Office
from tests.invoice import (
    FORM,
    RECORDED,
    TOUCHED,
    WORTH,
    answer,
    codes,
    invoice,
    invoices,
    received,
    save,
    saved,
    send,
    send_draft,
    sent,
    validate,
    withdraw,
)
from tests.managing import faults
from tests.opinion_target import registered
from tests.proving import tried
from tests.service import Answer, Service
from tests.signing_in import stored

NOW = "2025-12-15T09:00:00+09:00"
NOT_WAITING = [("INVOICE_NOT_WAITING", ["input", "id"])]
DUPLICATE, DRAFT_MISSING = ([(code, ["input", "target"])] for code in ("INVOICE_DUPLICATE", "DRAFT_MISSING"))
EXAMINED: dict[str, Any] = {
    "withoutDoctor": True,
    "examinations": [{"kind": "FIRST_VISIT", "points": 291}, {"kind": "BLOOD_COUNT", "points": 21}],
}


def test_a_draft_is_sent_and_both_sides_see_all_of_it(service: Service) -> None:
    target = registered(service)
    drafted = save(service, target, remark="主治医なし", total=8_932, **EXAMINED).data["saveInvoice"]
    amounts = {"fee": 5_000, "examinationFee": 3_120, "subtotal": 8_120, "taxPercent": 10, "tax": 812, "total": 8_932}
    id_, warnings = drafted["id"], [{"code": "OPINION_NOT_HERE", "path": ["input", "target"]}]
    assert drafted == {"id": id_, "amounts": amounts, "errors": [], "warnings": warnings}
    assert tried(service)[-1] == ("saveInvoice", "DONE", f'["{target}","{id_}"]')
    draft = invoice(service, id_)
    assert (draft["status"], draft["sentAt"], draft["claimedOn"], draft["events"]) == ("DRAFT", None, None, [])
    assert id_ not in [one["id"] for one in received(service)]
    # when it is sent
    taken = send_draft(service, target).data["sendInvoice"]
    # then it has a receipt
    assert taken == {"id": id_, "sentAt": NOW, "amounts": amounts, "warnings": warnings}
    assert tried(service)[-1] == ("sendInvoice", "DONE", f'["{target}","{id_}"]')
    # and both sides see the same
    here, there = invoice(service, id_), next(one for one in received(service) if one["id"] == id_)
    assert here == there
    assert here == {
        "id": id_,
        "status": "SENT",
        "statusLabel": "送信済",
        "category": "HOME_NEW",
        "categoryLabel": "在宅新規",
        "opinionWrittenOn": "2025-12-12",
        "opinionSentOn": "2025-12-13",
        "claimedOn": "2025-12-15",
        "withoutDoctor": True,
        "target": {
            "id": target,
            "insurerNumber": "123456",
            "insurerName": "見本市",
            "insuredNumber": "H000000017",
            "name": "保護 はな",
            "kana": "ホゴ ハナ",
            "birthDate": "1962-05-04",
            "sex": "FEMALE",
            "requestedOn": "2025-12-10",
        },
        "examinations": [
            {"kind": "FIRST_VISIT", "kindLabel": "初診料", "points": 291},
            {"kind": "BLOOD_COUNT", "kindLabel": "血液一般検査", "points": 21},
        ],
        "officeNumber": "4410100297",
        "officeName": "例示内科医院",
        "officeAddress": "見本市若葉三丁目6番1号",
        "officePhone": "097-000-1006",
        "founderName": "医療法人 例示会",
        "bankAccount": None,
        "remark": "主治医なし",
        **amounts,
        "sentAt": NOW,
        "events": [
            {
                "status": "SENT",
                "statusLabel": "送信済",
                "at": NOW,
                "by": "例示 はるか",
                "receivedOn": None,
                "reasons": [],
            }
        ],
    }


def test_a_draft_may_have_blanks_and_is_written_anew(service: Service) -> None:
    """As often as one likes; what is blank is told, and stands in the way of sending alone."""
    target = registered(service)
    blank: dict[str, Any] = dict.fromkeys(FORM)
    drafted = save(service, target, **blank).data["saveInvoice"]
    assert codes(drafted["errors"]) == [
        "CATEGORY_MISSING",
        "OPINION_WRITTEN_ON_MISSING",
        "OPINION_SENT_ON_MISSING",
        "FOUNDER_NAME_MISSING",
    ]
    assert drafted["amounts"] is None
    assert invoice(service, drafted["id"])["total"] is None
    before = stored(service, *TOUCHED)
    refused = [send_draft(service, target), send(service, target, **blank), validate(service, target, **blank)]
    assert [one["errors"] for answered in refused for one in answered.data.values()] == [drafted["errors"]] * 3
    assert stored(service, *TOUCHED) == before
    # when it is filled in, another way each time
    assert saved(service, target, category="FACILITY_NEW", **EXAMINED) == drafted["id"]
    assert saved(service, target, bankAccount="見本銀行 本店 普通 0000001") == drafted["id"]
    # then it is the same draft, with what came last, and nothing else
    [found] = [one for one in invoices(service) if one["target"]["id"] == target]
    assert (found["category"], found["withoutDoctor"], found["examinations"]) == ("HOME_NEW", False, [])
    assert found["bankAccount"] == "見本銀行 本店 普通 0000001"
    assert {name: found[name] for name in WORTH} == WORTH
    # and what is sent at once takes its place
    assert sent(service, target, category="FACILITY_NEW", **EXAMINED) == drafted["id"]
    [found] = [one for one in invoices(service) if one["target"]["id"] == target]
    assert (found["status"], found["bankAccount"], found["total"]) == ("SENT", None, 7_832)


def test_one_key_is_one_invoice_and_many_keys_are_one_too(service: Service) -> None:
    target, before = registered(service), len(received(service))
    assert faults(send_draft(service, target)) == DRAFT_MISSING
    id_ = saved(service, target)
    answers = [send_draft(service, target, idempotencyKey="invoice-0001") for _ in range(3)]
    assert answers[0].content == answers[1].content == answers[2].content
    assert answers[0].data["sendInvoice"]["id"] == id_
    after = stored(service, *TOUCHED)
    assert faults(send_draft(service, target)) == faults(send(service, target)) == DUPLICATE
    reused = send_draft(service, target, idempotencyKey="invoice-0001", content=FORM)
    assert faults(reused) == [("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])]
    assert stored(service, *TOUCHED) == after
    assert len(received(service)) == before + 1


@pytest.mark.parametrize("act", [save, send, send_draft], ids=["save", "send", "draft"])
def test_a_storm_is_one_invoice(service: Service, act: Callable[..., Answer]) -> None:
    """Sixteen at once with keys of their own: one draft, sent once."""
    target, before = registered(service), len(received(service))
    if act is send_draft:
        saved(service, target)
    with ThreadPoolExecutor(16) as many:
        answers = list(many.map(lambda _: act(service, target), range(16)))
    outcomes = [next(iter(answered.data.values())) for answered in answers]
    mine = [one["id"] for one in invoices(service) if one["target"]["id"] == target]
    done = [outcome["id"] for outcome in outcomes if "id" in outcome]
    assert len(mine) == 1
    assert {*done} == {*mine}
    refused = [faults(answered) for answered, one in zip(answers, outcomes, strict=True) if "id" not in one]
    assert refused == ([] if act is save else [DUPLICATE] * 15)
    assert [one["id"] for one in received(service)][before:] == ([] if act is save else mine)


def test_nothing_changes_once_it_is_sent(service: Service) -> None:
    """Neither by another save, nor when the clinic is called otherwise; an answer changes the status alone."""
    target = registered(service)
    id_ = sent(service, target, **EXAMINED)
    shown, before = invoice(service, id_), stored(service, *TOUCHED)
    for act in (save, send, validate):
        assert faults(act(service, target, category="FACILITY_NEW")) == DUPLICATE
    # with all else that is wrong with it
    wrong = [*DUPLICATE, ("REMARK_WRONG", ["input", "content", "remark"])]
    assert faults(save(service, target, remark="")) == wrong
    assert stored(service, *TOUCHED) == before
    with service.rows() as rows:
        rows.get_one(Office, 6).name = "改名医院"
        rows.commit()
    answer(service, id_)
    found = invoice(service, id_)
    assert {name for name in found if found[name] != shown[name]} == {"status", "statusLabel", "events"}
    # an accepted one stays, and so does its claim on the target
    assert faults(withdraw(service, id_)) == NOT_WAITING
    assert faults(save(service, target)) == DUPLICATE


@pytest.mark.parametrize("how", ["withdrawn", "returned"])
def test_what_is_taken_back_or_returned_is_claimed_anew(service: Service, how: str) -> None:
    target = registered(service)
    id_ = sent(service, target)
    if how == "withdrawn":
        assert withdraw(service, id_).data == {"withdrawInvoice": {"id": id_, "status": "WITHDRAWN"}}
        assert tried(service)[-1] == ("withdrawInvoice", "DONE", f'["{id_}"]')
    else:
        answer(service, id_, accepted=False, reasons=["区分の誤り"])
    before = stored(service, *TOUCHED)
    assert faults(withdraw(service, id_)) == NOT_WAITING
    assert faults(send_draft(service, target)) == DRAFT_MISSING
    assert stored(service, *TOUCHED) == before
    # when it is claimed anew
    again = sent(service, target, category="FACILITY_NEW")
    # then both stand at the municipality, one of them alive
    mine = [(one["id"], one["status"]) for one in received(service) if one["target"]["id"] == target]
    assert mine == [(id_, how.upper()), (again, "SENT")]


def test_a_draft_is_not_taken_back_and_not_answered(service: Service) -> None:
    """It never was at the municipality, which does not learn of it."""
    id_ = saved(service, registered(service))
    service.token("municipal-system")
    before = stored(service, *RECORDED)
    assert faults(withdraw(service, id_)) == NOT_WAITING
    assert faults(answer(service, id_)) == [("INVOICE_UNKNOWN", ["input", "id"])]
    assert stored(service, *RECORDED) == before


def test_a_check_leaves_nothing_behind(service: Service) -> None:
    """And says what sending says."""
    target = registered(service)
    before = stored(service, *RECORDED)
    checked = validate(service, target, **EXAMINED).data["validateInvoice"]
    assert stored(service, *RECORDED) == before
    taken = send(service, target, **EXAMINED).data["sendInvoice"]
    assert checked == {name: taken[name] for name in ("amounts", "warnings")}
