"""For whom a clinic writes (主治医意見書作成対象者; guide function 8, S72): asked for electronically, or by letter."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import OpinionTarget, Progress, ReadRecord
from seed.stories import STORIES
from tests.managing import faults
from tests.opinion_target import (
    APPLICANT,
    HOSPITAL,
    LETTER,
    MUNICIPAL,
    RECORDED,
    TARGETS,
    TOUCHED,
    register,
    register_letter,
    registered,
    request,
    requested,
    target,
    targets,
)
from tests.proving import person, tried
from tests.service import Service
from tests.signing_in import stored

NOW = "2025-12-15T09:00:00+09:00"
SEEDED = 6
"""Of the clinic: one is outstanding, one has a draft, four were sent, one of them by a letter."""
UNKNOWN = [("TARGET_UNKNOWN", ["input", "request"])]


def progress(service: Service, number: str) -> Progress:
    """The person's newest application."""
    with service.rows() as rows:
        mine = select(Progress).where(col(Progress.beneficiary_key) == person(service, number).key)
        return rows.scalars(mine.order_by(col(Progress.applied_on).desc())).all()[0]


def test_a_request_arrives_at_the_clinic_and_is_taken_up(service: Service) -> None:
    """With what it says of the person, and no more; the application waits for the opinion."""
    found = person(service, STORIES[APPLICANT])
    id_ = requested(service)
    expected = {
        "id": id_,
        "status": "REQUESTED",
        "statusLabel": "依頼あり(未登録)",
        "electronic": True,
        "insurerNumber": "123456",
        "insurerName": "見本市",
        "insuredNumber": found.insured_number,
        "name": found.name,
        "kana": found.kana,
        "birthDate": str(found.birth_date),
        "sex": found.sex.name,
        "applicationKind": "NEW",
        "requestedOn": "2025-12-12",
        "dueOn": "2025-12-26",
        "askedAt": NOW,
        "registeredAt": None,
    }
    assert target(service, id_) == expected
    assert tried(service)[-1] == ("requestOpinion", "DONE", f'["{found.id}","{id_}"]')
    moved = progress(service, found.insured_number)
    assert (str(moved.opinion_requested_on), moved.opinion_status.name) == ("2025-12-12", "REQUESTED")
    # when the clinic takes it up, however often
    service.clock.instant = service.clock.instant.replace(hour=11)
    for _ in range(2):
        taken = register(service, request=id_)
        assert taken.data["registerOpinionTarget"] == {"id": id_, "status": "REGISTERED"}
    # then nothing else has changed
    changed = {"status": "REGISTERED", "statusLabel": "登録済", "registeredAt": "2025-12-15T11:00:00+09:00"}
    assert target(service, id_) == {**expected, **changed}
    assert tried(service)[-1] == ("registerOpinionTarget", "DONE", f'["{id_}"]')


def test_a_letter_is_registered_without_looking_for_anybody(service: Service) -> None:
    id_ = registered(service)
    given = {name: value for name, value in LETTER.items() if name != "insurerNumber"}
    shown = target(service, id_)
    assert {name: shown[name] for name in given} == given
    assert (shown["electronic"], shown["askedAt"], shown["applicationKind"]) == (False, None, None)
    assert (shown["status"], shown["registeredAt"], shown["insurerName"]) == ("REGISTERED", NOW, "見本市")


def test_a_letter_tells_nobody_who_there_is(service: Service) -> None:
    """Somebody's own fields, a wrong birth date and nobody's number are answered with the same statements."""
    found = person(service)
    own = {"insuredNumber": found.insured_number, "name": found.name, "kana": found.kana, "sex": found.sex.name}
    asked = [
        {**own, "birthDate": str(found.birth_date)},
        {**own, "birthDate": "1940-01-01"},
        {"insuredNumber": "9999999999"},
    ]
    registered(service)
    traces = []
    for one in asked:
        with service.statements() as ran:
            assert register_letter(service, **one).data["registerOpinionTarget"]["status"] == "REGISTERED"
        traces.append(ran)
    assert traces[0] == traces[1] == traces[2]
    with service.rows() as rows:
        newest = rows.scalars(select(OpinionTarget).order_by(col(OpinionTarget.key).desc()).limit(3))
        assert {one.beneficiary_key for one in newest} == {None}


def test_the_request_for_a_letter_that_was_typed_is_the_same_target(service: Service) -> None:
    found = person(service, STORIES[APPLICANT])
    typed = {"name": found.name, "kana": found.kana, "birthDate": str(found.birth_date), "sex": found.sex.name}
    id_ = registered(service, **typed, insuredNumber=found.insured_number, requestedOn="2025-12-12")
    assert requested(service) == id_
    shown = target(service, id_)
    assert (shown["status"], shown["electronic"], shown["dueOn"]) == ("REGISTERED", True, "2025-12-26")
    assert shown["applicationKind"] == "NEW"
    with service.rows() as rows:
        row = rows.scalars(select(OpinionTarget).where(col(OpinionTarget.id) == id_)).one()
        assert (row.beneficiary_key, row.progress_key) == (found.key, progress(service, found.insured_number).key)


def test_one_request_is_one_target(service: Service) -> None:
    """Also with other keys, and sixteen at once; what differs is no second one of the same day."""
    service.token(MUNICIPAL)
    with ThreadPoolExecutor(16) as many:
        answers = list(many.map(lambda _: request(service).content, range(16)))
    assert len(set(answers)) == 1
    before = stored(service, *TOUCHED)
    assert faults(request(service, dueOn="2025-12-27")) == [("REQUEST_KNOWN", ["input", "requestedOn"])]
    assert stored(service, *TOUCHED) == before
    registered(service)
    before = stored(service, *TOUCHED)
    assert faults(register_letter(service)) == [("TARGET_KNOWN", ["input", "letter"])]
    assert stored(service, *TOUCHED) == before
    assert len(targets(service)) == SEEDED + 2


def test_everything_that_is_wrong_with_a_request(service: Service) -> None:
    service.token(MUNICIPAL)
    before = stored(service, *RECORDED)
    assert faults(
        request(service, "9999999999", clinicNumber="4400000011", requestedOn="2025-12-16", dueOn="2025-12-15")
    ) == [
        ("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"]),
        ("CLINIC_UNKNOWN", ["input", "clinicNumber"]),
        ("REQUESTED_ON_WRONG", ["input", "requestedOn"]),
        ("DUE_ON_WRONG", ["input", "dueOn"]),
    ]
    # the last day there is has none a year later
    last = request(service, requestedOn="9999-12-31", dueOn="9999-12-31")
    assert faults(last) == [("REQUESTED_ON_WRONG", ["input", "requestedOn"])]
    missing = [("APPLICATION_UNKNOWN", ["input", "applicationKind"])]
    assert faults(request(service, applicationKind="RENEWAL")) == missing
    assert faults(request(service, "progress-certified", applicationKind="RENEWAL")) == missing
    assert faults(request(service, "progress-rejected", applicationKind="CHANGE")) == missing
    assert stored(service, *RECORDED) == before


def test_everything_that_is_wrong_with_a_letter(service: Service) -> None:
    service.token("clinic-doctor")
    before = stored(service, *RECORDED)
    wrong = {
        "insurerNumber": "12345",
        "insuredNumber": "X123",
        "name": "\t",
        "kana": "保護",
        "birthDate": "2025-12-16",
        "requestedOn": "2024-12-13",
        "dueOn": "2024-12-12",
    }
    codes = [("INSURER_NUMBER_WRONG", "insurerNumber"), ("INSURED_NUMBER_WRONG", "insuredNumber")]
    codes += [("NAME_WRONG", "name"), ("KANA_WRONG", "kana"), ("BIRTH_DATE_WRONG", "birthDate")]
    codes += [("REQUESTED_ON_WRONG", "requestedOn"), ("DUE_ON_WRONG", "dueOn")]
    assert faults(register_letter(service, **wrong)) == [(code, ["input", "letter", name]) for code, name in codes]
    unknown = [("INSURER_UNKNOWN", ["input", "letter", "insurerNumber"])]
    assert faults(register_letter(service, insurerNumber="999999")) == unknown
    either = [("REQUEST_OR_LETTER", ["input"])]
    assert faults(register(service)) == either
    assert faults(register(service, request="opt_aaaaaaaaaaaaaaaa", letter=LETTER)) == either
    assert stored(service, *RECORDED) == before


def test_another_clinic_knows_nothing_of_it(service: Service) -> None:
    id_ = requested(service)
    service.token("hospital-doctor")
    before, seen = stored(service, *TOUCHED), targets(service, "hospital-doctor")
    assert id_ not in [one["id"] for one in seen]
    for other in (id_, "opt_aaaaaaaaaaaaaaaa", "\0", ""):
        assert faults(register(service, "hospital-doctor", request=other)) == UNKNOWN
    assert targets(service, "hospital-doctor", after=id_) == targets(
        service, "hospital-doctor", after="opt_aaaaaaaaaaaaaaaa"
    )
    assert stored(service, *TOUCHED) == before
    # and what is asked of the hospital comes to the hospital
    there = requested(service, clinicNumber=HOSPITAL)
    assert there in [one["id"] for one in targets(service, "hospital-doctor")]


@pytest.mark.parametrize("by", ["hachiro", "hospital-nurse", "municipal", "board-member", "portal", "office-user"])
def test_who_writes_no_opinions(service: Service, by: str) -> None:
    service.token(by)
    before = stored(service, *TOUCHED)
    refused = service.ask(by, TARGETS)
    assert (refused.codes, refused.body["data"]) == (["FORBIDDEN"], {"opinionTargets": None})
    assert register_letter(service, by).codes == ["FORBIDDEN"]
    assert request(service, by=by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before


def test_the_list_is_by_the_last_day_and_comes_in_pages(service: Service) -> None:
    late, soon = (
        registered(service, dueOn="2026-03-01"),
        requested(service, requestedOn="2025-12-01", dueOn="2025-12-02"),
    )
    everything = targets(service)
    states = ["REQUESTED", "SENT", "REGISTERED", "SENT", "SENT", "SENT", "REQUESTED", "REGISTERED"]
    assert [one["status"] for one in everything] == states
    assert (everything[0]["id"], everything[-1]["id"]) == (soon, late)
    days = [one["dueOn"] for one in everything]
    assert days == sorted(days)
    assert targets(service, status="REQUESTED") == [everything[0], everything[6]]
    found = service.ask("clinic-doctor", TARGETS, first=2, after=soon).data["opinionTargets"]
    ids = [one["id"] for one in everything]
    assert [edge["cursor"] for edge in found["edges"]] == ids[1:3]
    page = {"hasNextPage": True, "hasPreviousPage": True, "startCursor": ids[1], "endCursor": ids[2]}
    assert (found["totalCount"], found["pageInfo"]) == (SEEDED + 2, page)
    assert targets(service, after=ids[5]) == everything[6:]
    ran = []
    for size in (1, 100):  # as many statements for one as for all
        with service.statements() as statements:
            targets(service, first=size)
        ran.append(len(statements))
    assert ran[0] == ran[1]
    for wrong in ({"first": 0}, {"first": 101}, {"after": "bnf_aaaaaaaaaaaaaaaa"}):
        assert service.ask("clinic-doctor", TARGETS, **wrong).codes == ["BAD_USER_INPUT"]


def test_the_reading_is_recorded_with_those_who_are_known(service: Service) -> None:
    found = person(service, STORIES[APPLICANT])
    requested(service)
    targets(service)
    with service.rows() as rows:
        [record] = rows.scalars(select(ReadRecord)).all()
    assert record.operation == "Targets"
    assert found.id in record.people
    assert (record.people.count("bnf_"), record.people.count("opt_")) == (SEEDED, 1), "the letter's person is not known"
