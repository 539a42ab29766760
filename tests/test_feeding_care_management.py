"""Who makes the care plan, fed by a municipality's system (A13, S44, S83): in charge with the next query."""

from typing import Any

import pytest

from models.rows import CareManagement
from seed.offices import PLACES, At
from seed.stories import STORIES
from tests.feeding import MUNICIPAL, RECORDED, act
from tests.filing import charges
from tests.managing import faults, new_key
from tests.oracles.crowd import enlist
from tests.proving import person, tried
from tests.service import Answer, Service
from tests.signing_in import stored

FEED = act("feedCareManagement", "... on CareManagementFed { changed } ... on Refused { errors { code message path } }")
TEST, OTHER = "4400000011", "4490100015"
"""Two offices that make care plans."""
TABLES: tuple[type[Any], ...] = (*RECORDED, CareManagement)


def feed(service: Service, number: str, office: str | None, starts_on: str, by: str = MUNICIPAL) -> Answer:
    asked = {"insuredNumber": number, "officeNumber": office, "startsOn": starts_on}
    return service.ask(by, FEED, input={"idempotencyKey": new_key(), **asked})


def fed(answer: Answer) -> bool:
    return bool(answer.data["feedCareManagement"]["changed"])


def test_an_office_takes_charge_and_hands_over(service: Service) -> None:
    found = person(service, STORIES["no-office"])
    number, before = found.insured_number, charges(service, found.key)
    # when the first office begins, then another
    assert [fed(feed(service, number, TEST, "2025-12-01")) for _ in range(2)] == [True, False]
    assert fed(feed(service, number, OTHER, "2025-12-10")) is True
    # then each has its days, without a care manager of its own
    first, second = charges(service, found.key)[-2:]
    assert (first[1:], second[1:]) == ((None, "2025-12-01", "2025-12-09"), (None, "2025-12-10", None))
    assert first[0] != second[0]
    # and nobody has any more
    assert [fed(feed(service, number, None, "2025-12-12")) for _ in range(2)] == [True, False]
    assert charges(service, found.key)[-1][2:] == ("2025-12-10", "2025-12-11")
    assert len(charges(service, found.key)) == len(before) + 2
    assert tried(service)[0] == ("feedCareManagement", "DONE", f'["{found.id}"]')


def test_who_began_on_that_day_is_overtaken(service: Service) -> None:
    found = person(service, STORIES["no-office"])
    feed(service, found.insured_number, OTHER, "2025-12-01")
    feed(service, found.insured_number, TEST, "2025-12-01")
    assert [one[2:] for one in charges(service, found.key)[-2:]] == [("2025-12-01", "2025-11-30"), ("2025-12-01", None)]


@pytest.mark.parametrize(
    ("office", "day", "expected"),
    [
        ("9999999999", "1899-12-31", [("OFFICE_UNKNOWN", "officeNumber"), ("DATE_WRONG", "startsOn")]),
        ("DEALER", "2025-12-01", [("OFFICE_MAKES_NO_PLANS", "officeNumber")]),
    ],
)
def test_everything_that_is_wrong_is_told_at_once(
    service: Service, office: str, day: str, expected: list[tuple[str, str]]
) -> None:
    office = PLACES[At.DEALER].number if office == "DEALER" else office
    enlist(service, 1, insured_number="2222200002", insurer_key=2)
    service.token(MUNICIPAL)
    before, unrecorded = stored(service, *TABLES), stored(service, *TABLES[:-2], CareManagement)
    told = [(code, ["input", name]) for code, name in expected]
    assert faults(feed(service, STORIES["no-office"], office, day)) == told
    unknown = ("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"])
    assert faults(feed(service, "2222200002", office, day)) == [unknown, *told]
    assert stored(service, *TABLES) == before
    assert feed(service, STORIES["no-office"], TEST, "2025-12-01", "hachiro").codes == ["FORBIDDEN"]
    assert stored(service, *TABLES[:-2], CareManagement) == unrecorded
