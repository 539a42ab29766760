"""The saved operations on invoices for opinions, as the explorer offers them: one after the other, to the end and back."""

from tests.invoice import FORM, form
from tests.managing import new_key
from tests.opinion_target import DOCTOR, MUNICIPAL, registered
from tests.service import Service
from tests.test_consent_operations import run


def test_one_after_the_other(service: Service) -> None:
    target = registered(service)
    checked = run(service, DOCTOR, "validate-invoice", input=form(target, founderName=None))
    drafted = run(service, DOCTOR, "save-invoice", input=form(target))
    sent = run(service, DOCTOR, "send-invoice", input={"idempotencyKey": new_key(), "target": target})
    told = {"id": drafted["id"]}
    taken_back = run(service, DOCTOR, "withdraw-invoice", input={"idempotencyKey": new_key(), **told})
    again = run(service, DOCTOR, "send-invoice", input=form(target, remark="再請求"))["id"]
    arrived = run(service, MUNICIPAL, "invoices-received", after=drafted["id"])
    told = {"id": again, "accepted": True}
    answered = run(service, MUNICIPAL, "answer-invoice", input={"idempotencyKey": new_key(), **told})
    listed = run(service, DOCTOR, "invoices", status="ACCEPTED")

    assert [one["code"] for one in checked["errors"]] == ["FOUNDER_NAME_MISSING"]
    assert drafted["amounts"]["total"] == sent["amounts"]["total"] == 5_500
    assert (taken_back["status"], answered) == ("WITHDRAWN", {"id": again, "status": "ACCEPTED"})
    [there], [here] = ([edge["node"] for edge in page["edges"]] for page in (arrived, listed))
    assert (there["id"], there["remark"], there["founderName"]) == (again, "再請求", FORM["founderName"])
    assert (here["id"], here["total"]) == (again, 5_500)
    assert [one["statusLabel"] for one in here["events"]] == ["送信済", "受理"]
