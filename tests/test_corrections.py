"""Corrections of what a municipality's system fed (B25): the new state with the next query, the old one provable."""

from typing import Any

import orjson
import pytest
from sqlmodel import select

from models.rows import Beneficiary, Progress, Survey
from tests.feeding import FULL, MUNICIPAL, RECORDED, certificate, fed, feed
from tests.managing import faults
from tests.opinion import confirm, sent
from tests.opinion_target import requested
from tests.oracles.crowd import Person, ask_each, enlist, store
from tests.oracles.filling import Filling
from tests.proving import DAY, person, register_by_fields, tried
from tests.recorded import found
from tests.service import Answer, Service
from tests.signing_in import stored
from tests.test_feeding_people import WHO, head
from tests.test_feeding_progress import ACCEPTED, ASKED
from tests.test_feeding_progress import feed as feed_progress

NUMBER = "1111100001"
TAB = "query Tab($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { certificates { reduction { issuedOn benefitRate } reductionHistory { issuedOn } } progress { status } } } }"
HISTORY = """
query History($number: String!, $kind: FedKind, $first: Int, $after: String) {
  feedHistory(insuredNumber: $number, kind: $kind, first: $first, after: $after) {
    id kind kindLabel content since by
    versions { content since until by ending endingLabel endedBy reason }
  }
}
"""
SYSTEM = "見本市介護保険システム"
ID, REASON = ["input", "id"], ["input", "reason"]
OF = f"beneficiary_key = (SELECT key FROM beneficiary WHERE insured_number = '{NUMBER}')"
WRONG = {"issuedOn": "2025-07-26", "benefitRate": 91, "effectiveOn": "2025-08-01", "validUntil": "2026-07-31"}
RIGHT = {**WRONG, "benefitRate": 97, "issuedOn": "2025-07-28"}


def tab(service: Service, person: Person) -> Any:
    [node] = ask_each(service, TAB, [person])
    return node["certificates"]


def history(service: Service, number: str = NUMBER, by: str = MUNICIPAL, **asked: Any) -> Any:
    return service.ask(by, HISTORY, number=number, **asked).data["feedHistory"]


def correct(
    service: Service, id_: str, content: dict[str, Any], reason: str = "料率の入力誤り", by: str = MUNICIPAL
) -> Answer:
    return feed(service, "correctFed", by, id=id_, reason=reason, content=content)


def retract(service: Service, id_: str, reason: str = "別人の証", by: str = MUNICIPAL) -> Answer:
    return feed(service, "retractFed", by, id=id_, reason=reason)


def snake(values: dict[str, Any]) -> dict[str, Any]:
    """Values by column, as the history tells them."""
    return {
        "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name): value
        for name, value in values.items()
    }


def test_what_is_corrected_shows_at_once_and_stays_provable(service: Service) -> None:
    # given a certificate that was wrong for a day
    [person] = enlist(service, 1, insured_number=NUMBER)
    id_, _ = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate={"reduction": WRONG})
    began = service.clock.instant.isoformat()
    service.clock.instant += DAY
    # when it is corrected, twice with the same content
    answers = [correct(service, id_, {"certificate": {"reduction": RIGHT}}) for _ in range(2)]
    # then there is one certificate, the right one
    assert [answer.data["correctFed"] for answer in answers] == [
        {"id": id_, "changed": True},
        {"id": id_, "changed": False},
    ]
    assert tab(service, person)["reduction"] == {"issuedOn": "2025-07-28", "benefitRate": 97}
    assert tab(service, person)["reductionHistory"] == [{"issuedOn": "2025-07-28"}]
    # and what was shown before, from when until when, who changed it and why
    ended = service.clock.instant.isoformat()
    [entry] = history(service)
    [version] = entry["versions"]
    assert orjson.loads(entry.pop("content")) == snake(RIGHT)
    assert orjson.loads(version.pop("content")) == snake(WRONG)
    assert version == {
        "since": began,
        "until": ended,
        "by": SYSTEM,
        "ending": "CORRECTED",
        "endingLabel": "訂正",
        "endedBy": SYSTEM,
        "reason": "料率の入力誤り",
    }
    assert {**entry, "versions": []} == {
        "id": id_,
        "kind": "REDUCTION",
        "kindLabel": "介護保険利用者負担額減額・免除認定証",
        "since": ended,
        "by": SYSTEM,
        "versions": [],
    }
    assert tried(service)[1:] == [("correctFed", "DONE", f'["{person.id}"]')] * 2


def test_what_is_retracted_is_gone_at_once_and_stays_provable(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    id_, _ = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate={"reduction": WRONG})
    service.clock.instant += DAY
    assert retract(service, id_).data["retractFed"] == {"id": id_, "changed": True}
    assert tab(service, person) == {"reduction": None, "reductionHistory": []}
    assert retract(service, id_).data["retractFed"] == {"id": id_, "changed": False}
    [entry] = history(service)
    assert (entry["content"], [one["ending"] for one in entry["versions"]]) == (None, ["RETRACTED"])
    assert entry["versions"][0]["reason"] == "別人の証"
    assert faults(correct(service, id_, {"certificate": {"reduction": RIGHT}})) == [("FED_RETRACTED", ID)]
    # fed again, it is another one
    again, changed = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate={"reduction": WRONG})
    assert (again != id_, changed) == (True, True)
    assert tab(service, person)["reductionHistory"] == [{"issuedOn": "2025-07-26"}]


def test_an_application_of_a_wrong_day(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    id_ = feed_progress(service, ACCEPTED).data["feedProgress"]["progress"]["id"]
    content = {"progress": {**ASKED, "appliedOn": "2025-11-05"}}
    assert correct(service, id_, content).data["correctFed"] == {"id": id_, "changed": True}
    [node] = ask_each(service, TAB, [person])
    assert node["progress"] == {"status": "SURVEYING"}
    # it goes on under its own day
    step = {**ASKED, "appliedOn": "2025-11-05", "surveyPlannedOn": "2025-11-14"}
    assert feed_progress(service, step).data["feedProgress"]["progress"] == {"id": id_, "changed": True}
    assert [one["ending"] for one in history(service)[0]["versions"]] == ["CORRECTED", "FED_ANEW"]
    # and cannot be taken back once papers belong to it
    with service.rows() as rows:
        key = rows.exec(select(Progress.key).where(Progress.beneficiary_key == person.key)).one()
    fixed = {"beneficiary_key": person.key, "progress_key": key, "has_data": False, "document_key": None}
    store(service, [Filling(1).row(Survey, fixed)])
    assert faults(retract(service, id_)) == [("FED_IN_USE", ID)]


def test_an_application_that_has_moved_is_taken_back_and_its_opinion_still_awaited(service: Service) -> None:
    # given an application that has moved, and for which an opinion was asked for and sent
    [person] = enlist(service, 1, insured_number=NUMBER)
    id_ = feed_progress(service, {**ACCEPTED, "applicationKind": "NEW"}).data["feedProgress"]["progress"]["id"]
    target = requested(service, NUMBER)
    # when it is retracted, then it is gone, and what has moved is kept
    assert retract(service, id_).data["retractFed"] == {"id": id_, "changed": True}
    [node] = ask_each(service, TAB, [person])
    assert node["progress"] is None
    content = orjson.loads(history(service)[0]["versions"][-1]["content"])
    moment = "2025-12-15T09:00:00+09:00"
    assert content["moves"] == [f"{moment} APPLICATION", f"{moment} OPINION"]
    # and the opinion finds no application, until there is one again
    opinion = sent(service, target)
    assert faults(confirm(service, opinion)) == [("APPLICATION_UNKNOWN", ID)]
    feed_progress(service, {**ACCEPTED, "applicationKind": "NEW", "appliedOn": "2025-12-01"})
    assert requested(service, NUMBER) == target
    assert confirm(service, opinion).data["confirmOpinion"]["id"] == opinion
    [(asked, status)] = found(service, "SELECT opinion_requested_on, opinion_status FROM progress WHERE " + OF)
    assert (str(asked), status) == ("2025-12-12", "DONE")
    [(key,)] = found(service, "SELECT progress_key FROM opinion WHERE " + OF)
    assert [(key,)] == found(service, "SELECT key FROM progress WHERE " + OF)


def test_a_persons_name(service: Service) -> None:
    id_, _ = fed(service, "feedBeneficiary", beneficiary=WHO)
    found = register_by_fields(service, NUMBER)
    right = {**WHO, "name": "新多 花子"}
    assert correct(service, id_, {"beneficiary": right}).data["correctFed"] == {"id": id_, "changed": True}
    assert head(service, found) == right
    assert person(service, NUMBER).id == found
    [entry] = history(service, kind="BENEFICIARY")
    assert [(one["ending"], orjson.loads(one["content"])["name"]) for one in entry["versions"]] == [
        ("CORRECTED", "新田 花子")
    ]
    other = correct(service, id_, {"beneficiary": {**WHO, "insuredNumber": "1111100009"}})
    assert faults(other) == [("NUMBER_FIXED", ["input", "content", "beneficiary", "insuredNumber"])]
    assert faults(retract(service, id_)) == [("FED_STAYS", ID)]


def test_what_was_there_before_any_feed_can_be_corrected_too(service: Service) -> None:
    """Fed again it gets an id; since when it was shown nobody knows."""
    number = "1200000110"
    content = {
        "issuedOn": "2024-07-20",
        "fiscalYear": 2024,
        "firstRatio": 10,
        "firstStart": "2024-08-01",
        "firstEnd": "2025-07-31",
        "decision": "ANNUAL",
    }
    id_, changed = fed(service, "feedCertificate", insuredNumber=number, certificate={"burdenRatio": content})
    assert changed is False
    correct(service, id_, {"certificate": {"burdenRatio": {**content, "firstRatio": 20}}})
    [entry] = history(service, number, kind="BURDEN_RATIO")
    assert [(one["since"], one["by"], one["endedBy"]) for one in entry["versions"]] == [(None, None, SYSTEM)]


@pytest.mark.parametrize("reason", ["", " ", "あ" * 501, "\0"])
def test_everything_that_is_wrong_is_told_at_once(service: Service, reason: str) -> None:
    enlist(service, 1, insured_number=NUMBER)
    id_, _ = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate={"reduction": WRONG})
    before = stored(service, *RECORDED)
    content = {"certificate": certificate("burdenLimit", foodOther=-1)}
    assert faults(correct(service, id_, content, reason)) == [
        ("FED_KIND_DIFFERS", ID),
        ("REASON_WRONG", REASON),
        ("AMOUNT_WRONG", ["input", "content", "certificate", "burdenLimit", "foodOther"]),
    ]
    assert faults(retract(service, id_, reason)) == [("REASON_WRONG", REASON)]
    assert stored(service, *RECORDED) == before


def test_of_its_own_people_alone(service: Service) -> None:
    """What another insurer fed is nobody's, as what nobody fed."""
    [person] = enlist(service, 1, insured_number=NUMBER)
    id_, _ = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate={"reduction": WRONG})
    with service.rows() as rows:
        rows.get_one(Beneficiary, person.key).insurer_key = 2
        rows.commit()
    before = stored(service, *RECORDED)
    for other in (id_, "fed_aaaaaaaaaaaaaaaa", "", "\0"):
        assert faults(correct(service, other, {"certificate": {"reduction": RIGHT}})) == [("FED_UNKNOWN", ID)]
        assert faults(retract(service, other)) == [("FED_UNKNOWN", ID)]
    assert stored(service, *RECORDED) == before
    assert history(service) == []


@pytest.mark.parametrize("by", ["municipal", "hachiro", "partner"])
def test_nobody_else_corrects_or_looks(service: Service, by: str) -> None:
    enlist(service, 1, insured_number=NUMBER)
    id_, _ = fed(service, "feedCertificate", insuredNumber=NUMBER, certificate={"reduction": WRONG})
    service.token(by)
    before = stored(service, *RECORDED[:-2])
    assert correct(service, id_, {"certificate": {"reduction": RIGHT}}, by=by).codes == ["FORBIDDEN"]
    assert retract(service, id_, by=by).codes == ["FORBIDDEN"]
    assert service.ask(by, HISTORY, number=NUMBER).codes == ["FORBIDDEN"]
    assert stored(service, *RECORDED[:-2]) == before


def test_the_history_comes_in_pages(service: Service) -> None:
    enlist(service, 1, insured_number=NUMBER)
    ids = [fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate(kind))[0] for kind in FULL]
    assert [one["id"] for one in history(service)] == ids
    assert [one["id"] for one in history(service, first=3)] == ids[:3]
    assert [one["id"] for one in history(service, first=3, after=ids[2])] == ids[3:6]
    assert [one["id"] for one in history(service, kind="BURDEN_RATIO")] == ids[1:2]
    for asked in ({"first": 0}, {"first": 101}, {"after": "x"}):
        assert service.ask(MUNICIPAL, HISTORY, number=NUMBER, **asked).codes == ["BAD_USER_INPUT"]
