"""Which links with a municipality are live (B17): told to whoever is signed in, and nothing is sent where one is not."""

from typing import Any

import pytest
from sqlalchemy import delete, update

from models.row import col
from models.rows import Beneficiary, Readiness
from tests.feeding import MUNICIPAL, act
from tests.filing import RECORDED, submit, submitted, validate
from tests.managing import faults, new_key
from tests.proving import DAY, register_by_fields, tried
from tests.service import Answer, Service
from tests.signing_in import stored

FEED = act("feedReadiness", "... on ReadinessFed { link changed } ... on Refused { errors { code message path } }")
LINKS = ["CONSENT", "FILINGS", "PROGRESS", "CERTIFICATES", "OPINIONS", "INVOICES", "BOARD_DOCUMENTS"]
LOOK = """
query Look($number: String, $after: String) { municipalities(insurerNumber: $number, after: $after) {
  insurerNumber name links { link linkLabel live liveFrom paper }
} }
"""
PAPER = "介護保険課の窓口に持参してください。"


def feed(service: Service, by: str = MUNICIPAL, **asked: Any) -> Answer:
    return service.ask(by, FEED, input={"idempotencyKey": new_key(), "link": "FILINGS", **asked})


def municipalities(service: Service, by: str = "nurse", **asked: Any) -> list[dict[str, Any]]:
    return list(service.ask(by, LOOK, **asked).data["municipalities"])


def filings(service: Service) -> Any:
    """How it stands with the guide's municipality."""
    [found] = municipalities(service, number="123456")
    return next(link for link in found["links"] if link["link"] == "FILINGS")


@pytest.mark.parametrize("by", ["nurse", "clerk", "municipal", "board-member", MUNICIPAL])
def test_whoever_is_signed_in_sees_all_of_them(service: Service, by: str) -> None:
    found = municipalities(service, by)
    numbers = [one["insurerNumber"] for one in found]
    assert (len(numbers), numbers) == (11, sorted(numbers))
    assert [[link["link"] for link in one["links"]] for one in found] == [LINKS] * 11
    assert [one["name"] for one in found if not one["links"][1]["live"]] == ["霞ノ里村", "月影島村"]
    assert municipalities(service, by, after=numbers[-2]) == found[-1:]
    assert municipalities(service, by, number="000000") == []
    assert service.ask(by, LOOK, number="x").codes == ["BAD_USER_INPUT"]
    assert service.ask(None, LOOK).codes == ["UNAUTHENTICATED"]


def test_a_link_begins_and_ends_and_filings_with_it(service: Service) -> None:
    # given a link that is live
    proven = register_by_fields(service, "1200000110", "hachiro", "FILING")
    live = {"link": "FILINGS", "linkLabel": "代行提出", "live": True, "liveFrom": "2025-04-01", "paper": None}
    assert filings(service) == live
    # when the municipality says that it begins tomorrow
    answer = feed(service, liveFrom="2025-12-16", paper=PAPER)
    assert answer.data["feedReadiness"] == {"link": "FILINGS", "changed": True}
    assert filings(service) == {**live, "live": False, "liveFrom": "2025-12-16", "paper": PAPER}
    # then nothing is sent, and the way to go is told
    before = stored(service, *RECORDED)
    for asked in (submit, validate):
        refused = asked(service, proven)
        [outcome] = refused.data.values()
        [error] = [error for error in outcome["errors"] if error["code"] == "LINK_NOT_LIVE"]
        begins = "見本市は、この連携をまだ始めていません。2025年12月16日に始まります。"
        assert (error["path"], error["message"]) == (["input", "beneficiaryId"], begins + PAPER)
    assert stored(service, *RECORDED) == before
    # and from that day on it is
    service.clock.instant = service.clock.instant.replace(hour=0) + DAY
    assert filings(service) == {**live, "liveFrom": "2025-12-16"}
    assert submitted(service, proven, requestedOn="2025-12-15")
    assert feed(service).data["feedReadiness"]["changed"] is True
    assert filings(service)["paper"] == "市町村の窓口に、書面で提出してください。"


def test_a_municipality_that_has_said_nothing_takes_nothing(service: Service) -> None:
    proven = register_by_fields(service, "1200000110", "hachiro", "FILING")
    with service.rows() as rows:
        rows.execute(delete(Readiness).where(col(Readiness.insurer_key) == 1))
        rows.commit()
    assert ("LINK_NOT_LIVE", ["input", "beneficiaryId"]) in faults(submit(service, proven))
    assert filings(service)["live"] is False


def test_the_same_again_changes_nothing(service: Service) -> None:
    before = stored(service, Readiness)
    asked = {"link": "OPINIONS", "liveFrom": "2025-04-01"}
    assert feed(service, **asked).data["feedReadiness"] == {"link": "OPINIONS", "changed": False}
    assert stored(service, Readiness) == before
    assert tried(service)[-1][:2] == ("feedReadiness", "DONE")


def test_everything_that_is_wrong_is_told_at_once(service: Service) -> None:
    service.token(MUNICIPAL)
    before = stored(service, Readiness, *RECORDED)
    assert faults(feed(service, liveFrom="1899-12-31", paper="あ" * 501)) == [
        ("DATE_WRONG", ["input", "liveFrom"]),
        ("TEXT_WRONG", ["input", "paper"]),
    ]
    assert stored(service, Readiness, *RECORDED) == before
    assert feed(service, "municipal").codes == ["FORBIDDEN"]
    assert feed(service, "hachiro").codes == ["FORBIDDEN"]
    assert len(stored(service, Readiness)) == 77


def test_it_is_the_persons_municipality_that_counts(service: Service) -> None:
    """Not the office's, nor the one that fed last."""
    proven = register_by_fields(service, "1200000110", "hachiro", "FILING")
    feed(service, liveFrom=None)
    with service.rows() as rows:
        rows.execute(update(Beneficiary).where(col(Beneficiary.id) == proven).values(insurer_key=2))
        rows.commit()
    assert submitted(service, proven)
