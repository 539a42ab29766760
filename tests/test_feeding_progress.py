"""Applications for certification fed by a municipality's system (S45, S83): every step with the next query, each kept."""

from typing import Any

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import Fed, FedVersion
from tests.feeding import FULL, MUNICIPAL, RECORDED, TOUCHED, act
from tests.managing import faults, new_key
from tests.oracles.crowd import Person, ask_each, enlist
from tests.proving import DAY, tried
from tests.service import Answer, Service
from tests.signing_in import stored
from tests.test_progress import PROGRESS

NUMBER = "1111100001"
FEED = act(
    "feedProgress",
    "... on ProgressFed { progress { id changed } insuredCertificate { id changed } }"
    " ... on Refused { errors { code message path } }",
)
ACCEPTED: dict[str, Any] = {
    "status": "ACCEPTED",
    "appliedOn": "2025-11-04",
    "applicationKind": "RENEWAL",
    "surveyStatus": "NOT_STARTED",
    "opinionStatus": "NOT_STARTED",
    "boardStatus": "NOT_STARTED",
}
ASKED = {
    **ACCEPTED,
    "status": "SURVEYING",
    "surveyStatus": "SCHEDULED",
    "surveyPlannedOn": "2025-11-12",
    "opinionStatus": "REQUESTED",
    "opinionRequestedOn": "2025-11-06",
}
READY = {
    **ASKED,
    "status": "AWAITING_BOARD",
    "surveyStatus": "DONE",
    "surveyObtainedOn": "2025-11-13",
    "opinionStatus": "DONE",
    "opinionReceivedOn": "2025-11-20",
    "boardStatus": "SCHEDULED",
    "boardPlannedOn": "2025-12-08",
}
POSTPONED = {
    **READY,
    "status": "POSTPONED",
    "postponedOn": "2025-12-03",
    "postponedUntil": "2026-01-05",
    "postponementReason": "BOARD_SCHEDULE",
}
JUDGED = {
    **POSTPONED,
    "status": "JUDGED",
    "boardStatus": "DONE",
    "boardHeldOn": "2025-12-08",
    "judgedOn": "2025-12-08",
    "judgement": "CERTIFIED",
}
CERTIFIED = {**JUDGED, "status": "CERTIFIED", "certifiedOn": "2025-12-09"}
REJECTED = {**READY, "status": "REJECTED", "closedOn": "2025-12-10"}
WITHDRAWN = {**ACCEPTED, "status": "WITHDRAWN", "closedOn": "2025-11-05"}
LEVEL = "query Level($ids: [ID!]!) { nodes(ids: $ids) { ... on Beneficiary { certificates { insuredCertificate { careLevel validFrom validUntil } } } } }"


def feed(service: Service, progress: dict[str, Any], number: str = NUMBER, by: str = MUNICIPAL, **more: Any) -> Answer:
    asked = {"idempotencyKey": new_key(), "insuredNumber": number, "progress": progress, **more}
    return service.ask(by, FEED, input=asked)


def fed(answer: Answer) -> tuple[str, bool]:
    found = answer.data["feedProgress"]["progress"]
    return found["id"], found["changed"]


def flat(progress: dict[str, Any] | None) -> dict[str, Any]:
    """What the tab tells of an application, without what it does not know."""
    assert progress is not None
    parts = [progress, *(part for part in progress.values() if isinstance(part, dict))]
    return {name: value for part in parts for name, value in part.items() if value and not isinstance(value, dict)}


def tab(service: Service, person: Person) -> Any:
    return ask_each(service, PROGRESS, [person])[0]


@pytest.mark.parametrize(
    "way", [(ACCEPTED, ASKED, READY, POSTPONED, JUDGED, CERTIFIED), (READY, REJECTED), (ACCEPTED, WITHDRAWN)]
)
def test_every_step_is_seen_with_the_next_query_and_kept(service: Service, way: tuple[dict[str, Any], ...]) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    ids = set()
    for step in way:
        # when
        id_, changed = fed(feed(service, step))
        ids.add(id_)
        # then it is one application, as it stands now
        found = tab(service, person)
        assert (flat(found["progress"]), changed) == (step, True)
        assert [flat(one) for one in found["progressHistory"]] == [step]
        assert (found["certificationStatus"], found["certification"]["appliedOn"]) == (step["status"], "2025-11-04")
        assert (id_, False) == fed(feed(service, step))
        service.clock.instant += DAY
    assert len(ids) == 1
    # and what was told before is kept, from when until when
    with service.rows() as rows:
        [entry] = rows.scalars(select(Fed).where(col(Fed.beneficiary_key) == person.key)).all()
        kept = select(FedVersion).where(col(FedVersion.fed_key) == entry.key).order_by(col(FedVersion.key))
        versions = rows.scalars(kept).all()
    assert [(one.until - (one.since or one.until), one.ending.name) for one in versions] == [(DAY, "FED_ANEW")] * (
        len(way) - 1
    )
    assert [entry.since] == [versions[-1].until]
    assert all(f'"status":"{step["status"]}"' in one.content for step, one in zip(way, versions, strict=False))
    assert tried(service) == [("feedProgress", "DONE", f'["{person.id}"]')] * (2 * len(way))


def test_another_day_or_kind_is_another_application(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    for step in (ACCEPTED, {**ACCEPTED, "applicationKind": "CHANGE"}, {**ACCEPTED, "appliedOn": "2025-11-03"}):
        feed(service, step)
    told = [(flat(one)["appliedOn"], flat(one)["applicationKind"]) for one in tab(service, person)["progressHistory"]]
    assert told == [("2025-11-04", "CHANGE"), ("2025-11-04", "RENEWAL"), ("2025-11-03", "RENEWAL")]


def test_the_decision_brings_the_certificate(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    issued = FULL["insuredCertificate"]
    answer = feed(service, CERTIFIED, insuredCertificate=issued).data["feedProgress"]
    assert (answer["progress"]["changed"], answer["insuredCertificate"]["changed"]) == (True, True)
    [node] = ask_each(service, LEVEL, [person])
    told = {name: issued[name] for name in ("careLevel", "validFrom", "validUntil")}
    assert node["certificates"]["insuredCertificate"] == told
    again = feed(service, CERTIFIED, insuredCertificate=issued).data["feedProgress"]
    assert (again["progress"]["changed"], again["insuredCertificate"]["changed"]) == (False, False)


P, C = ["input", "progress"], ["input", "insuredCertificate"]


@pytest.mark.parametrize(
    ("progress", "more", "expected"),
    [
        (
            {**CERTIFIED, "appliedOn": "2025-12-16", "applicationKind": "NEW"},
            {},
            [
                ("DATE_IN_FUTURE", [*P, "appliedOn"]),
                *[
                    ("PERIOD_WRONG", [*P, name])
                    for name in (
                        *("surveyObtainedOn", "opinionRequestedOn", "opinionReceivedOn", "boardHeldOn", "judgedOn"),
                        *("surveyPlannedOn", "boardPlannedOn", "certifiedOn", "postponedOn"),
                    )
                ],
            ],
        ),
        (
            {
                **ACCEPTED,
                "surveyStatus": "DONE",
                "opinionRequestedOn": "2025-11-05",
                "boardHeldOn": "2025-12-01",
                "closedOn": "2025-12-02",
            },
            {},
            [
                ("VALUE_MISSING", [*P, "surveyObtainedOn"]),
                ("VALUE_NOT_ALLOWED", [*P, "opinionRequestedOn"]),
                ("VALUE_NOT_ALLOWED", [*P, "boardHeldOn"]),
                ("VALUE_NOT_ALLOWED", [*P, "closedOn"]),
            ],
        ),
        (
            {
                **READY,
                "status": "CERTIFIED",
                "boardStatus": "POSTPONED",
                "boardHeldOn": "2025-12-01",
                "postponedOn": "2025-12-01",
            },
            {"insuredCertificate": {**FULL["insuredCertificate"], "restrictedRate": 10}},
            [
                ("VALUE_NOT_ALLOWED", [*P, "boardHeldOn"]),
                *[("VALUE_MISSING", [*P, name]) for name in ("certifiedOn", "judgedOn", "judgement")],
                *[("VALUE_MISSING", [*P, name]) for name in ("postponedUntil", "postponementReason")],
                ("NUMBER_WRONG", [*C, "restrictedRate"]),
                ("CERTIFIED_ON_DIFFERS", [*C, "certifiedOn"]),
            ],
        ),
        (
            {
                **JUDGED,
                "status": "REJECTED",
                "judgement": None,
                "boardHeldOn": "2025-12-09",
                "postponedUntil": "2025-12-02",
            },
            {"insuredCertificate": FULL["insuredCertificate"]},
            [
                ("PERIOD_WRONG", [*P, "judgedOn"]),
                ("PERIOD_WRONG", [*P, "postponedUntil"]),
                ("VALUE_MISSING", [*P, "closedOn"]),
                ("VALUE_MISSING", [*P, "judgement"]),
                ("VALUE_NOT_ALLOWED", C),
            ],
        ),
    ],
)
def test_everything_that_is_wrong_is_told_at_once(
    service: Service, progress: dict[str, Any], more: dict[str, Any], expected: list[tuple[str, list[str]]]
) -> None:
    enlist(service, 1, insured_number=NUMBER)
    enlist(service, 1, insured_number="2222200002", insurer_key=2)
    service.token(MUNICIPAL)
    before = stored(service, *RECORDED)
    assert faults(feed(service, progress, **more)) == expected
    unknown = ("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"])
    assert faults(feed(service, progress, "2222200002", **more)) == [unknown, *expected]
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("by", ["municipal", "hachiro", "partner"])
def test_nobody_else_feeds(service: Service, by: str) -> None:
    enlist(service, 1, insured_number=NUMBER)
    service.token(by)
    before = stored(service, *TOUCHED)
    assert feed(service, ACCEPTED, by=by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
