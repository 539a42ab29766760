"""Versions of doctors' opinions (主治医意見書; S73): sent once, never changed, corrected, withheld, copied, recorded."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from models.opinion_form import entered, unpacked
from models.row import col
from models.rows import ActionRecord, Opinion, OpinionTarget, OpinionVersion, ReadRecord
from permissions.opinion import opinion_faults
from seed.stories import STORIES
from tests.managing import faults
from tests.opinion import CONTENT, RECORDED, copy, corrected, mine, received, save, send, sent, tab, version
from tests.opinion_target import APPLICANT, DOCTOR, HOSPITAL, registered, requested
from tests.proving import person
from tests.service import Service
from tests.signing_in import stored

SENT = [("OPINION_SENT", ["input", "target"])]


def test_what_was_sent_is_not_changed_but_corrected(service: Service) -> None:
    found, target = person(service, STORIES[APPLICANT]), requested(service)
    first = sent(service, target)
    before, shown = stored(service, *RECORDED), version(service, first)
    other = {"remarks": "転倒に注意。"}
    assert faults(save(service, target, **other)) == SENT
    assert faults(send(service, target, content={**CONTENT, **other})) == SENT
    assert faults(copy(service, target)) == [*SENT, ("PREVIOUS_MISSING", ["input", "target"])]
    assert faults(save(service, target, reason=" ", **other)) == [("REASON_WRONG", ["input", "correctionReason"])]
    assert stored(service, *RECORDED) == before
    # when it is corrected, by a draft
    service.clock.instant = service.clock.instant.replace(day=16)
    save(service, target, reason="記載誤りのため", **other)
    assert mine(service, target)["draft"]["correctionReason"] == "記載誤りのため"
    second = send(service, target).data["sendOpinion"]
    assert (second["version"], second["sentAt"]) == (2, "2025-12-16T09:00:00+09:00")
    # then both are there, as they were, and one is the latest
    assert version(service, first) == {**shown, "latest": False}
    after = version(service, second["id"])
    assert (after["latest"], after["correctionReason"], after["content"]["remarks"]) == (
        True,
        "記載誤りのため",
        "転倒に注意。",
    )
    assert [one["id"] for one in mine(service, target)["versions"]] == [second["id"], first]
    # and the tab shows the newest, once
    certification = tab(service, found.id).data["beneficiary"]["certification"]
    assert certification["opinion"]["data"]["remarks"] == "転倒に注意。"
    assert certification["opinion"]["receivedOn"] == "2025-12-15"
    assert len(certification["opinion"]["data"]["body"]["findings"]) == len(CONTENT["findings"])
    assert [one["data"]["remarks"] for one in certification["opinionHistory"]] == ["転倒に注意。"]


def test_a_correction_needs_something_to_correct(service: Service) -> None:
    target = requested(service)
    before = stored(service, *RECORDED)
    wrong = [("CORRECTION_NOT_ALLOWED", ["input", "correctionReason"])]
    assert faults(save(service, target, reason="記載誤り")) == wrong
    assert faults(send(service, target, content=CONTENT, correctionReason="記載誤り")) == wrong
    assert stored(service, *RECORDED) == before


def test_however_often_it_is_sent_it_is_there_once(service: Service) -> None:
    target, before = requested(service), len(received(service))
    service.token(DOCTOR)
    # sixteen at once, by one key or each by its own
    for key in ("opinion-0001", None):
        with ThreadPoolExecutor(16) as many:
            keys = [{"idempotencyKey": key} if key else {} for _ in range(16)]
            answers = list(many.map(lambda more: send(service, target, content=CONTENT, **more).content, keys))
        assert len(set(answers)) == 1
        assert b"opv_" in answers[0]
    assert len(received(service)) == before + 1
    reused = send(service, target, content={**CONTENT, "remarks": "別"}, idempotencyKey="opinion-0001")
    assert faults(reused) == [("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])]
    # a draft goes with the first that sends it
    save(service, target, reason="追記", remarks="追記あり")
    with ThreadPoolExecutor(8) as many:
        drafted = [send(service, target).data["sendOpinion"] for _ in many.map(lambda _: None, range(2))]
    assert drafted[0]["version"] == 2
    assert drafted[1]["errors"][0]["code"] == "DRAFT_MISSING"
    assert len(received(service)) == before + 2
    with service.rows() as rows:
        done = select(ActionRecord).where(col(ActionRecord.action) == "sendOpinion")
        assert len(rows.scalars(done).all()) == 18


def test_a_doctor_who_takes_back_the_leave_closes_it_at_once(service: Service) -> None:
    """同意しない withholds all of it from care managers, what they have read before included; the municipality has it."""
    found, target = person(service, STORIES[APPLICANT]), requested(service)
    first = sent(service, target)
    before = tab(service, found.id)
    assert before.refusals == []
    corrected(service, target, "同意の撤回", shared=False)
    after = tab(service, found.id)
    certification = after.body["data"]["beneficiary"]["certification"]
    assert certification["opinion"]["shared"] is False
    assert certification["opinion"]["data"] is None
    assert certification["opinionHistory"] == [{"writtenOn": "2025-12-14", "data": None}]
    assert {one["reason"] for one in after.refusals} == {"OPINION_WITHHELD"}
    assert CONTENT["remarks"].encode() not in after.content
    assert version(service, first)["content"]["remarks"] == CONTENT["remarks"]


def test_the_previous_opinion_becomes_a_draft(service: Service) -> None:
    """Of the same person, by the same clinic; without its days, and never the first one."""
    first, second = registered(service), registered(service, requestedOn="2025-12-11")
    missing = [("PREVIOUS_MISSING", ["input", "target"])]
    assert faults(copy(service, second)) == missing
    sent(service, first, sequence="FIRST")
    corrected(service, first, sequence="FIRST", remarks="訂正後")
    saved = copy(service, second).data["copyOpinion"]
    lacking = [{"code": "ITEM_MISSING", "path": ["input", "content", name]} for name in ("writtenOn", "lastExaminedOn")]
    assert saved == {"target": second, "errors": lacking}
    draft = mine(service, second)["draft"]
    again = {"writtenOn": None, "lastExaminedOn": None, "sequence": "REPEATED", "remarks": "訂正後"}
    assert {name: draft["content"][name] for name in CONTENT} == {**CONTENT, **again}
    assert faults(copy(service, second)) == [("DRAFT_EXISTS", ["input", "target"])]
    # of somebody else, or at another clinic, there is none
    other = registered(service, birthDate="1962-05-05")
    assert faults(copy(service, other)) == missing
    there = registered(service, "hospital-doctor")
    assert faults(copy(service, there, "hospital-doctor")) == missing


def test_a_chart_leaves_the_doctors_draft_alone(service: Service) -> None:
    target = requested(service, clinicNumber=HOSPITAL)
    save(service, target, "hospital-doctor", remarks="書きかけ")
    sent(service, target, "chart")
    shown = mine(service, target, "hospital-doctor")
    assert shown["draft"]["content"]["remarks"] == "書きかけ"
    assert [one["sentBy"] for one in shown["versions"]] == ["電子カルテ（連携）"]
    assert faults(send(service, target, "hospital-doctor")) == SENT


def test_every_reading_is_recorded_also_of_a_letters_person(service: Service) -> None:
    """Who it is about, only the letter says: then the record has the target."""
    known, letter = requested(service), registered(service)
    ids = {sent(service, target): target for target in (known, letter)}
    assert [version(service, id_)["identifiedNumber"] for id_ in ids] == [STORIES[APPLICANT], None]
    mine(service, letter)
    with service.rows() as rows:
        records = {record.operation: record.people for record in rows.scalars(select(ReadRecord))}
    for people in (records["OpinionsReceived"], records["MyOpinions"]):
        assert person(service, STORIES[APPLICANT]).id in people
        assert letter in people
        assert known not in people


def test_the_demos_opinions_are_without_fault(service: Service) -> None:
    """One was corrected, one is withheld, one came by a letter; the newest of the others is among the person's papers."""
    shown = received(service)
    stages = [(one["version"], one["latest"], one["content"]["shared"], one["receivedOn"]) for one in shown]
    assert sorted(map(str, stages)) == [
        "(1, False, True, None)",
        "(1, True, False, '2025-12-02')",
        "(1, True, True, '2025-12-02')",
        "(1, True, True, None)",
        "(2, True, True, '2025-12-02')",
    ]
    of_target = select(OpinionVersion, OpinionTarget).where(col(OpinionVersion.target_key) == col(OpinionTarget.key))
    with service.rows() as rows:
        for one, asked in rows.execute(of_target):
            content = unpacked(one.content)
            assert [*opinion_faults(entered(content), asked.birth_date, one.sent_at.date())] == []
            if one.confirmed_at is not None:
                paper = rows.get_one(Opinion, asked.opinion_key).model_dump()
                assert {name: paper.get(name) for name in content.keys() - {"diagnoses", "findings"}} == {
                    name: content[name] for name in content.keys() - {"diagnoses", "findings"}
                }
