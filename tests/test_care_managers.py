"""Who makes a person's plan (S44, A13): the accepted filing's office and filer, and whom its administrator names."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from models.row import col
from models.rows import CareManagement, StaffOccupation
from seed.accounts import STAFF
from seed.offices import At
from seed.stories import STORIES
from tests.filing import FAULTS, MUNICIPAL, RECORDED, TOUCHED, answer, charges, submitted
from tests.managing import faults, new_key
from tests.proving import NOBODY, person, register_by_fields, tried
from tests.service import Answer, Service
from tests.signing_in import change, stored

ASSIGN = f"""
mutation Assign($input: AssignCareManagerInput!) {{ assignCareManager(input: $input) {{
  ... on CareManagerAssigned {{ beneficiaryId userId name }} {FAULTS}
}} }}
"""
EQUIPMENT = "query Equipment($id: ID!) { beneficiary(id: $id) { equipment { fiscalYear } } }"
OPEN, CLOSED = "open", "NOT_IN_CHARGE"
HACHIRO, MANAGER, MULTI = STAFF["hachiro"], STAFF["care-manager"], STAFF["multi-manager"]
DAY = datetime.timedelta(days=1)


def assign(service: Service, id_: str, user_id: str = "care-manager", by: str = "hachiro") -> Answer:
    asked = {"idempotencyKey": new_key(), "beneficiaryId": id_, "userId": user_id}
    return service.ask(by, ASSIGN, input=asked)


def sees(service: Service, id_: str, by: str) -> str:
    """What becomes of the equipment tab (A13: only the person in charge)."""
    told = service.ask(by, EQUIPMENT, id=id_)
    shown = told.data["beneficiary"]["equipment"] is not None
    reasons = [entry["reason"] for entry in told.refusals]
    assert reasons == ([] if shown else [CLOSED])
    return OPEN if shown else CLOSED


def accepted(service: Service, by: str = "hachiro", number: str = NOBODY, **changed: Any) -> str:
    """A person for whom a filing of this account was accepted."""
    id_ = register_by_fields(service, number, by=by)
    answer(service, submitted(service, id_, by, **changed))
    return id_


def test_the_filer_of_an_accepted_filing_is_in_charge_from_its_start(service: Service) -> None:
    id_ = register_by_fields(service, by="hachiro")
    filing = submitted(service, id_, startsOn="2025-12-17")
    assert charges(service, person(service).key) == []
    answer(service, filing)
    assert charges(service, person(service).key) == [(At.TEST, HACHIRO, "2025-12-17", None)]
    seen = []
    for _ in range(3):
        seen.append([sees(service, id_, by) for by in ("hachiro", "care-manager")])
        service.clock.instant += DAY
    assert seen == [[CLOSED, CLOSED], [CLOSED, CLOSED], [OPEN, CLOSED]]


@pytest.mark.parametrize("end", ["returned", "waiting"])
def test_no_other_filing_puts_anybody_in_charge(service: Service, end: str) -> None:
    id_ = register_by_fields(service, by="hachiro")
    filing = submitted(service, id_)
    if end == "returned":
        answer(service, filing, accepted=False, reasons=["不備"])
    assert charges(service, person(service).key) == []
    assert sees(service, id_, "hachiro") == CLOSED


def test_the_office_before_is_in_charge_no_more(service: Service) -> None:
    """With the next statement, and not a day earlier in what is kept."""
    id_ = accepted(service, startsOn="2025-12-01")
    register_by_fields(service, by="multi-manager")
    assert [sees(service, id_, by) for by in ("hachiro", "multi-manager")] == [OPEN, CLOSED]
    filing = submitted(service, id_, "multi-manager", serviceUse="NOT_USED")
    assert [sees(service, id_, by) for by in ("hachiro", "multi-manager")] == [OPEN, CLOSED]
    answer(service, filing)
    assert [sees(service, id_, by) for by in ("hachiro", "multi-manager")] == [CLOSED, OPEN]
    assert charges(service, person(service).key) == [
        (At.TEST, HACHIRO, "2025-12-01", "2025-12-14"),
        (At.MULTI, MULTI, "2025-12-15", None),
    ]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("2025-12-10", "2025-12-10", [("2025-12-10", "2025-12-09"), ("2025-12-10", None)]),
        ("2025-12-10", "2025-12-09", [("2025-12-10", None), ("2025-12-09", "2025-12-09")]),
        ("2025-12-09", "2025-12-10", [("2025-12-09", "2025-12-09"), ("2025-12-10", None)]),
    ],
    ids=["of the same day", "answered later, begins earlier", "begins later"],
)
def test_on_each_day_one_office_is_in_charge(
    service: Service, first: str, second: str, kept: list[tuple[str, str | None]]
) -> None:
    """Whoever begins later counts from then on; of two that begin together, the one that was accepted last."""
    accepted(service, startsOn=first)
    accepted(service, "multi-manager", startsOn=second, serviceUse="NOT_USED")
    assert [charge[2:] for charge in charges(service, person(service).key)] == kept


def test_answers_at_once_leave_one_in_charge(service: Service) -> None:
    """Of five filings by three offices that begin on the same day, accepted at the same time."""
    *_, id_ = (register_by_fields(service, by=by) for by in ("hachiro", "multi-manager", "houkatsu"))
    filings = [submitted(service, id_)]
    for kind in ("CARE_PLAN", "PREVENTIVE_PLAN"):
        filings.append(submitted(service, id_, "multi-manager", kind=kind, serviceUse="NOT_USED"))
    for kind in ("PREVENTIVE_PLAN", "PREVENTIVE_MANAGEMENT"):
        filings.append(submitted(service, id_, "houkatsu", kind=kind))
    service.token(MUNICIPAL)
    with ThreadPoolExecutor(5) as many:
        answers = list(many.map(lambda filing: answer(service, filing).data["answerFiling"]["status"], filings))
    assert answers == ["ACCEPTED"] * 5
    ends = [until for *_, until in charges(service, person(service).key)]
    assert sorted(ends, key=str) == ["2025-12-14"] * 4 + [None]


def test_what_the_person_had_before_ends(service: Service) -> None:
    """Whose plan another office made since April, without a care manager that is known."""
    number = STORIES["charge-of-other-office"]
    key = person(service, number).key
    assert charges(service, key) == [(At.OTHER_PLANNER, None, "2025-04-01", None)]
    accepted(service, "multi-manager", number, serviceUse="NOT_USED")
    assert charges(service, key) == [
        (At.OTHER_PLANNER, None, "2025-04-01", "2025-12-14"),
        (At.MULTI, MULTI, "2025-12-15", None),
    ]


@pytest.mark.parametrize("by", ["clerk", "partner"])
def test_a_filer_who_is_no_care_manager_leaves_the_place_open(service: Service, by: str) -> None:
    """A clerk files for the office, and so does a program: who of the office is in charge, its administrator says."""
    id_ = accepted(service, by, filerRelation="SERVICE_PROVIDER")
    assert charges(service, person(service).key) == [(At.TEST, None, "2025-12-15", None)]
    assert sees(service, id_, "hachiro") == CLOSED
    assign(service, id_, "hachiro")
    assert sees(service, id_, "hachiro") == OPEN


def test_the_administrator_names_another(service: Service) -> None:
    id_ = accepted(service, startsOn="2025-12-01")
    assert [sees(service, id_, by) for by in ("hachiro", "care-manager")] == [OPEN, CLOSED]
    told = {"beneficiaryId": id_, "userId": "care-manager", "name": "計画 つばさ"}
    assert assign(service, id_).data == {"assignCareManager": told}
    # then it is open for the one and closed for the other, at once
    assert [sees(service, id_, by) for by in ("hachiro", "care-manager")] == [CLOSED, OPEN]
    assert tried(service)[-1] == ("assignCareManager", "DONE", f'["{id_}","staff:{MANAGER}"]')
    assert charges(service, person(service).key) == [
        (At.TEST, HACHIRO, "2025-12-01", "2025-12-14"),
        (At.TEST, MANAGER, "2025-12-15", None),
    ]
    # and back again on the same day, without a trace but in the record
    assign(service, id_, "hachiro")
    assert charges(service, person(service).key)[1:] == [(At.TEST, HACHIRO, "2025-12-15", None)]


def test_one_who_is_to_begin_is_named_beforehand(service: Service) -> None:
    id_ = accepted(service, startsOn="2025-12-20")
    assign(service, id_)
    assert charges(service, person(service).key) == [(At.TEST, MANAGER, "2025-12-20", None)]


@pytest.mark.parametrize(
    "user_id", ["nurse", "clerk", "suspended", "partner", "multi-manager", "nobody", "\0", "moved"]
)
def test_only_a_care_manager_of_the_office_is_named(service: Service, user_id: str) -> None:
    """`moved` is one who makes plans in a service the office does not have, and in one where none are made."""
    id_ = accepted(service)
    if user_id == "moved":
        user_id = "care-manager"
        with service.rows() as rows:
            held = rows.scalars(select(StaffOccupation).where(col(StaffOccupation.staff_key) == MANAGER)).one()
            work = held.occupation
            rows.delete(held)
            rows.flush()
            for name in ("SMALL_MULTIFUNCTION", "DAY_CARE"):
                rows.add(StaffOccupation(staff_key=MANAGER, service=type(held.service)[name], occupation=work))
            rows.commit()
    before = stored(service, *RECORDED)
    assert faults(assign(service, id_, user_id)) == [("CARE_MANAGER_UNKNOWN", ["input", "userId"])]
    assert stored(service, *RECORDED) == before


def test_only_the_office_in_charge_names_anybody(service: Service) -> None:
    """Neither one that is not, nor one that was; all that is wrong comes at once."""
    id_ = accepted(service, startsOn="2025-12-01")
    accepted(service, "multi-manager", serviceUse="NOT_USED")
    before = stored(service, *RECORDED)
    not_in_charge = ("OFFICE_NOT_IN_CHARGE", ["input", "beneficiaryId"])
    assert faults(assign(service, id_)) == [not_in_charge]
    assert faults(assign(service, id_, "nurse")) == [not_in_charge, ("CARE_MANAGER_UNKNOWN", ["input", "userId"])]
    unknown = person(service, STORIES["elsewhere"]).id
    assert faults(assign(service, unknown, "nurse")) == [("BENEFICIARY_UNKNOWN", ["input", "beneficiaryId"])]
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("by", ["care-manager", "nurse", "office-user", "partner", "municipal-system"])
def test_who_names_nobody(service: Service, by: str) -> None:
    id_ = accepted(service)
    service.token(by)
    before = stored(service, *TOUCHED)
    assert assign(service, id_, by=by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before


def test_an_administrator_who_is_general_again_names_nobody(service: Service) -> None:
    id_ = accepted(service)
    change(service, "hachiro", kind="GENERAL_USER")
    before = stored(service, CareManagement)
    assert assign(service, id_).codes == ["FORBIDDEN"]
    assert stored(service, CareManagement) == before
