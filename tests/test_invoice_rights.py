"""Whose invoices for opinions one may write, and on what: another clinic's are not there (S74)."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.codes.invoice import InvoiceStatus
from models.row import col, new_id
from models.rows import Invoice
from tests.invoice import (
    TOUCHED,
    invoices,
    save,
    saved,
    send,
    send_draft,
    sent,
    validate,
    withdraw,
)
from tests.managing import faults
from tests.opinion_target import registered, requested
from tests.service import Service
from tests.signing_in import stored

UNKNOWN = [("TARGET_UNKNOWN", ["input", "target"])]


def test_another_clinic_knows_nothing_of_it(service: Service) -> None:
    target, elsewhere = registered(service), "hospital-doctor"
    draft = saved(service, target)
    other = sent(service, registered(service, insuredNumber="H000000018"))
    service.token(elsewhere)
    before = stored(service, *TOUCHED)
    for id_ in (draft, other, "inv_aaaaaaaaaaaaaaaa", "\0", ""):
        assert faults(withdraw(service, id_, elsewhere)) == [("INVOICE_UNKNOWN", ["input", "id"])]
    for act in (save, validate, send):
        for id_ in (target, "opt_aaaaaaaaaaaaaaaa", "\0"):
            assert faults(act(service, id_, elsewhere, category=None, opinionSentOn="1999-01-01")) == UNKNOWN
    assert faults(send_draft(service, target, elsewhere)) == UNKNOWN
    assert stored(service, *TOUCHED) == before
    assert {draft, other}.isdisjoint(one["id"] for one in invoices(service, elsewhere))
    assert invoices(service, elsewhere, after=draft) == []


def test_a_request_that_was_not_taken_up_is_no_target_yet(service: Service) -> None:
    target = requested(service)
    before = stored(service, *TOUCHED)
    for act in (save, validate, send):
        refused = act(service, target, remark="\0")
        assert faults(refused) == [
            ("TARGET_NOT_REGISTERED", ["input", "target"]),
            ("REMARK_WRONG", ["input", "content", "remark"]),
        ]
    assert stored(service, *TOUCHED) == before


@pytest.mark.parametrize("by", ["hachiro", "office-user", "municipal-system", "hospital-nurse", "board-member"])
def test_who_writes_no_opinions_claims_nothing(service: Service, by: str) -> None:
    target = registered(service)
    id_ = saved(service, target)
    service.token(by)
    before = stored(service, *TOUCHED)
    assert [act(service, target, by).codes for act in (save, validate, send, send_draft)] == [["FORBIDDEN"]] * 4
    assert withdraw(service, id_, by).codes == ["FORBIDDEN"]
    listed = service.ask(by, '{ invoices { totalCount } invoiceSummary(month: "2025-12") { count } }')
    assert (listed.codes, listed.body["data"]) == (["FORBIDDEN"] * 2, {"invoices": None, "invoiceSummary": None})
    assert stored(service, *TOUCHED) == before


def test_a_target_has_one_invoice_that_lives(service: Service) -> None:
    """The database itself sees to it, whatever the verbs overlook."""
    id_ = sent(service, registered(service))
    with service.rows() as rows:
        told = rows.scalars(select(Invoice).where(col(Invoice.id) == id_)).one().model_dump(exclude={"key", "id"})
        rows.add(Invoice(**{**told, "id": new_id("inv"), "status": InvoiceStatus.RETURNED}))
        rows.add(Invoice(**{**told, "id": new_id("inv"), "status": InvoiceStatus.WITHDRAWN}))
        rows.commit()
        for status in (InvoiceStatus.DRAFT, InvoiceStatus.SENT, InvoiceStatus.ACCEPTED):
            rows.add(Invoice(**{**told, "id": new_id("inv"), "status": status}))
            with pytest.raises(IntegrityError):
                rows.commit()
            rows.rollback()
