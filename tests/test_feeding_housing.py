"""Dwellings, home modifications and equipment fed by a municipality's system (S42, S43, S83): the money left, at once."""

from typing import Any

import orjson
import pytest

from models.rows import ActionRecord, Dwelling, EquipmentPurchase, Renovation, RenovationWork, Residence
from tests.correcting import history, retract
from tests.feeding import MUNICIPAL, RECORDED, certificate, fed, feed
from tests.managing import faults
from tests.oracles.crowd import Person, enlist
from tests.service import Service
from tests.signing_in import stored

NUMBER = "1111100001"
OLD, NEW = "見本市中央1番", "見本市日向2番"
TAB = """
query Tab($id: ID!) { beneficiary(id: $id) {
  housing { address remainingBase lastPaidOn
    careRenovations { startedOn cost works { kind } } preventionRenovations { startedOn cost works { kind } } }
  equipment { remainingBase lastPaidOn carePurchases { item fiscalYear cost } preventionPurchases { item } }
} }
"""
RAILS: dict[str, Any] = {
    "startedOn": "2025-10-01",
    "paidOn": "2025-11-10",
    "category": "CARE",
    "careLevel": "CARE_2",
    "cost": 120_000,
    "works": ["HANDRAIL", "STEP_REMOVAL"],
}
SEAT: dict[str, Any] = {
    "suppliedOn": "2025-04-01",
    "paidOn": "2025-05-10",
    "category": "CARE",
    "item": "COMMODE_SEAT",
    "cost": 35_000,
}
TABLES: tuple[type[Any], ...] = (*RECORDED, Dwelling, Residence, Renovation, RenovationWork, EquipmentPurchase)

UNRECORDED = tuple(table for table in TABLES if table is not ActionRecord)


def tab(service: Service, person: Person) -> Any:
    return service.ask("hachiro", TAB, id=person.id).data["beneficiary"]


def moved(service: Service, address: str, on: str) -> tuple[str, bool]:
    return fed(service, "feedResidence", insuredNumber=NUMBER, address=address, movedInOn=on)


def renovated(service: Service, **changed: Any) -> tuple[str, bool]:
    return fed(service, "feedRenovation", insuredNumber=NUMBER, renovation={**RAILS, **changed})


def bought(service: Service, **changed: Any) -> tuple[str, bool]:
    return fed(service, "feedEquipmentPurchase", insuredNumber=NUMBER, purchase={**SEAT, **changed})


def test_each_dwelling_has_its_own_money(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    fed(service, "feedCertificate", insuredNumber=NUMBER, certificate=certificate("insuredCertificate"))
    # given a dwelling in which something was done
    assert moved(service, OLD, "2020-04-01")[1] is True
    id_, changed = renovated(service)
    assert (renovated(service), changed) == ((id_, False), True)
    found = tab(service, person)["housing"]
    works = [{"kind": "HANDRAIL"}, {"kind": "STEP_REMOVAL"}]
    assert found == {
        "address": OLD,
        "remainingBase": 80_000,
        "lastPaidOn": "2025-11-10",
        "careRenovations": [{"startedOn": "2025-10-01", "cost": 120_000, "works": works}],
        "preventionRenovations": [],
    }
    # when the person moves, there is a new limit; moving back finds what is left
    for address, day, left in ((NEW, "2025-11-20", 200_000), (OLD, "2025-12-10", 80_000)):
        assert [moved(service, address, day)[1] for _ in range(2)] == [True, False]
        found = tab(service, person)["housing"]
        assert (found["address"], found["remainingBase"]) == (address, left)
    # and what is retracted gives its money back, and is kept with its works
    retract(service, id_)
    assert tab(service, person)["housing"]["remainingBase"] == 200_000
    [entry] = history(service, kind="RENOVATION")
    told = orjson.loads(entry["versions"][0]["content"])
    assert (told["address"], told["works"]) == (OLD, ["HANDRAIL", "STEP_REMOVAL"])
    assert renovated(service, works=["HANDRAIL"])[1] is True


def test_work_done_before_moving_in(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    moved(service, OLD, "2020-04-01")
    moved(service, NEW, "2025-11-20")
    asked = {"insuredNumber": NUMBER, "renovation": RAILS, "address": NEW}
    assert fed(service, "feedRenovation", **asked)[1] is True
    assert tab(service, person)["housing"]["remainingBase"] == 80_000


def test_equipment_counts_in_the_year_of_its_supply(service: Service) -> None:
    [person] = enlist(service, 1, insured_number=NUMBER)
    id_, changed = bought(service)
    assert (bought(service), changed) == ((id_, False), True)
    bought(service, suppliedOn="2025-03-31", item="BATHING_AID", cost=90_000)
    found = tab(service, person)["equipment"]
    assert (found["remainingBase"], found["lastPaidOn"]) == (65_000, "2025-05-10")
    assert found["carePurchases"] == [
        {"item": "COMMODE_SEAT", "fiscalYear": 2025, "cost": 35_000},
        {"item": "BATHING_AID", "fiscalYear": 2024, "cost": 90_000},
    ]
    # corrected into the year before
    right = {**SEAT, "suppliedOn": "2025-03-30"}
    answer = feed(service, "correctFed", id=id_, reason="提供日の誤り", content={"purchase": right})
    assert answer.data["correctFed"]["changed"] is True
    found = tab(service, person)["equipment"]
    assert (found["remainingBase"], [one["fiscalYear"] for one in found["carePurchases"]]) == (100_000, [2024, 2024])


def test_what_contradicts_is_refused(service: Service) -> None:
    enlist(service, 1, insured_number=NUMBER)
    moved(service, OLD, "2020-04-01")
    renovated(service)
    before = stored(service, *TABLES)
    asked = {"insuredNumber": NUMBER, "address": NEW, "movedInOn": "2020-04-01"}
    assert faults(feed(service, "feedResidence", **asked)) == [("FED_DIFFERS", ["input"])]
    other: dict[str, Any] = {"insuredNumber": NUMBER, "renovation": {**RAILS, "works": ["HANDRAIL"]}}
    assert faults(feed(service, "feedRenovation", **other)) == [("FED_DIFFERS", ["input"])]
    assert stored(service, *TABLES) == before


UNKNOWN = ("BENEFICIARY_UNKNOWN", ["input", "insuredNumber"])
R, P = ["input", "renovation"], ["input", "purchase"]


@pytest.mark.parametrize(
    ("name", "asked", "expected"),
    [
        (
            "feedResidence",
            {"address": " ", "movedInOn": "2025-12-16"},
            [("TEXT_WRONG", ["input", "address"]), ("DATE_WRONG", ["input", "movedInOn"])],
        ),
        (
            "feedRenovation",
            {"renovation": {**RAILS, "cost": -1, "paidOn": "2025-09-30", "category": "PREVENTION", "works": []}},
            [
                ("AMOUNT_WRONG", [*R, "cost"]),
                ("PERIOD_WRONG", [*R, "paidOn"]),
                ("CATEGORY_WRONG", [*R, "category"]),
                ("WORKS_WRONG", [*R, "works"]),
            ],
        ),
        (
            "feedRenovation",
            {
                "renovation": {
                    **RAILS,
                    "startedOn": "2025-12-16",
                    "careLevel": "NOT_APPLICABLE",
                    "works": ["HANDRAIL"] * 2,
                },
                "address": "\0",
            },
            [
                ("DATE_IN_FUTURE", [*R, "startedOn"]),
                ("PERIOD_WRONG", [*R, "paidOn"]),
                ("LEVEL_WRONG", [*R, "careLevel"]),
                ("WORKS_WRONG", [*R, "works"]),
            ],
        ),
        (
            "feedEquipmentPurchase",
            {"purchase": {**SEAT, "cost": 1_000_001, "paidOn": "2025-03-31"}},
            [("AMOUNT_WRONG", [*P, "cost"]), ("PERIOD_WRONG", [*P, "paidOn"])],
        ),
    ],
)
def test_everything_that_is_wrong_is_told_at_once(
    service: Service, name: str, asked: dict[str, Any], expected: list[tuple[str, list[str]]]
) -> None:
    enlist(service, 1, insured_number=NUMBER)
    enlist(service, 1, insured_number="2222200002", insurer_key=2)
    service.token(MUNICIPAL)
    before, unrecorded = stored(service, *TABLES), stored(service, *UNRECORDED)
    assert faults(feed(service, name, insuredNumber="2222200002", **asked)) == [UNKNOWN, *expected]
    homeless = [("DWELLING_UNKNOWN", ["input", "address"])] if name == "feedRenovation" else []
    assert faults(feed(service, name, insuredNumber=NUMBER, **asked)) == [*expected, *homeless]
    assert stored(service, *TABLES) == before
    for by in ("municipal", "hachiro", "partner"):
        assert feed(service, name, by, insuredNumber=NUMBER, **asked).codes == ["FORBIDDEN"]
    assert stored(service, *UNRECORDED) == unrecorded
