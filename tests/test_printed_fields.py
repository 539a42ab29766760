"""Registering by printed fields (guide p.18; S54, S55): check, then register; one answer for whatever does not match."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from models.rows import Confirmation, Registration
from models.settings import Settings
from permissions.printed_fields import PATHS
from tests.managing import faults
from tests.oracles.crowd import enlist
from tests.proving import (
    CHECK,
    NOBODY,
    NOT_FOUND,
    ONE,
    RECORDED,
    TOUCHED,
    check,
    enter,
    listed,
    one,
    person,
    printed,
    register_by_fields,
    tried,
)
from tests.service import Service
from tests.signing_in import stored

SEARCH = "query Search($search: String!) { beneficiaries(search: $search) { edges { node { id } } } }"
NUMBER, INSURED = ["input", "insurerNumber"], ["input", "insuredNumber"]
DOUBT = [{"code": "INSURER_CHECK_DIGIT", "path": NUMBER}]
"""The guide's insurer has a number whose check digit does not fit, as printed."""
PROTECTED = "9000000001"


def test_whoever_matches_is_registered_in_two_steps(service: Service) -> None:
    # given somebody who is on nobody's list
    id_, before = person(service).id, stored(service, Registration)
    assert one(service, id_) is None
    # when the printed fields are checked, then nothing is registered yet
    matched = check(service, printed(service)).data["checkPrintedFields"]
    assert matched == {
        "confirmation": matched["confirmation"],
        "expiresAt": "2025-12-15T09:10:00+09:00",
        "warnings": DOUBT,
    }
    assert stored(service, Registration) == before
    # when they are registered, then the person is on the list of this office, until the 84th day
    assert enter(service, matched["confirmation"]).data["registerPerson"] == {
        "id": id_,
        "purpose": "VIEWING",
        "viewingUntil": "2026-03-09",
        "provenAt": "2025-12-15T09:00:00+09:00",
    }
    assert id_ in listed(service)
    assert one(service, id_)["registration"] == {
        "method": "PRINTED_FIELDS",
        "registeredOn": "2025-12-15",
        "viewingUntil": "2026-03-09",
        "listOpenedAt": None,
        "provenAt": "2025-12-15T09:00:00+09:00",
    }
    assert tried(service) == [
        ("checkPrintedFields", "DONE", f'["{id_}"]'),
        ("registerPerson", "DONE", f'["{id_}"]'),
    ]


def test_another_office_sees_nothing_of_it(service: Service) -> None:
    id_ = register_by_fields(service)
    assert id_ not in listed(service, "multi-manager")
    unknown = service.ask("multi-manager", ONE, id="bnf_aaaaaaaaaaaaaaaa").content
    assert service.ask("multi-manager", ONE, id=id_).content == unknown


def test_it_is_found_by_name_and_number_as_others_are(service: Service) -> None:
    register_by_fields(service)
    found = person(service)
    for search in (NOBODY, found.name, found.kana):
        edges = service.ask("nurse", SEARCH, search=search).data["beneficiaries"]["edges"]
        assert found.id in {edge["node"]["id"] for edge in edges}


@pytest.mark.parametrize("spelled", ["りよう つるこ", "ﾘﾖｳ ﾂﾙｺ", "リヨウ　ツルコ"])
def test_names_are_compared_without_width_and_spaces(service: Service, spelled: str) -> None:
    typed = {**printed(service, "1234567890"), "kana": spelled}
    assert "confirmation" in check(service, typed).data["checkPrintedFields"]


def of_this(ran: list[str]) -> list[str]:
    """The statements of the request, without those of the record, which is also taken into its chain meanwhile."""
    return [statement for statement in ran if "record" not in statement]


def protected_person(service: Service) -> None:
    day = service.clock.instant.date()
    enlist(service, 1, insured_number=PROTECTED, protected_from=day, protected_until=day)


@pytest.mark.parametrize(
    "changed",
    [
        {"insuredNumber": "0000000000"},
        {"insurerNumber": "654321"},
        {"kana": "リヨウツルミ"},
        {"birthDate": "1938-04-03"},
        {"sex": "MALE"},
        {"insuredNumber": PROTECTED, "kana": "シケン", "birthDate": "1940-04-01"},
    ],
    ids=str,
)
def test_whatever_does_not_match_is_one_answer(service: Service, changed: dict[str, Any]) -> None:
    # given what an unknown person gets, after which statements
    protected_person(service)
    right = printed(service, "1234567890")
    service.token("nurse")
    with service.statements() as expected:
        unknown = check(service, {**right, "insuredNumber": "9999999999"})
    before = stored(service, Registration, Confirmation)
    # when something else is wrong
    with service.statements() as ran:
        answer = check(service, {**right, **changed})
    # then bytes and statements are the same, nothing has happened, and the try is recorded without what was typed
    assert faults(answer) == NOT_FOUND
    assert answer.content == unknown.content
    assert of_this(ran) == of_this(expected)
    assert stored(service, Registration, Confirmation) == before
    assert tried(service) == 2 * [("checkPrintedFields", "PERSON_NOT_FOUND", "[]")]


def test_who_was_protected_is_registered_again(service: Service) -> None:
    protected_person(service)
    typed = {**printed(service, PROTECTED)}
    assert faults(check(service, typed)) == NOT_FOUND
    service.clock.instant += datetime.timedelta(days=1)
    assert "confirmation" in check(service, typed).data["checkPrintedFields"]


def test_everything_that_is_wrong_is_said_at_once_and_not_counted(service: Service) -> None:
    service.token("nurse")
    before = stored(service, *RECORDED)
    answer = check(service, {"insurerNumber": "12345", "insuredNumber": "H123456789", "birthDate": "2025-12-16"})
    assert faults(answer) == [
        ("INSURER_NUMBER_WRONG", NUMBER),
        ("INSURED_NUMBER_WRONG", INSURED),
        ("KANA_MISSING", ["input", "kana"]),
        ("BIRTH_DATE_WRONG", ["input", "birthDate"]),
        ("SEX_MISSING", ["input", "sex"]),
    ]
    assert all(error["message"].endswith("。") for error in answer.data["checkPrintedFields"]["errors"])
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("digits", [0, 5, 7, 9, 11])
def test_numbers_have_so_many_digits(service: Service, digits: int) -> None:
    typed = {**printed(service), "insurerNumber": "1" * digits, "insuredNumber": "1" * digits}
    assert faults(check(service, typed)) == [("INSURER_NUMBER_WRONG", NUMBER), ("INSURED_NUMBER_WRONG", INSURED)]


@pytest.mark.parametrize("number", ["１２３４５６", "12345a", "12345\0", " 12345", "12345\n", "-12345"])
def test_numbers_are_half_width_digits(service: Service, number: str) -> None:
    typed = {**printed(service), "insurerNumber": number, "insuredNumber": number[:-2] + "123456"}
    assert faults(check(service, typed))[0] == ("INSURER_NUMBER_WRONG", NUMBER)


@pytest.mark.parametrize("kana", ["利用鶴子", "tsuruko", "リヨウ\0", "・" * 201, "　"])
def test_kana_are_kana(service: Service, kana: str) -> None:
    assert faults(check(service, {**printed(service), "kana": kana})) == [("KANA_WRONG", ["input", "kana"])]


def test_a_check_digit_that_fits_is_no_doubt(service: Service) -> None:
    typed = {**printed(service), "insurerNumber": "121012"}
    answer = check(service, typed).data["checkPrintedFields"]
    assert (answer["errors"][0]["code"], answer["warnings"]) == ("PERSON_NOT_FOUND", [])
    doubtful = check(service, {**typed, "insurerNumber": "121013"}).data["checkPrintedFields"]
    assert (doubtful["errors"], doubtful["warnings"]) == (answer["errors"], DOUBT)


def test_which_items_prove_identity_is_a_setting(open_service: Callable[..., Service]) -> None:
    service = open_service(printed_items=("name", "address"))
    found = person(service)
    numbers = {name: value for name, value in printed(service).items() if name.endswith("Number")}
    assert faults(check(service, numbers)) == [
        ("NAME_MISSING", ["input", "name"]),
        ("ADDRESS_MISSING", ["input", "address"]),
    ]
    assert found.address is not None
    typed = {**numbers, "name": found.name.replace(" ", ""), "address": f" {found.address}"}
    assert faults(check(service, {**typed, "address": found.address[:-1]})) == NOT_FOUND
    # what is not asked for is not looked at
    assert "confirmation" in check(service, {**typed, "kana": "チガウ"}).data["checkPrintedFields"]


def test_every_item_has_its_place() -> None:
    assert set(Settings().printed_items) == {"kana", "birth_date", "sex"}
    assert set(PATHS) == {"name", "kana", "birth_date", "sex", "address"}


def test_the_same_key_gives_the_same_answer(service: Service) -> None:
    asked = {"idempotencyKey": "check-0001", **printed(service)}
    first = service.ask("nurse", CHECK, input=asked)
    before = stored(service, *RECORDED)
    assert service.ask("nurse", CHECK, input=asked).content == first.content
    assert stored(service, *RECORDED) == before


@pytest.mark.parametrize("by", ["office-user", "municipal", "board-member", "billing-system", "clinic-doctor"])
def test_who_registers_nobody(service: Service, by: str) -> None:
    service.token(by)
    before = stored(service, *TOUCHED)
    assert check(service, printed(service), by).codes == ["FORBIDDEN"]
    assert enter(service, "cnf_aaaaaaaaaaaaaaaa", by).codes == ["FORBIDDEN"]
    assert stored(service, *TOUCHED) == before
