"""Every verb tells the change feed what it did, in its own transaction, and nothing where it did nothing (features.md B08)."""

import datetime

from models.row import JST
from resolvers.numbering import number
from seed.stories import STORIES
from tests.changing import SEEDED, here, page, stored, told
from tests.consenting import feed, register, withdraw
from tests.feeding import fed
from tests.filing import answer, submitted, validate
from tests.filing import submit as submit_filing
from tests.filing import withdraw as withdraw_filing
from tests.managing import faults
from tests.proving import DAY, HOUR, NOBODY, call, listed, person, read_card, register_by_fields, remove
from tests.service import Service
from tests.test_care_managers import accepted, assign
from tests.test_claims import feed as feed_claims
from tests.test_feeding_people import NUMBER, WHO

TEST, MULTI = "4400000011", "4490100015"
CONSENTED, WITHOUT, LAST_DAY = STORIES["progress-certified"], STORIES["consent-none"], STORIES["viewing-until-today"]


def kinds(service: Service) -> list[tuple[str, str | None]]:
    """What was told, and to which office alone."""
    return [(kind, office) for kind, _, office, _ in stored(service)]


def test_the_list(service: Service) -> None:
    id_ = register_by_fields(service)
    assert kinds(service) == [("REGISTERED", TEST)]
    register_by_fields(service)
    register_by_fields(service, by="multi-manager")
    register_by_fields(service, purpose="FILING")
    remove(service, id_)
    register_by_fields(service)
    assert kinds(service)[1:] == [
        ("VIEWING_EXTENDED", TEST),
        ("REGISTERED", MULTI),
        ("REMOVED", TEST),
        ("REGISTERED", TEST),
    ]
    assert {key for _, key, _, _ in stored(service)} == {person(service).key}
    assert [position for *_, position in stored(service)] == [1, 2, 3, 4, 5]


def test_card_readings_tell_when_they_count(service: Service) -> None:
    listed(service)
    read_card(service)
    assert kinds(service) == [("REGISTERED", TEST)]
    # one of somebody who is listed already counts once the list is opened
    service.clock.instant += HOUR
    read_card(service, CONSENTED)
    assert len(kinds(service)) == 1
    listed(service)
    assert kinds(service)[1:] == [("VIEWING_EXTENDED", TEST)]
    # one of somebody's last day counts at once: nobody falls off the list at midnight
    service.clock.instant = datetime.datetime(2025, 12, 15, 20, tzinfo=JST)
    start = here(service)
    id_ = read_card(service, LAST_DAY)
    call(service, number, service.app.state.endpoint.house)
    assert kinds(service)[2:] == [("VIEWING_EXTENDED", TEST)]
    service.clock.instant = datetime.datetime(2025, 12, 16, 9, tzinfo=JST)
    assert (id_, "VIEWING_EXTENDED") in told(service, start)
    # and where the list is not opened, that ends with the reading
    service.clock.instant = datetime.datetime(2025, 12, 16, 20, tzinfo=JST)
    assert (id_, None) in told(service, start)


def test_claims(service: Service) -> None:
    numbers = ("1234567890", CONSENTED, STORIES["elsewhere"])
    feed_claims(service, *numbers, month="2025-12")
    people = {person(service, number).key for number in numbers[:2]}
    assert [(kind, office) for kind, _, office, _ in stored(service)] == [("VIEWING_EXTENDED", TEST)] * 2
    assert {key for _, key, _, _ in stored(service)} == people
    # an older one moves nothing
    feed_claims(service, *numbers, month="2025-10")
    assert len(stored(service)) == 2


def test_consent(service: Service) -> None:
    id_ = register_by_fields(service, WITHOUT)
    assert faults(withdraw(service, id_)) == [("CONSENT_NOT_GIVEN", ["input", "beneficiaryId"])]
    register(service, id_)
    assert faults(register(service, id_))
    withdraw(service, id_)
    assert kinds(service)[1:] == [("CONSENT_GIVEN", None), ("CONSENT_WITHDRAWN", None)]
    # of what the municipality brings, what counts and is new
    insured = person(service, WITHOUT)
    for status, on in (("GIVEN", "2025-12-01"), ("WITHDRAWN", "2025-12-15"), ("WITHDRAWN", "2025-12-15")):
        feed(service, insured, status, on)
    assert kinds(service)[3:] == [("CONSENT_WITHDRAWN", None)]
    service.clock.instant += DAY
    for _ in "12":
        feed(service, insured, "GIVEN", "2025-12-16")
    assert kinds(service)[4:] == [("CONSENT_GIVEN", None)]


def test_what_is_said_of_people_themselves(service: Service) -> None:
    insured = {"insuredNumber": NUMBER}
    lost = {**insured, "eligibilityLostOn": "2025-12-10", "eligibilityLoss": "MOVED_OUT"}
    for verb, asked in (
        ("feedBeneficiary", {"beneficiary": WHO}),
        ("feedBeneficiary", {"beneficiary": {**WHO, "address": "見本市日向町9番9号"}}),
        ("feedProtection", {**insured, "protectedFrom": "2025-12-01"}),
        ("feedProtection", insured),
        ("feedEligibilityLoss", lost),
        ("feedEligibilityLoss", insured),
    ):
        assert [fed(service, verb, **asked)[1] for _ in "12"] == [True, False], verb
    assert kinds(service) == [("BENEFICIARY_CHANGED", None)] * 6


def test_filings_and_who_makes_the_plan(service: Service) -> None:
    id_ = register_by_fields(service, by="hachiro")
    validate(service, id_)
    assert faults(submit_filing(service, id_, startsOn="1900-01-01"))
    assert kinds(service) == [("REGISTERED", TEST)], "a rehearsal and a refusal tell nothing"
    withdraw_filing(service, submitted(service, id_))
    answer(service, submitted(service, id_), accepted=False, reasons=["不備"])
    assert kinds(service)[1:] == [
        ("FILING_SUBMITTED", TEST),
        ("FILING_WITHDRAWN", TEST),
        ("FILING_SUBMITTED", TEST),
        ("FILING_ANSWERED", TEST),
    ]
    accepted(service)
    assign(service, id_)
    assert kinds(service)[-4:] == [
        ("FILING_SUBMITTED", TEST),
        ("FILING_ANSWERED", TEST),
        ("CARE_PLAN_CHANGED", None),
        ("CARE_PLAN_CHANGED", TEST),
    ]


def test_what_is_sent_again_is_told_once(service: Service) -> None:
    id_ = register_by_fields(service, NOBODY)
    query = "mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { __typename } }"
    for _ in "12":
        asked = {"idempotencyKey": "told-once", "beneficiaryId": id_}
        assert service.ask("nurse", query, input=asked).data == {"withdrawConsent": {"__typename": "ConsentStated"}}
    assert kinds(service) == [("REGISTERED", TEST), ("CONSENT_WITHDRAWN", None)]


def test_the_demo_begins_with_some(service: Service) -> None:
    found = page(service, "chg_0_692c5bf0")
    assert found["cursor"].startswith(f"chg_{SEEDED}_")
    seen = {change["kind"] for change in found["changes"]}
    assert seen == {
        "REGISTERED",
        "CARE_PLAN_CHANGED",
        "LIFE_ARRIVED",
        "CERTIFICATE_RENEWED",
        "BENEFICIARY_CHANGED",
        None,
    }
    elsewhere = page(service, "chg_0_692c5bf0", "multi-manager")["changes"]
    assert {change["kind"] for change in elsewhere} <= {None}
