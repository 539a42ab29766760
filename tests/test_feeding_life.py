"""Records that LIFE feeds (S37-S41, S84): seen with the next query, replaced by what it says of the month later."""

from typing import Any

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import Insurer
from seed.stories import STORIES
from tests.life_feeding import BEST, RECORDED, SHARPEST, TOUCHED, feed, record, tab, told
from tests.managing import faults
from tests.oracles.crowd import enlist, enlist_each
from tests.oracles.life import BARTHEL
from tests.proving import DAY, SECOND, person, tried
from tests.service import Service
from tests.signing_in import stored

RECORDS = ["input", "records"]


def test_a_record_is_seen_with_the_next_query(service: Service) -> None:
    [one] = enlist(service, 1, insured_number="9000000001")
    assert tab(service, one.id) == {
        "disabilityAutonomy": [], "dementiaAutonomy": [], "barthelIndex": [], "cognition": []
    }  # fmt: skip
    # when LIFE tells all four scales of one month, with their points, and one scale of another
    barthel = {**BEST, "feeding": "PARTIAL", "feedingPoints": 5, "walking": "WALKER", "totalPoints": 90}
    cognition = {**SHARPEST, "orientation": "POINTS_2", "orientationPoints": 2, "totalPoints": 32}
    whole = record(
        "9000000001",
        disabilityAutonomy="B2",
        dementiaAutonomy="IIIA",
        barthelIndex=barthel,
        cognition=cognition,
    )
    assert told(feed(service, whole, record("9000000001", "2025-03"))) == (2, 0)
    # then all of it is there, and the months between have nothing
    assert tab(service, one.id) == {
        "disabilityAutonomy": [
            {"month": "2025-03", "registeredOn": "2025-03-10", "level": "A1"},
            {"month": "2025-12", "registeredOn": "2025-12-10", "level": "B2"},
        ],
        "dementiaAutonomy": [{"month": "2025-12", "level": "IIIA"}],
        "barthelIndex": [
            {
                "month": "2025-12",
                "feeding": "PARTIAL",
                "feedingPoints": 5,
                "bathing": "INDEPENDENT",
                "walkingPoints": 10,
                "totalPoints": 90,
            }
        ],
        "cognition": [{"month": "2025-12", "orientation": "POINTS_2", "totalPoints": 32}],
    }
    assert tried(service) == [("feedLife", "DONE", f'["{one.id}"]')]


def test_the_same_again_changes_nothing_and_a_corrected_month_replaces(service: Service) -> None:
    [one] = enlist(service, 1, insured_number="9000000001")
    months = [record("9000000001", f"2025-{month:02}", barthelIndex=BEST) for month in (4, 7, 10)]
    assert told(feed(service, *months)) == (3, 0)
    before = stored(service, *TOUCHED[:-1])
    assert told(feed(service, *months)) == (0, 3)
    assert stored(service, *TOUCHED[:-1]) == before
    # when a month is told otherwise, together with two that are not
    months[1]["barthelIndex"] = {**BEST, "feeding": "TOTAL"}
    assert told(feed(service, *months)) == (1, 2)
    assert [(each["month"], each["totalPoints"]) for each in tab(service, one.id)["barthelIndex"]] == [
        ("2025-04", 100), ("2025-07", 90), ("2025-10", 100)
    ]  # fmt: skip
    # and a day of registration is content too
    months[0]["registeredOn"] = "2025-05-02"
    assert told(feed(service, *months)) == (1, 2)


def test_the_source_has_delivered(service: Service) -> None:
    """Also where it tells what is known (S79)."""
    [one] = enlist(service, 1, insured_number="9000000001")
    asked = "query ($id: ID!) { beneficiary(id: $id) { sources { information asOf stale } } }"
    for _ in range(2):
        service.clock.instant += DAY
        feed(service, record("9000000001"))
        sources = service.ask("hachiro", asked, id=one.id).data["beneficiary"]["sources"]
        [source] = [source for source in sources if source["information"] == "LIFE"]
        assert (source["asOf"], source["stale"]) == (service.clock.instant.isoformat(), False)


def test_of_everybody_in_the_country(service: Service) -> None:
    """Identity is the pair: the same number at another insurer is somebody else."""
    [own] = enlist(service, 1, insured_number="H900000001")
    [other] = enlist(service, 1, insured_number="H900000001", insurer_key=2)
    with service.rows() as rows:
        number = rows.scalars(select(col(Insurer.number)).where(col(Insurer.key) == 2)).one()
    there = {**record("H900000001", disabilityAutonomy="C2"), "insurerNumber": number}
    assert told(feed(service, record("H900000001", disabilityAutonomy="J1"), there)) == (2, 0)
    assert [tab(service, one.id)["disabilityAutonomy"][0]["level"] for one in (own, other)] == ["J1", "C2"]
    assert tried(service) == [("feedLife", "DONE", f'["{own.id}","{other.id}"]')]


def test_everything_that_is_wrong_is_told_at_once(service: Service) -> None:
    known = person(service, STORIES["no-office"])
    service.token("life-system")
    before = stored(service, *RECORDED)
    wrong = [
        record(known),
        {**record("12345"), "insurerNumber": "12\0"},
        record("9999999999"),
        {**record(known, "2026-01"), "registeredOn": "2025-12-16"},
        {name: value for name, value in record(known, "2025-11").items() if name != "disabilityAutonomy"},
        record(known, "2025-10", barthelIndex={**BEST, "feedingPoints": 5, "totalPoints": 95}),
        record(known, "2025-09", cognition={**SHARPEST, "thingsPlacedPoints": 0, "totalPoints": 35}),
        {**record(known, "2025-08"), "registeredOn": "2025-07-31"},
        record(known, dementiaAutonomy="M"),
    ]
    assert faults(feed(service, *wrong)) == [
        ("INSURER_NUMBER_WRONG", [*RECORDS, "1", "insurerNumber"]),
        ("INSURED_NUMBER_WRONG", [*RECORDS, "1", "insuredNumber"]),
        ("BENEFICIARY_UNKNOWN", [*RECORDS, "2", "insuredNumber"]),
        ("MONTH_WRONG", [*RECORDS, "3", "month"]),
        ("REGISTERED_ON_WRONG", [*RECORDS, "3", "registeredOn"]),
        ("SCALE_MISSING", [*RECORDS, "4"]),
        ("POINTS_WRONG", [*RECORDS, "5", "barthelIndex", "feedingPoints"]),
        ("TOTAL_WRONG", [*RECORDS, "5", "barthelIndex", "totalPoints"]),
        ("POINTS_WRONG", [*RECORDS, "6", "cognition", "thingsPlacedPoints"]),
        ("REGISTERED_ON_WRONG", [*RECORDS, "7", "registeredOn"]),
        ("RECORD_TWICE", [*RECORDS, "8"]),
    ]
    assert stored(service, *RECORDED) == before
    # a day later the month is still to come, and the day has
    service.clock.instant += DAY
    late = faults(feed(service, wrong[3]))
    assert late == [("MONTH_WRONG", [*RECORDS, "0", "month"]), ("REGISTERED_ON_WRONG", [*RECORDS, "0", "registeredOn"])]


@pytest.mark.parametrize("count", [0, 501])
def test_five_hundred_at_most(service: Service, count: int) -> None:
    service.token("life-system")
    before = stored(service, *RECORDED)
    assert faults(feed(service, *[record("9999999999")] * count)) == [("RECORDS_WRONG", RECORDS)]
    assert stored(service, *RECORDED) == before


def test_as_many_statements_for_many_as_for_one(service: Service) -> None:
    numbers = [f"90000{place:05}" for place in range(500)]
    enlist_each(service, [{"insured_number": number} for number in numbers])
    service.token("life-system")
    counts = []
    for chosen in (numbers[:1], numbers[1:]):
        service.clock.instant += SECOND
        with service.statements() as ran:
            assert told(feed(service, *[record(number, barthelIndex=BEST) for number in chosen])) == (len(chosen), 0)
        counts.append(len(ran))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("wrong", [{"feeding": "SUPERVISED"}, {"feeding": None}, {"totalPoints": "100"}])
def test_a_level_of_another_item_is_none(service: Service, wrong: dict[str, Any]) -> None:
    service.token("life-system")
    before = stored(service, *RECORDED)
    answer = feed(service, record("9999999999", barthelIndex={**BEST, **wrong}))
    assert answer.codes == ["BAD_USER_INPUT"]
    assert stored(service, *RECORDED) == before


def test_every_level_is_worth_its_points(service: Service) -> None:
    """The points of all levels, told right: none is refused; each told wrong: each is."""
    enlist(service, 1, insured_number="9000000001")
    levels = [(item, level, points) for item, found in BARTHEL.items() for level, (_, points) in found.items()]
    for delta, expected in ((0, 0), (5, len(levels))):
        refused = 0
        for item, level, points in levels:
            told_ = {**BEST, item: level, f"{item}Points": points + delta}
            [answer] = feed(service, record("9000000001", barthelIndex=told_)).data.values()
            refused += [error["code"] for error in answer.get("errors", [])] == ["POINTS_WRONG"]
        assert refused == expected


@pytest.mark.parametrize("by", ["hachiro", "municipal-system", "billing-system", "portal", "partner", "municipal"])
def test_nobody_else_feeds(service: Service, by: str) -> None:
    found = person(service, STORIES["no-office"])
    service.token(by)
    before = stored(service, *TOUCHED)
    assert feed(service, record(found), by=by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before


def test_it_sees_nobody(service: Service) -> None:
    id_ = person(service, STORIES["no-office"]).id
    answer = service.ask("life-system", "query ($id: ID!) { beneficiary(id: $id) { id } node(id: $id) { id } }", id=id_)
    assert (answer.codes, answer.body["data"]) == (["FORBIDDEN"], {"beneficiary": None, "node": None})
