"""Corrections of what a municipality's system fed (B25): the new state with the next query, the old one provable."""

import orjson
import pytest
from sqlmodel import select

from models.rows import Beneficiary, Progress, Survey
from tests.correcting import (
    HISTORY,
    ID,
    NUMBER,
    REASON,
    RIGHT,
    SYSTEM,
    TAB,
    WRONG,
    correct,
    history,
    retract,
    snake,
    tab,
)
from tests.feeding import FULL, MUNICIPAL, RECORDED, certificate, fed
from tests.managing import faults
from tests.oracles.crowd import ask_each, enlist, store
from tests.oracles.filling import Filling
from tests.proving import DAY, person, register_by_fields, tried
from tests.service import Service
from tests.signing_in import stored
from tests.test_feeding_people import WHO, head
from tests.test_feeding_progress import ACCEPTED, ASKED
from tests.test_feeding_progress import feed as feed_progress


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
