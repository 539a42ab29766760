"""Doctors' opinions (主治医意見書; guide function 8, S73, S75): written, sent once, never changed, corrected by versions."""

from typing import Any

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import OpinionVersion
from seed.stories import STORIES
from tests.managing import faults
from tests.opinion import (
    CONTENT,
    RECORDED,
    TOUCHED,
    copy,
    mine,
    save,
    send,
    sent,
    tab,
    validate,
    version,
)
from tests.opinion_target import APPLICANT, registered, requested
from tests.proving import person, tried
from tests.service import Service
from tests.signing_in import stored

NOW = "2025-12-15T09:00:00+09:00"
NOTHING: dict[str, Any] = {"diagnoses": [], "findings": [], **dict.fromkeys(CONTENT.keys() - {"diagnoses", "findings"})}
SENT = [("OPINION_SENT", ["input", "target"])]


def test_the_whole_way_by_screen(service: Service) -> None:
    """Way B: a draft, sent from the opinion's screen, arrives at the municipality and in the person's tab."""
    found, target = person(service, STORIES[APPLICANT]), requested(service)
    saved = save(service, target).data["saveOpinion"]
    assert saved == {"target": target, "errors": []}
    draft = mine(service, target)["draft"]
    assert (draft["savedAt"], draft["savedBy"], draft["errors"]) == (NOW, "例示 はるか", [])
    assert {name: draft["content"][name] for name in CONTENT} == CONTENT
    # when it is sent
    taken = send(service, target).data["sendOpinion"]
    assert taken == {"id": taken["id"], "target": target, "version": 1, "sentAt": NOW}
    assert tried(service)[-1] == ("sendOpinion", "DONE", f'["{found.id}","{target}","{taken["id"]}"]')
    # then the municipality has every item, and what the service knows besides
    there = version(service, taken["id"])
    content = there.pop("content")
    supplied = {
        "applicantName": found.name,
        "applicantKana": found.kana,
        "applicantSex": found.sex.name,
        "applicantBirthDate": str(found.birth_date),
        "applicantAge": 2025 - found.birth_date.year - ((found.birth_date.month, found.birth_date.day) > (12, 14)),
        "institutionName": "例示内科医院",
        "institutionAddress": "見本市若葉三丁目6番1号",
        "institutionPhone": "097-000-1006",
    }
    assert content == {**CONTENT, **supplied}
    assert None not in content.values()
    of_person = ("insured_number", "name", "kana")
    assert there == {
        "id": taken["id"],
        "version": 1,
        "latest": True,
        "correctionReason": None,
        "sentAt": NOW,
        "sentBy": "例示 はるか",
        "confirmedAt": None,
        "confirmedBy": None,
        "receivedOn": None,
        "identifiedNumber": found.insured_number,
        "person": {
            "insurerNumber": "123456",
            **dict(zip(("insuredNumber", "name", "kana"), (getattr(found, name) for name in of_person), strict=True)),
            "birthDate": str(found.birth_date),
            "sex": found.sex.name,
        },
        "request": {"id": target, "electronic": True, "requestedOn": "2025-12-12", "dueOn": "2025-12-26"},
        "clinic": {"number": "4410100297", "name": "例示内科医院"},
    }
    # and the clinic the same version, without a draft
    here = mine(service, target)
    assert (here["status"], here["draft"]) == ("SENT", None)
    assert [one["id"] for one in here["versions"]] == [taken["id"]]
    assert here["versions"][0]["content"] == content
    # and the care manager the person's newest opinion
    shown = tab(service, found.id).data["beneficiary"]
    opinion = shown["certification"]["opinion"]
    assert (opinion["writtenOn"], opinion["receivedOn"], opinion["shared"]) == ("2025-12-14", "2025-12-15", True)
    assert opinion["data"] == {
        "remarks": CONTENT["remarks"],
        "body": {"height": "158.2", "findings": [{"kind": one["kind"]} for one in CONTENT["findings"]]},
        "disease": {"diagnoses": [{"name": one["name"]} for one in CONTENT["diagnoses"]]},
    }
    assert shown["progress"]["opinion"]["opinionStatus"] == "REQUESTED", "it counts once it is confirmed"


def test_chart_and_screen_send_the_same(service: Service) -> None:
    """Way A: the chart of a clinic sends at once what the screen of the same clinic saves and sends (S75)."""
    by_screen = registered(service, "hospital-doctor")
    by_chart = registered(service, "chart", requestedOn="2025-12-11")
    save(service, by_screen, "hospital-doctor")
    ids = [send(service, by_screen, "hospital-doctor").data["sendOpinion"]["id"], sent(service, by_chart, "chart")]
    contents, others = [], []
    for one in (version(service, id_) for id_ in ids):
        contents.append(one.pop("content"))
        others.append({name: one[name] for name in ("person", "clinic", "version", "latest", "sentAt")})
    assert contents[0] == contents[1]
    assert others[0] == others[1]
    with service.rows() as rows:
        kept = rows.scalars(select(col(OpinionVersion.content)).where(col(OpinionVersion.id).in_(ids))).all()
        assert kept[0].encode() == kept[1].encode()
    # and what is wrong is wrong for both
    wrong = {**NOTHING, "doctorName": "\0"}
    told = [
        validate(service, target, by, content=wrong).data["validateOpinion"]
        for target, by in ((by_screen, "hospital-doctor"), (by_chart, "chart"))
    ]
    assert told[0] == told[1]
    assert len(told[0]["errors"]) > 20


def test_a_draft_may_be_unfinished_and_is_told_what_it_lacks(service: Service) -> None:
    target = requested(service)
    saved = save(service, target, **NOTHING).data["saveOpinion"]
    assert {"code": "ITEM_MISSING", "path": ["input", "content", "writtenOn"]} in saved["errors"]
    assert mine(service, target)["draft"]["errors"] == saved["errors"]
    assert mine(service, target)["status"] == "REGISTERED"
    before = stored(service, *RECORDED)
    refused = faults(send(service, target))
    assert refused == [(error["code"], error["path"]) for error in saved["errors"]]
    assert refused == faults(validate(service, target))
    assert stored(service, *RECORDED) == before
    # but not what could not be kept or read
    assert faults(save(service, target, remarks="あ" * 2_001, diagnoses=[{"name": "病"}] * 4)) == [
        ("TEXT_WRONG", ["input", "content", "remarks"]),
        ("TOO_MANY", ["input", "content", "diagnoses"]),
    ]
    assert stored(service, *RECORDED) == before


def test_ten_errors_in_one_draft_are_ten_errors(service: Service) -> None:
    target = requested(service)
    ten: dict[str, tuple[Any, str]] = {
        "doctorName": (None, "ITEM_MISSING"),
        "applicantPostalCode": ("8700001", "FORMAT_WRONG"),
        "departmentOtherText": (None, "DETAIL_MISSING"),
        "infection": ("UNKNOWN", "DETAIL_NOT_ALLOWED"),
        "bpsd": (False, "CHOICE_CONTRADICTS"),
        "needNone": (True, "CHOICE_CONTRADICTS"),
        "writtenOn": ("2025-12-16", "DATE_WRONG"),
        "height": ("30.0", "OUT_OF_RANGE"),
        "diagnoses": ([{"name": "脳梗塞", "onsetOn": "1900-01-01"}], "DATE_WRONG"),
        "findings": ([{"kind": "PARALYSIS", "site": "RIGHT_UPPER_LIMB"}], "DEGREE_MISSING"),
    }
    places = {
        "infection": ["infectionText"],
        "diagnoses": ["diagnoses", "0", "onsetOn"],
        "findings": ["findings", "0", "degree"],
    }
    changed = {name: value for name, (value, _) in ten.items()}
    before = stored(service, *RECORDED)
    answer = send(service, target, content={**CONTENT, **changed})
    assert faults(answer) == [
        (code, ["input", "content", *places.get(name, [name])]) for name, (_, code) in ten.items()
    ]
    assert all(error["message"].endswith("。") for error in answer.data["sendOpinion"]["errors"])
    assert stored(service, *RECORDED) == before


def test_a_dry_run_says_what_the_real_run_says_and_leaves_nothing(service: Service) -> None:
    target = requested(service)
    before = stored(service, *RECORDED)
    valid = validate(service, target, content=CONTENT, idempotencyKey="opinion-0001")
    assert valid.data == {"validateOpinion": {"target": target, "version": 1}}
    wrong = {**CONTENT, "shared": None, "weight": "9.9"}
    dry = faults(validate(service, target, content=wrong))
    assert dry == [("ITEM_MISSING", ["input", "content", "shared"]), ("OUT_OF_RANGE", ["input", "content", "weight"])]
    assert faults(send(service, target, content=wrong)) == dry
    assert (
        faults(validate(service, target)) == faults(send(service, target)) == [("DRAFT_MISSING", ["input", "target"])]
    )
    assert stored(service, *RECORDED) == before
    assert send(service, target, content=CONTENT, idempotencyKey="opinion-0001").data["sendOpinion"]["version"] == 1


def test_nothing_of_another_clinics_is_there(service: Service) -> None:
    target = requested(service)
    save(service, target)
    service.token("hospital-doctor")
    before = stored(service, *RECORDED)
    unknown = [("TARGET_UNKNOWN", ["input", "target"])]
    for other in (target, "opt_aaaaaaaaaaaaaaaa", "\0", ""):
        for by in ("hospital-doctor", "chart"):
            assert faults(save(service, other, by)) == unknown
            assert faults(send(service, other, by)) == unknown
            assert faults(send(service, other, by, content=CONTENT)) == unknown
            assert faults(validate(service, other, by, content=NOTHING)) == unknown
            assert faults(copy(service, other, by)) == unknown
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("by", ["hachiro", "hospital-nurse", "municipal", "municipal-system", "hospital-administrator"])
def test_who_writes_no_opinions(service: Service, by: str) -> None:
    target = requested(service)
    service.token(by)
    before = stored(service, *TOUCHED)
    refused = (
        save(service, target, by),
        send(service, target, by),
        validate(service, target, by),
        copy(service, target, by),
    )
    assert [answer.codes for answer in refused] == [["FORBIDDEN"]] * 4
    assert stored(service, *TOUCHED) == before
