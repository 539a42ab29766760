"""The municipality at the other end of opinions (S73, S83): its own people's, all versions, and what it confirms counts."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from models.row import col
from models.rows import Insurer, Opinion, OpinionTarget, OpinionVersion, Progress
from seed.stories import STORIES
from tests.managing import faults
from tests.opinion import CONFIRM, RECORDED, TOUCHED, confirm, corrected, mine, received, sent, tab, version
from tests.opinion_target import APPLICANT, DOCTOR, MUNICIPAL, TARGETS, registered, request, requested, target
from tests.proving import person, tried
from tests.service import Service
from tests.signing_in import stored

RECEIVED = "query { opinionsReceived { totalCount } }"
UNKNOWN = [("OPINION_UNKNOWN", ["input", "id"])]


def letter_of(service: Service, story: str, **changed: Any) -> dict[str, Any]:
    """The letter about somebody of a story."""
    found = person(service, STORIES[story])
    told = {"name": found.name, "kana": found.kana, "birthDate": str(found.birth_date), "sex": found.sex.name}
    return {**told, "insuredNumber": found.insured_number, **changed}


def papers(service: Service, story: str) -> list[Opinion]:
    with service.rows() as rows:
        mine = select(Opinion).where(col(Opinion.beneficiary_key) == person(service, STORIES[story]).key)
        return list(rows.scalars(mine.order_by(col(Opinion.key))).all())


def application(service: Service, story: str) -> tuple[str, str | None, str]:
    """When the opinion was asked for, when it was received, and how it stands, of the newest application."""
    with service.rows() as rows:
        mine = select(Progress).where(col(Progress.beneficiary_key) == person(service, STORIES[story]).key)
        found = rows.scalars(mine.order_by(col(Progress.applied_on).desc())).all()[0]
    received_on = str(found.opinion_received_on) if found.opinion_received_on else None
    return str(found.opinion_requested_on), received_on, found.opinion_status.name


def test_what_is_confirmed_counts_as_heard(service: Service) -> None:
    id_ = sent(service, requested(service))
    assert application(service, APPLICANT) == ("2025-12-12", None, "REQUESTED")
    service.clock.instant = service.clock.instant.replace(day=18)
    done = confirm(service, id_, receivedOn="2025-12-16")
    assert done.data == {"confirmOpinion": {"id": id_, "receivedOn": "2025-12-16"}}
    found, target_id = person(service, STORIES[APPLICANT]), version(service, id_)["request"]["id"]
    assert tried(service)[-1] == ("confirmOpinion", "DONE", f'["{found.id}","{target_id}","{id_}"]')
    assert application(service, APPLICANT) == ("2025-12-12", "2025-12-16", "DONE")
    shown = version(service, id_)
    assert (shown["confirmedAt"], shown["receivedOn"]) == ("2025-12-18T09:00:00+09:00", "2025-12-16")
    assert shown["confirmedBy"] == "見本市介護保険システム"
    step = tab(service, person(service, STORIES[APPLICANT]).id).data["beneficiary"]["progress"]["opinion"]
    assert step["opinionReceivedOn"] == "2025-12-16"
    # again, with whatever else is said, it stays as it is
    before = stored(service, Progress, Opinion)
    assert confirm(service, id_, receivedOn="2025-12-17").data == done.data
    assert stored(service, Progress, Opinion) == before
    assert id_ in [one["id"] for one in received(service, confirmed=True)]
    assert id_ not in [one["id"] for one in received(service, confirmed=False)]


def test_the_day_it_came_is_the_day_it_was_received(service: Service) -> None:
    id_ = sent(service, requested(service))
    service.clock.instant = service.clock.instant.replace(day=18)
    for wrong in ("2025-12-14", "2025-12-19"):
        before = stored(service, *RECORDED)
        assert faults(confirm(service, id_, receivedOn=wrong)) == [("RECEIVED_ON_WRONG", ["input", "receivedOn"])]
        assert stored(service, *RECORDED) == before
    assert confirm(service, id_).data["confirmOpinion"]["receivedOn"] == "2025-12-15"


def test_the_newest_version_is_confirmed_and_a_correction_moves_nothing(service: Service) -> None:
    asked = requested(service)
    first = sent(service, asked)
    second = corrected(service, asked, remarks="訂正一")
    assert faults(confirm(service, first)) == [("OPINION_SUPERSEDED", ["input", "id"])]
    confirm(service, second)
    service.clock.instant = service.clock.instant.replace(day=17)
    third = corrected(service, asked, remarks="訂正二")
    confirm(service, third)
    assert application(service, APPLICANT) == ("2025-12-12", "2025-12-15", "DONE")
    shown = {one["id"]: (one["version"], one["latest"], one["receivedOn"]) for one in received(service)}
    assert [shown[id_] for id_ in (first, second, third)] == [
        *((1, False, None), (2, False, "2025-12-15"), (3, True, "2025-12-17")),
    ]
    # asked for anew, the application waits again
    requested(service, requestedOn="2025-12-17")
    assert application(service, APPLICANT) == ("2025-12-17", None, "REQUESTED")


def test_a_letters_opinion_becomes_the_persons_when_it_is_confirmed(service: Service) -> None:
    letter = letter_of(service, APPLICANT)
    id_ = sent(service, registered(service, **letter))
    assert papers(service, APPLICANT) == []
    assert version(service, id_)["identifiedNumber"] is None
    confirm(service, id_)
    [paper] = papers(service, APPLICANT)
    assert (str(paper.written_on), str(paper.received_on), paper.has_data) == ("2025-12-14", "2025-12-15", True)
    assert version(service, id_)["identifiedNumber"] == letter["insuredNumber"]
    assert application(service, APPLICANT) == ("2025-12-10", "2025-12-15", "DONE")
    opinion = tab(service, person(service, STORIES[APPLICANT]).id).data["beneficiary"]["certification"]["opinion"]
    assert len(opinion["data"]["disease"]["diagnoses"]) == 3


def test_whose_a_letters_opinion_is_the_municipality_says(service: Service) -> None:
    """A mistyped number is nobody's, or somebody's who was born on another day: then it must say."""
    number = STORIES[APPLICANT]
    strangers = sent(service, registered(service, **letter_of(service, APPLICANT, birthDate="1950-01-01")))
    nobodys = sent(service, registered(service, insuredNumber="9999999999"))
    decided = sent(service, registered(service, **letter_of(service, "progress-certified")))
    before = stored(service, *RECORDED)
    assert faults(confirm(service, strangers)) == [("PERSON_DIFFERS", ["input", "insuredNumber"])]
    unknown = [("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"])]
    assert faults(confirm(service, nobodys)) == faults(confirm(service, nobodys, insuredNumber="\0")) == unknown
    assert faults(confirm(service, decided)) == [("APPLICATION_UNKNOWN", ["input", "id"])]
    assert stored(service, *RECORDED) == before
    confirm(service, nobodys, insuredNumber=number)
    assert version(service, nobodys)["identifiedNumber"] == number
    assert version(service, nobodys)["person"]["insuredNumber"] == "9999999999", "as the letter says"
    assert len(papers(service, APPLICANT)) == 1
    # what was asked for electronically is whose it was asked for
    own = sent(service, requested(service))
    known = [("PERSON_KNOWN", ["input", "insuredNumber"])]
    assert faults(confirm(service, own, insuredNumber=STORIES["progress-certified"])) == known
    assert confirm(service, own, insuredNumber=number).data["confirmOpinion"]["id"] == own


def test_the_request_after_the_opinion_shows_it(service: Service) -> None:
    """The letter was quicker than the municipality's system: what was sent becomes the person's with the request."""
    typed = registered(service, **letter_of(service, APPLICANT, requestedOn="2025-12-12"))
    sent(service, typed)
    assert papers(service, APPLICANT) == []
    assert requested(service) == typed
    assert len(papers(service, APPLICANT)) == 1
    assert target(service, typed)["status"] == "SENT"
    request(service)
    assert len(papers(service, APPLICANT)) == 1


def test_a_request_is_for_nobody_else_than_the_letter_was(service: Service) -> None:
    """Of the letter with somebody's number the municipality has said that it is another's."""
    letter = letter_of(service, APPLICANT, requestedOn="2025-12-12")
    other = sent(service, registered(service, **letter))
    confirm(service, other, insuredNumber=STORIES["progress-survey-requested"])
    before = stored(service, *RECORDED)
    assert faults(request(service)) == [("REQUEST_KNOWN", ["input", "requestedOn"])]
    assert stored(service, *RECORDED) == before


def test_a_municipality_has_its_own_peoples_alone(service: Service) -> None:
    id_ = sent(service, requested(service))
    others = sent(service, registered(service, insurerNumber=other_insurer(service)))
    seen = [one["id"] for one in received(service)]
    assert id_ in seen
    assert others not in seen
    service.token(MUNICIPAL)
    before = stored(service, *TOUCHED)
    for unknown in (others, "opv_aaaaaaaaaaaaaaaa", "\0", ""):
        assert faults(confirm(service, unknown)) == UNKNOWN
    assert stored(service, *TOUCHED) == before
    with service.rows() as rows:
        for kind in (OpinionTarget, OpinionVersion):
            rows.execute(update(kind).where(col(kind.insurer_key) == 1).values(insurer_key=2))
        rows.commit()
    assert received(service) == []
    assert faults(confirm(service, id_)) == UNKNOWN


def other_insurer(service: Service) -> str:
    with service.rows() as rows:
        return str(rows.scalars(select(col(Insurer.number)).where(col(Insurer.key) == 2)).one())


@pytest.mark.parametrize("by", [DOCTOR, "chart", "hachiro", "municipal", "billing-system", "portal"])
def test_who_is_no_municipality_system(service: Service, by: str) -> None:
    id_ = sent(service, requested(service))
    service.token(by)
    before = stored(service, *TOUCHED)
    refused = service.ask(by, RECEIVED)
    assert (refused.codes, refused.body["data"]) == (["FORBIDDEN"], {"opinionsReceived": None})
    assert confirm(service, id_, by=by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before


def test_a_confirmation_is_given_once(service: Service) -> None:
    asked = {"idempotencyKey": "confirm-0001", "id": sent(service, requested(service))}
    answers = [service.ask(MUNICIPAL, CONFIRM, input=asked).content for _ in range(3)]
    assert len(set(answers)) == 1


def test_the_list_comes_in_pages_in_the_order_of_arrival(service: Service) -> None:
    asked = requested(service)
    ids = [sent(service, asked), corrected(service, asked, remarks="訂正"), sent(service, registered(service))]
    everything = received(service)
    known = [one["id"] for one in everything]
    assert known[-3:] == ids
    assert received(service, after=ids[0]) == everything[-2:]
    assert received(service, first=1, after=ids[0]) == everything[-2:-1]
    assert service.ask(MUNICIPAL, RECEIVED).data["opinionsReceived"]["totalCount"] == len(known)
    for wrong in ("first: 0", "first: 101", 'after: "opt_aaaaaaaaaaaaaaaa"'):
        query = f"query {{ opinionsReceived({wrong}) {{ totalCount }} }}"
        assert service.ask(MUNICIPAL, query).codes == ["BAD_USER_INPUT"]


def test_both_readers_say_the_same(open_service: Callable[..., Service]) -> None:
    found: list[Any] = []
    for interpret in (False, True):
        service = open_service(interpret=interpret)
        asked = registered(service)
        sent(service, asked)
        both = [*received(service), mine(service, asked), service.ask(DOCTOR, TARGETS, first=2).data]
        found.append([_without_ids(one) for one in both])
        assert not service.app.state.endpoint.answers.declined
    assert found[0] == found[1]
    assert found[0][-3]["content"]["height"] == "158.2"


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(one) for one in value]
    if isinstance(value, dict):
        return {name: _without_ids(one) for name, one in value.items() if name != "id"}
    return value
