"""The municipality at the other end of an invoice (S74, S83), the lists of both sides, and the sums of a month."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from models.row import col
from models.rows import Invoice, OpinionTarget, ReadRecord
from seed.accounts import STAFF
from tests.invoice import (
    ANSWER,
    INVOICES,
    RECEIVED,
    RECORDED,
    SUMMARY,
    TOUCHED,
    answer,
    invoice,
    invoices,
    received,
    saved,
    sent,
    withdraw,
)
from tests.managing import faults, new_key
from tests.opinion_target import DOCTOR, MUNICIPAL, register, registered, requested
from tests.proving import tried
from tests.service import Service
from tests.signing_in import stored

NOW, REASONS = "2025-12-15T09:00:00+09:00", ["請求区分が異なります。", "記載不備\n（開設者）"]
UNKNOWN = [("INVOICE_UNKNOWN", ["input", "id"])]
HOSPITAL = "hospital-doctor"
NOT_WAITING = [("INVOICE_NOT_WAITING", ["input", "id"])]


def test_an_answer_is_seen_by_both_sides(service: Service) -> None:
    id_ = sent(service, registered(service))
    service.clock.instant = service.clock.instant.replace(day=17)
    returned = answer(service, id_, accepted=False, reasons=REASONS, receivedOn="2025-12-16")
    assert returned.data == {"answerInvoice": {"id": id_, "status": "RETURNED"}}
    assert tried(service)[-1] == ("answerInvoice", "DONE", f'["{id_}"]')
    clinic = invoice(service, id_)
    assert clinic["status"] == "RETURNED"
    assert [(one["status"], one["at"], one["by"], one["receivedOn"], one["reasons"]) for one in clinic["events"]] == [
        ("SENT", NOW, "例示 はるか", None, []),
        ("RETURNED", "2025-12-17T09:00:00+09:00", "見本市介護保険システム", "2025-12-16", REASONS),
    ]
    assert next(one for one in received(service) if one["id"] == id_) == clinic


@pytest.mark.parametrize("first", ["accepted", "returned", "withdrawn"])
def test_what_is_answered_stays_so(service: Service, first: str) -> None:
    id_ = sent(service, registered(service))
    if first == "withdrawn":
        withdraw(service, id_)
    else:
        answer(service, id_, first == "accepted", reasons=REASONS if first == "returned" else [])
    before = stored(service, *RECORDED)
    for again in (answer(service, id_), answer(service, id_, False, reasons=REASONS), withdraw(service, id_)):
        assert faults(again) == NOT_WAITING
    assert stored(service, *RECORDED) == before


def test_an_answer_is_given_once_and_whole(service: Service) -> None:
    id_ = sent(service, registered(service))
    service.token(MUNICIPAL)
    before = stored(service, *RECORDED)
    wrong = answer(service, id_, reasons=["\0"], receivedOn="2025-12-16")
    assert faults(wrong) == [
        ("REASONS_NOT_ALLOWED", ["input", "reasons"]),
        ("REASON_WRONG", ["input", "reasons", "0"]),
        ("RECEIVED_ON_WRONG", ["input", "receivedOn"]),
    ]
    assert faults(answer(service, id_, False)) == [("REASONS_MISSING", ["input", "reasons"])]
    assert faults(answer(service, id_, receivedOn="2025-12-14")) == [("RECEIVED_ON_WRONG", ["input", "receivedOn"])]
    assert stored(service, *RECORDED) == before
    asked = {"idempotencyKey": new_key(), "id": id_, "accepted": True}
    answers = [service.ask(MUNICIPAL, ANSWER, input=asked).content for _ in range(3)]
    assert answers[1:] == answers[:2]
    assert [one["status"] for one in invoice(service, id_)["events"]] == ["SENT", "ACCEPTED"]


def test_a_municipality_answers_for_its_own_people_alone(service: Service) -> None:
    id_ = sent(service, registered(service, insurerNumber="442913"))
    service.token(MUNICIPAL)
    before = stored(service, *TOUCHED)
    assert id_ not in [one["id"] for one in received(service)]
    for unknown in (id_, "inv_aaaaaaaaaaaaaaaa", "\0", ""):
        assert faults(answer(service, unknown)) == UNKNOWN
    assert received(service, after=id_) == received(service, after="inv_aaaaaaaaaaaaaaaa") == []
    assert stored(service, *TOUCHED) == before


@pytest.mark.parametrize("by", ["hachiro", "clinic-doctor", "municipal", "billing-system", "partner", "board-member"])
def test_who_is_no_municipality_system(service: Service, by: str) -> None:
    id_ = sent(service, registered(service))
    service.token(by)
    before = stored(service, *TOUCHED)
    refused = service.ask(by, RECEIVED)
    assert (refused.codes, refused.body["data"]) == (["FORBIDDEN"], {"invoicesReceived": None})
    assert answer(service, id_, by=by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before


def several(service: Service) -> list[str]:
    """Invoices in each status at the clinic, in the order in which they were written."""
    targets = [registered(service, insuredNumber=f"H00000002{place}") for place in range(5)]
    returned, withdrawn, accepted, waiting = (sent(service, target) for target in targets[:4])
    answer(service, returned, False, reasons=REASONS)
    withdraw(service, withdrawn)
    answer(service, accepted)
    return [returned, withdrawn, accepted, waiting, saved(service, targets[4])]


def test_the_lists_come_in_pages_by_status_and_month(service: Service) -> None:
    mine = several(service)
    for by, query, name, ids in (
        (DOCTOR, INVOICES, "invoices", mine[::-1]),
        (MUNICIPAL, RECEIVED, "invoicesReceived", mine[:4]),
    ):

        def page(by: str = by, query: str = query, name: str = name, **asked: Any) -> dict[str, Any]:
            return dict(service.ask(by, query, **asked).data[name])

        whole = page()
        everything = [edge["node"] for edge in whole["edges"]]
        places = [edge["cursor"] for edge in whole["edges"]]
        assert places == [one["id"] for one in everything]
        assert [id_ for id_ in places if id_ in ids] == ids
        assert whole["totalCount"] == len(everything)
        two = page(first=2, after=places[0])
        assert [edge["node"] for edge in two["edges"]] == everything[1:3]
        assert (two["totalCount"], two["pageInfo"]) == (
            len(everything),
            {"hasNextPage": True, "hasPreviousPage": True, "startCursor": places[1], "endCursor": places[2]},
        )
        rest = page(after=places[1])
        assert ([edge["cursor"] for edge in rest["edges"]], rest["pageInfo"]["hasNextPage"]) == (places[2:], False)
        for status in ("DRAFT", "SENT", "ACCEPTED", "RETURNED", "WITHDRAWN"):
            some = page(status=status)
            assert [edge["node"] for edge in some["edges"]] == [one for one in everything if one["status"] == status]
            assert some["totalCount"] == len(some["edges"])
        claimed = [one["id"] for one in everything if (one["claimedOn"] or "").startswith("2025-12")]
        assert [edge["cursor"] for edge in page(month="2025-12")["edges"]] == claimed
        assert {*mine[:4]} <= {*claimed}
        assert page(month="9999-12")["edges"] == []
        for wrong in ({"first": 0}, {"first": 101}, {"after": "bnf_aaaaaaaaaaaaaaaa"}):
            assert service.ask(by, query, **wrong).codes == ["BAD_USER_INPUT"]


def test_the_sums_of_a_month(service: Service) -> None:
    """By category, of what is claimed: neither drafts, nor what was returned or taken back."""
    with service.rows() as rows:  # the demo's own are of no concern here
        rows.execute(update(Invoice).values(office_key=1))
        rows.commit()
    several(service)
    examined: dict[str, Any] = {"withoutDoctor": True, "examinations": [{"kind": "FIRST_VISIT", "points": 291}]}
    sent(service, registered(service, insuredNumber="H000000031"), category="FACILITY_CONTINUED", **examined)
    with service.rows() as rows:
        [one] = rows.scalars(select(Invoice).where(col(Invoice.examination_fee) > 0, col(Invoice.office_key) == 6))
        assert (one.subtotal, one.tax, one.total) == (5_910, 591, 6_501)
    last = {"opinionWrittenOn": "2025-11-29", "opinionSentOn": "2025-11-30", "claimedOn": "2025-11-30"}
    sent(service, registered(service, insuredNumber="H000000032", requestedOn="2025-11-20"), **last)
    sums = {
        month: service.ask(DOCTOR, SUMMARY, month=month).data["invoiceSummary"]
        for month in ("2025-10", "2025-11", "2025-12")
    }
    new = {"category": "HOME_NEW", "categoryLabel": "在宅新規"}
    assert sums == {
        "2025-10": [],
        "2025-11": [
            {**new, "count": 1, "fee": 5_000, "examinationFee": 0, "subtotal": 5_000, "tax": 500, "total": 5_500}
        ],
        "2025-12": [
            {**new, "count": 2, "fee": 10_000, "examinationFee": 0, "subtotal": 10_000, "tax": 1_000, "total": 11_000},
            {
                "category": "FACILITY_CONTINUED",
                "categoryLabel": "施設継続",
                "count": 1,
                "fee": 3_000,
                "examinationFee": 2_910,
                "subtotal": 5_910,
                "tax": 591,
                "total": 6_501,
            },
        ],
    }
    assert service.ask(HOSPITAL, SUMMARY, month="2025-12").data["invoiceSummary"] == []


def test_the_reading_is_recorded(service: Service) -> None:
    """Who and of whom: where the municipality's system asked, the person is known; a letter's is not."""
    target = requested(service)
    register(service, request=target)
    id_ = sent(service, target, opinionSentOn="2025-12-12")
    for by, seen in ((DOCTOR, invoices), (MUNICIPAL, received)):
        found = seen(service, by)
        with service.rows() as rows:
            [record] = rows.scalars(select(ReadRecord).where(col(ReadRecord.staff_key) == STAFF[by]))
            shown = select(col(OpinionTarget.beneficiary_key)).where(
                col(OpinionTarget.id).in_([one["target"]["id"] for one in found])
            )
            people = {key for key in rows.scalars(shown) if key is not None}
        assert id_ in [one["id"] for one in found]
        assert record.people.count("bnf_") == len(people) > 0


def test_both_readers_say_the_same(open_service: Callable[..., Service]) -> None:
    """Of what the seed has."""
    compiled, plain = (open_service(interpret=interpret) for interpret in (False, True))
    everything = {"DRAFT": 1, "SENT": 1, "RETURNED": 1, "WITHDRAWN": 1, "ACCEPTED": 1}
    for ask, by, seen in (
        (invoices, HOSPITAL, everything),
        (received, MUNICIPAL, everything | {"DRAFT": 0}),
        (invoices, DOCTOR, {"DRAFT": 1}),
    ):
        assert ask(compiled, by) == ask(plain, by)
        assert Counter(one["status"] for one in ask(compiled, by)) == Counter(seen)
    sums = [service.ask(HOSPITAL, SUMMARY, month="2025-12").data["invoiceSummary"] for service in (compiled, plain)]
    assert sums[0] == sums[1]
    assert [(one["category"], one["total"]) for one in sums[0]] == [("HOME_NEW", 11_011), ("FACILITY_CONTINUED", 3_300)]
    assert not compiled.app.state.endpoint.answers.declined
